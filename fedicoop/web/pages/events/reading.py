"""Days, hours and numbers as people type them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from fedicoop.errors import Invalid
from fedicoop.events import times
from fedicoop.web.i18n import msg

if TYPE_CHECKING:
    from fedicoop.web.forms import Form
    from fedicoop.web.visit import Visit

_DAY = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})")
_HOUR = re.compile(r"(\d{1,2})\s*[h:.]?\s*(\d{2})?(?::\d{2})?")
_NO_DAY = msg("Write the day as 31/05/2027.")
_NO_HOUR = msg("Write the hour as 18:30.")
_WHEN = msg("Say on which day, and at what hour.")
_OVER = msg("This moment is over.")
_NO_NUMBER = msg("Write a whole number.")
_NO_DEGREES = msg("Write degrees as a number, such as 49.44.")


def day_of(form: Form, name: str) -> date | None:
    """Read a day: as browsers send it, or 31/05/2027; None for nothing; raises Invalid."""
    said = form.line(name, 20)
    if not said:
        return None
    try:
        found = _DAY.fullmatch(said)
        if found is not None:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(said)
    except ValueError as error:
        raise Invalid({name: _NO_DAY}) from error


def hour_of(form: Form, name: str) -> time | None:
    """Read an hour: 18:30, 18h30 or 18 h; None for nothing; raises Invalid."""
    said = form.line(name, 20).lower()
    if not said:
        return None
    found = _HOUR.fullmatch(said)
    try:
        if found is not None:
            return time(int(found[1]), int(found[2] or 0))
    except ValueError:
        found = None
    raise Invalid({name: _NO_HOUR})


def later_of(visit: Visit, form: Form, what: str, most: timedelta, beyond: str) -> datetime:
    """Read when something is to happen by itself, by the reader's clock: "publish" for publish_at.

    Raises Invalid for no moment, one that is over, or one beyond ``most``, in the words given.
    """
    name = f"{what}_at"
    day, hour = day_of(form, name), hour_of(form, f"{what}_hour")
    if day is None or hour is None:
        raise Invalid({name: _WHEN})
    today = visit.instance.clock().date()
    if day > today + most:
        raise Invalid({name: beyond})
    if day < today - timedelta(days=1):
        raise Invalid({name: _OVER})
    return times.moment_at(wall(day, hour), visit.zone)


def number_of(form: Form, name: str) -> int | None:
    """Read a whole number; None for nothing; raises Invalid."""
    said = form.line(name, 20)
    if not said:
        return None
    if not said.isdecimal() or not said.isascii():
        raise Invalid({name: _NO_NUMBER})
    return int(said)


def degrees_of(form: Form, name: str) -> float | None:
    """Read degrees, with a point or a comma; None for nothing; raises Invalid."""
    said = form.line(name, 30).replace(",", ".")
    try:
        return float(said) if said else None
    except ValueError as error:
        raise Invalid({name: _NO_DEGREES}) from error


def wall(day: date, hour: time) -> datetime:
    """Give the wall time of a day and an hour."""
    return datetime.combine(day, hour)
