"""The time zones of other people's calendars: IANA's, Windows', Lotus', and their own inventions.

No VTIMEZONE of a stranger is ever worked out: its rules may be endless, and its name may be ours.
What it says of winter and summer is enough to find a zone that we know.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from fedicoop.events import times

_BEGIN, _END = "BEGIN:VTIMEZONE", "END:VTIMEZONE"
_VENDORS = re.compile(r'\bTZID="?(/[^":;]{1,200})"?', re.I)
_TZID = re.compile(r"^TZID[^:\n]{0,200}:(.{1,200})$", re.MULTILINE | re.I)
_LOCATION = re.compile(r"^X-LIC-LOCATION[^:\n]{0,200}:(.{1,200})$", re.MULTILINE | re.I)
_OFFSET = re.compile(r"^TZOFFSETTO[^:\n]{0,200}:([+-])(\d\d)(\d\d)", re.MULTILINE | re.I)
_MOST_ZONES, _MOST_LINES = 50, 2000
_LIKELY = (
    "Europe/Paris",
    "Europe/London",
    "Europe/Helsinki",
    "UTC",
    "Indian/Reunion",
    "America/Martinique",
    "America/Cayenne",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Europe/Moscow",
    "Africa/Lagos",
    "Africa/Johannesburg",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Pacific/Noumea",
    "Pacific/Tahiti",
)


def take_out(calendar: str) -> tuple[str, dict[str, str]]:
    """Take the zones out of the text of a calendar; give it, and what their names mean.

    ``calendar`` has its lines unfolded, and ends them with a line feed.
    """
    kept: list[str] = []
    block: list[str] | None = None
    known: dict[str, str] = {}
    for line in calendar.split("\n"):
        said = line.strip().upper()
        if block is None and said == _BEGIN:
            block = []
        elif block is None:
            kept.append(_VENDORS.sub(_plainly, line) if "TZID=" in line else line)
        elif said == _END:
            _learn(known, "\n".join(block))
            block = None
        elif len(block) < _MOST_LINES:
            block.append(line)
    return "\n".join(kept), {name: zone for name, zone in known.items() if zone}


def _plainly(found: re.Match[str]) -> str:
    """Write the zone that a name such as /mozilla.org/2005_1/Europe/Paris means."""
    return f"TZID={named(found[1]) or 'Unknown'}"


def _learn(known: dict[str, str], block: str) -> None:
    named = _TZID.search(block)
    if named is not None and len(known) < _MOST_ZONES:
        known.setdefault(clean(named[1]), _meant(named[1], block))


def named(said: str) -> str:
    """Give the IANA zone that a name means; "" for a name that means nothing to us."""
    name = clean(said)
    if times.is_zone(name):
        return name
    if name in WINDOWS_TO_OLSON:
        return str(WINDOWS_TO_OLSON[name])
    parts = name.split("/")
    for start in range(1, min(len(parts), 6)):
        tail = "/".join(parts[start:])
        if "/" in tail and times.is_zone(tail):
            return tail
    return ""


def clean(said: str) -> str:
    """Give the name of a zone without what may stand around it."""
    return said.strip().strip('"').strip()


def _meant(name: str, block: str) -> str:
    location = _LOCATION.search(block)
    return named(name) or (named(location[1]) if location else "") or _alike(block)


def _alike(block: str) -> str:
    """Find a zone whose clocks are as far from UTC, in winter and in summer, as was said."""
    said = {_offset(*each) for each in _OFFSET.findall(block[:50_000])[:100]}
    return next((zone for zone in _LIKELY if said and _offsets(zone) == said), "")


def _offset(sign: str, hours: str, minutes: str) -> timedelta:
    size = timedelta(hours=int(hours), minutes=int(minutes))
    return -size if sign == "-" else size


def _offsets(zone: str) -> set[timedelta]:
    known = times.zone_of(zone)
    days = (datetime(2026, month, 1, tzinfo=UTC).astimezone(known) for month in (1, 7))
    return {each.utcoffset() or timedelta() for each in days}
