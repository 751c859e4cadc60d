"""Moments and the wall clocks they are told by: the hour holds when a zone's rules change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import format_datetime, format_time

if TYPE_CHECKING:
    from babel import Locale

_LANGUAGES = ("fr", "en")
_PATTERNS = {"fr": "EEE d MMM y, HH:mm", "en": "EEE d MMM y, HH:mm"}


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
    """Say when in words: "Jeu. 3 déc. 2026, 18:30", and until when if it is another day."""
    language = language[:2].lower()
    locale: Locale | str = language if language in _LANGUAGES else _LANGUAGES[0]
    pattern = _PATTERNS[str(locale)]
    said = format_datetime(moment, pattern, zone_of(zone), locale)
    if until is not None and until - moment >= timedelta(hours=24):
        said += f" \N{EN DASH} {format_datetime(until, pattern, zone_of(zone), locale)}"
    return said[:1].upper() + said[1:]


def hour(moment: datetime, zone: str) -> str:
    """Write the hour of a moment on the wall of a zone."""
    return format_time(moment, "HH:mm", zone_of(zone), "fr")
