"""Moments and the wall clocks they are told by: the hour holds when a zone's rules change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import format_date

from fedicoop.languages import Language, known

_DAY = "EEE d MMM y"


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def is_zone(name: str) -> bool:
    """Tell whether a time zone is of the IANA list; only those are opened as files."""
    return name in _zones()


def zone_of(name: str) -> ZoneInfo:
    """Give a time zone; UTC for a name that is none."""
    return ZoneInfo(name if is_zone(name) else "UTC")


def moment_at(wall: datetime, zone: str) -> datetime:
    """Give the UTC moment of a wall time; in the hour that summer time skips, the one after.

    At both ends of the calendar, where a zone leads out of it, the wall time is taken for UTC.
    """
    try:
        return wall.replace(tzinfo=zone_of(zone)).astimezone(UTC)
    except OverflowError:
        return wall.replace(tzinfo=UTC)


def wall_at(moment: datetime, zone: str) -> datetime:
    """Give what the clocks on the wall of a zone show at a moment."""
    try:
        return moment.astimezone(zone_of(zone)).replace(tzinfo=None)
    except OverflowError:
        return moment.replace(tzinfo=None)


def written(wall: datetime) -> str:
    """Write a wall time as it is stored."""
    return wall.replace(microsecond=0).isoformat()


def read_wall(said: str) -> datetime | None:
    """Read a stored wall time; None for what is none."""
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    return found if found.tzinfo is None else None


def with_offset(moment: datetime, zone: str) -> str:
    """Write a moment as Mobilizon does: the local time with its offset."""
    local = moment.astimezone(zone_of(zone)).replace(microsecond=0)
    return local.isoformat()


def span(moment: datetime, until: datetime | None, zone: str, language: str) -> str:
    """Say when in words: "Jeu. 3 déc. 2026, 18 h 30", and until when if it is another day."""
    spoken = Language(known(language))
    said = _told(moment, zone, spoken)
    if until is not None and until - moment >= timedelta(hours=24):
        said += f" \N{EN DASH} {_told(until, zone, spoken)}"
    return said[:1].upper() + said[1:]


def _told(moment: datetime, zone: str, spoken: Language) -> str:
    """Write a day in short, and its hour, as a language does."""
    day = format_date(moment.astimezone(zone_of(zone)).date(), _DAY, spoken.locale)
    return f"{day}, {spoken.hour(moment, zone)}"
