"""The dates of a rule (RFC 5545 RRULE), worked out in milliseconds whatever the rule says.

A rule that never comes true (30 February) is looked for until the year 9999, which takes seconds.
So it is worked out at the end of time: the calendar of 2026 is that of a year after 9900, day by
day, and from there it is not far to the end.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import islice

from dateutil.rrule import rrulestr

from fedicoop.errors import Invalid
from fedicoop.events import times

MOST_DATES = 60
HORIZON = timedelta(days=400)
_LONGEST = 500
_EARLIEST, _LATEST = 1902, 2095
_FAR = range(9901, 9929)
_STEPS = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
_NAMES = {
    "FREQ",
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "WKST",
    "BYDAY",
    "BYMONTH",
    "BYMONTHDAY",
    "BYYEARDAY",
    "BYWEEKNO",
    "BYSETPOS",
}
_VALUE = re.compile(r"[+-]?[A-Z0-9]{1,7}(?:,[+-]?[A-Z0-9]{1,5})*")
_NUMBER = re.compile(r"[1-9]\d{0,4}")
_UNTIL = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?")
_SHAPES = {"UNTIL": _UNTIL, "COUNT": _NUMBER, "INTERVAL": _NUMBER}


def dates(
    rule: str, first: datetime, since: datetime | None = None, zone: str = "UTC"
) -> list[datetime]:
    """Give the wall times of a rule: at most 60, within 400 days of ``since`` (else the first).

    ``first`` is the wall time at which it begins; ``zone`` is whose clocks they are, for a rule
    that ends at a moment. Raises Invalid for a rule that cannot be read or repeats within a day.
    """
    parts = _parts(rule)
    until = _until(parts.pop("UNTIL", ""), zone)
    if not _EARLIEST <= first.year <= _LATEST:
        raise Invalid({"rrule": "This repetition has no date."})
    start = max(first, since) if since else first
    end = min(start + HORIZON, until) if until else start + HORIZON
    shift = _far_year(first.year) - first.year
    try:
        found = rrulestr(
            ";".join(f"{name}={value}" for name, value in parts.items()),
            dtstart=first.replace(year=first.year + shift),
        )
        walls = _between(found, start, end, shift)
    except (ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError):
        raise Invalid({"rrule": "This repetition cannot be read."}) from None
    return walls


def _parts(rule: str) -> dict[str, str]:
    """Cut a rule into its parts; nothing but what RFC 5545 says gets to the library."""
    said = rule.strip().upper().removeprefix("RRULE:")
    parts: dict[str, str] = {}
    for piece in said.rstrip(";").split(";") if len(said) <= _LONGEST else ():
        name, _, value = piece.partition("=")
        shape = _SHAPES.get(name, _VALUE)
        if name not in _NAMES or name in parts or not shape.fullmatch(value):
            raise Invalid({"rrule": "This repetition cannot be read."})
        parts[name] = value
    if parts.get("FREQ") not in _STEPS:
        raise Invalid({"rrule": "This repetition cannot be read."})
    return parts


def _until(said: str, zone: str) -> datetime | None:
    """Give the wall time until which a rule goes: a day counts whole, a moment is of its zone."""
    if not said:
        return None
    found = _UNTIL.fullmatch(said)
    if found is None:
        raise Invalid({"rrule": "This repetition cannot be read."})
    try:
        end = datetime.strptime(found[1] + (found[2] or "235959"), "%Y%m%d%H%M%S")  # noqa: DTZ007
    except ValueError:
        raise Invalid({"rrule": "This repetition cannot be read."}) from None
    return times.wall_at(end.replace(tzinfo=UTC), zone) if found[3] else end


def _far_year(year: int) -> int:
    """Give the first year after 9900 whose days, and those of the years after, fall the same."""
    weekday = datetime(year, 1, 1).weekday()  # noqa: DTZ001 - a day of the calendar
    return next(
        each
        for each in _FAR
        if each % 4 == year % 4 and datetime(each, 1, 1).weekday() == weekday  # noqa: DTZ001
    )


def _between(found: object, start: datetime, end: datetime, shift: int) -> list[datetime]:
    walls: list[datetime] = []
    for far in islice(found, 40_000):  # type: ignore[call-overload]
        if far.year - shift > end.year:
            break
        wall = far.replace(year=far.year - shift)
        if wall > end or len(walls) == MOST_DATES:
            break
        if wall >= start:
            walls.append(wall)
    return walls
