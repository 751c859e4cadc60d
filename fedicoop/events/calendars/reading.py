"""Reading an iCalendar file of somebody else's: bounded, forgiving, and never longer than a while.

Whoever calls it does so in a thread: a file of the greatest size takes seconds.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from icalendar import Calendar
from icalendar.error import BrokenCalendarProperty

from fedicoop import text
from fedicoop.errors import FedicoopError, Malformed, TooLarge
from fedicoop.events import repeating, times
from fedicoop.events.calendars import zones
from fedicoop.events.calendars.entries import (
    LONGEST_TITLE,
    MOST_BYTES,
    MOST_ENTRIES,
    Entry,
    Reading,
    address_of,
    spot_of,
    tags_of,
    title_of,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icalendar import Component

SECONDS = 10.0
_MOST_LINES = 60_000
_MOST_EXCEPTIONS = 500
_LONGEST_UID = 400
_LONGEST_EVENT = timedelta(days=399)
_FOLDED = re.compile(r"\n[ \t]")
_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
_UNREADABLE = (
    BrokenCalendarProperty,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
)
_NO_CALENDAR = "This is not a calendar that can be read."


@dataclass
class _Work:
    """One file being read."""

    now: datetime
    zone: str
    known: dict[str, str]
    until: float
    left_out: int = 0
    whole: bool = True
    entries: list[Entry] = field(default_factory=list)

    def is_late(self) -> bool:
        """Tell whether enough was read, or for long enough."""
        late = len(self.entries) >= MOST_ENTRIES or time.monotonic() > self.until
        self.whole = self.whole and not late
        return late


def read_calendar(data: bytes, now: datetime, zone: str = "Europe/Paris") -> Reading:
    """Give what is to come of an iCalendar file; ``zone`` is meant where none is said.

    Each date of a repeating entry is one of its own, at most 60 within 400 days. Raises TooLarge
    for more than a megabyte, Malformed for what is no calendar.
    """
    if len(data) > MOST_BYTES:
        raise TooLarge(f"a calendar of {len(data)} bytes", safe="This calendar is too large.")
    said = _unfolded(data)
    said, known = zones.take_out(said)
    calendars = _parsed(said)
    work = _Work(now, zone, known, time.monotonic() + SECONDS)
    name = ""
    for found in calendars:
        name = name or _line(found.get("NAME") or found.get("X-WR-CALNAME"))
        work.zone = zones.named(_line(found.get("X-WR-TIMEZONE"))) or zone
        _read(work, found)
    return Reading(name, tuple(work.entries), work.left_out, work.whole)


def _unfolded(data: bytes) -> str:
    try:
        said = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        said = data.decode("latin-1")
    said = said.replace("\r\n", "\n").replace("\r", "\n")
    said = _FOLDED.sub("", said)
    if "BEGIN:VCALENDAR" not in said[:10_000].upper() or said.count("\n") > _MOST_LINES:
        raise Malformed("no VCALENDAR", safe=_NO_CALENDAR)
    return said


def _parsed(said: str) -> list[Component]:
    try:
        found: list[Component] = list(Calendar.from_ical(said.replace("\n", "\r\n"), multiple=True))
    except _UNREADABLE as error:
        raise Malformed(f"calendar: {error}"[:300], safe=_NO_CALENDAR) from None
    if not found:
        raise Malformed("a calendar that breaks off", safe=_NO_CALENDAR)
    return found


def _read(work: _Work, calendar: Component) -> None:
    events = [each for each in calendar.subcomponents if each.name == "VEVENT"]
    changed = {key: each for each in events if (key := _changes(work, each)) is not None}
    for each in events:
        if work.is_late():
            return
        if _changes(work, each) is not None:
            continue
        try:
            for entry in _dates(work, each, changed):
                work.entries.append(entry)
        except (*_UNREADABLE, FedicoopError):
            work.left_out += 1
    for (uid, wall), each in changed.items():
        if work.is_late():
            return
        _read_changed(work, each, f"{uid}#{times.written(wall)}")


def _read_changed(work: _Work, component: Component, uid: str) -> None:
    """Read a single date of a repeating entry that is not as the others."""
    try:
        entry = _entry(work, component, uid)
    except (*_UNREADABLE, FedicoopError):
        work.left_out += 1
        return
    if entry is not None and not _is_over(work, entry):
        work.entries.append(entry)


def _changes(work: _Work, component: Component) -> tuple[str, datetime] | None:
    """Give which date of which entry this one stands for (RECURRENCE-ID)."""
    try:
        said = component.get("RECURRENCE-ID")
        return None if said is None else (_uid(component), _wall(work, said)[0])
    except _UNREADABLE:
        return None


def _dates(
    work: _Work, component: Component, changed: dict[tuple[str, datetime], Any]
) -> Iterator[Entry]:
    """Give the dates to come of one entry, without those that are changed or taken out."""
    entry = _entry(work, component, _uid(component))
    if entry is None:
        return
    if not entry.uid:
        entry = replace(entry, uid=f"{times.written(entry.starts)} {entry.title}"[:_LONGEST_UID])
    rule = component.get("RRULE")
    if rule is None:
        if not _is_over(work, entry):
            yield entry
        return
    rule = rule[0] if isinstance(rule, list) else rule
    since = times.wall_at(work.now, entry.timezone)
    walls = repeating.dates(rule.to_ical().decode(), entry.starts, since, entry.timezone)
    walls += [each for each in _moments(work, component, "RDATE") if each >= since]
    out = set(_moments(work, component, "EXDATE"))
    for wall in dict.fromkeys(walls):
        if wall not in out and (entry.uid, wall) not in changed:
            yield _at(entry, wall)


def _at(entry: Entry, wall: datetime) -> Entry:
    ends = wall + (entry.ends - entry.starts) if entry.ends else None
    return replace(entry, starts=wall, ends=ends, uid=f"{entry.uid}#{times.written(wall)}")


def _is_over(work: _Work, entry: Entry) -> bool:
    return times.moment_at(entry.ends or entry.starts, entry.timezone) <= work.now


def _entry(work: _Work, component: Component, uid: str) -> Entry | None:
    """Read what one entry says; None for what is private or has no title."""
    if _line(component.get("CLASS")).upper() in {"PRIVATE", "CONFIDENTIAL"}:
        work.left_out += 1
        return None
    starts, zone, all_day = _wall(work, component["DTSTART"])
    title = title_of(_line(component.get("SUMMARY"), 1000))
    if not title:
        work.left_out += 1
        return None
    status = _line(component.get("STATUS")).upper()
    url = address_of(_line(component.get("URL"), 2000))
    where = _line(component.get("LOCATION"), 2000)
    meeting = address_of(where) or address_of(_line(component.get("CONFERENCE"), 2000))
    place = None if address_of(where) else spot_of(where, *_geo(component))
    return Entry(
        uid=uid,
        title=title,
        starts=starts,
        ends=_end(work, component, starts, zone, all_day=all_day),
        timezone=zone,
        source=words_of(str(component.get("DESCRIPTION") or "")),
        url=url,
        place=place,
        online=bool(meeting),
        online_url=meeting,
        tags=_tags(component),
        cancelled=status == "CANCELLED",
        tentative=status == "TENTATIVE",
    )


def _uid(component: Component) -> str:
    return _line(component.get("UID"), 2000)[:_LONGEST_UID]


def _line(said: object, limit: int = LONGEST_TITLE) -> str:
    """Give a text on one line; the first where there are several."""
    if isinstance(said, list):
        said = said[0] if said else ""
    return " ".join(text.clean(str(said or ""), limit).split())


def _wall(work: _Work, said: Any) -> tuple[datetime, str, bool]:
    """Give the wall time of a date or moment, its zone, and whether it is a whole day."""
    said = said[0] if isinstance(said, list) else said
    found = said.dt
    if isinstance(found, datetime):
        return (*_clock(work, found, str(said.params.get("TZID", ""))), False)
    if isinstance(found, date):
        return datetime(found.year, found.month, found.day), work.zone, True  # noqa: DTZ001
    raise ValueError("neither a day nor a moment")


def _clock(work: _Work, found: datetime, tzid: str) -> tuple[datetime, str]:
    zone = work.known.get(zones.clean(tzid), "") or zones.named(tzid)
    if found.tzinfo is None or zone:
        return found.replace(tzinfo=None), zone or work.zone
    return times.wall_at(found.astimezone(UTC), work.zone), work.zone


def _end(
    work: _Work, component: Component, starts: datetime, zone: str, *, all_day: bool
) -> datetime | None:
    """Give the wall time of the end in the zone of the start; a whole day ends at 23:59."""
    ends: datetime | None = starts + _DAY if all_day else None
    said = component.get("DTEND")
    duration = component.get("DURATION")
    if said is not None:
        wall, other, _day = _wall(work, said)
        ends = wall if other == zone else times.wall_at(times.moment_at(wall, other), zone)
    elif duration is not None and isinstance(duration.dt, timedelta):
        ends = starts + duration.dt
    if ends is None or ends <= starts:
        return None
    ends = ends - _MINUTE if all_day else ends
    return min(ends, starts + _LONGEST_EVENT)


def _moments(work: _Work, component: Component, name: str) -> list[datetime]:
    """Give the wall times of a list of dates (RDATE, EXDATE), in the entry's own zone."""
    said = component.get(name)
    found = []
    for each in said if isinstance(said, list) else [said] if said is not None else []:
        for moment in each.dts[:_MOST_EXCEPTIONS]:
            if isinstance(moment.dt, date):
                moment.params = each.params if "TZID" in each.params else moment.params
                found.append(_wall(work, moment)[0])
    return found[:_MOST_EXCEPTIONS]


def _geo(component: Component) -> tuple[float | None, float | None]:
    try:
        found: Any = component["GEO"]
        return float(found.latitude), float(found.longitude)
    except _UNREADABLE:
        return None, None


def _tags(component: Component) -> tuple[str, ...]:
    said: Any = component.get("CATEGORIES")
    groups = said if isinstance(said, list) else [said] if said is not None else []
    return tags_of([str(each) for group in groups for each in getattr(group, "cats", [])])
