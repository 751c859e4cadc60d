"""Events by the day on which they are: in a list, and in the squares of a month."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from babel.dates import format_date, get_day_names

from fedicoop.events import times
from fedicoop.web.pages.events import cards

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fedicoop.events import Event
    from fedicoop.web.i18n import Language
    from fedicoop.web.pages.events.cards import Card
    from fedicoop.web.visit import Visit

MOST_IN_A_SQUARE = 4
_MORNING = time(6)
_LONGEST = 62


@dataclass(frozen=True)
class Day:
    """What is on one day; ``title`` is the day in full, "" for what has begun before."""

    title: str
    cards: list[Card]


@dataclass(frozen=True)
class Entry:
    """An event in a square; ``hour`` is "" on the days after its first."""

    card: Card
    hour: str


@dataclass(frozen=True)
class Square:
    """One day of a month; ``more`` counts what did not fit."""

    iso: str
    number: int
    title: str
    is_today: bool
    entries: list[Entry]
    more: int = 0


@dataclass(frozen=True)
class Month:
    """A month: rows of seven squares, None for the days of its neighbours."""

    title: str
    weekdays: list[tuple[str, str]]
    weeks: list[list[Square | None]]
    previous: str
    next: str
    is_empty: bool


def in_full(language: Language, day: date) -> str:
    """Say a day with its weekday: "samedi 5 décembre 2026"."""
    said = language.date(datetime(day.year, day.month, day.day, tzinfo=UTC), "UTC")
    return said[:1].upper() + said[1:]


def by_day(visit: Visit, events: Iterable[Event], today: date | None) -> list[Day]:
    """Put events under their days; those that began before today stand first, under ""."""
    found: dict[str, list[Card]] = {}
    for event in events:
        day = times.wall_at(event.starts_at, event.timezone).date()
        is_under_way = today is not None and day < today
        title = "" if is_under_way else in_full(visit.language, day)
        found.setdefault(title, []).append(cards.card(visit, event))
    return [Day(title, shown) for title, shown in found.items()]


def span_of(event: Event) -> Iterator[date]:
    """Give the days on which an event is, two months at most; a night belongs to its evening."""
    first = times.wall_at(event.starts_at, event.timezone)
    last = times.wall_at(event.ends_at, event.timezone) if event.ends_at else first
    if last - first < timedelta(days=1) and last.time() < _MORNING:
        last = first
    last = max(first, last - timedelta(seconds=1))
    for number in range(min((last.date() - first.date()).days, _LONGEST) + 1):
        yield first.date() + timedelta(days=number)


def month_of(visit: Visit, events: Iterable[Event], first: date, today: date) -> Month:
    """Lay events out in a month; ``first`` is its first day."""
    found: dict[date, list[Event]] = {}
    for event in events:
        for day in span_of(event):
            found.setdefault(day, []).append(event)
    weeks: list[list[Square | None]] = [
        [
            _square(visit, day, found.get(day, []), today) if day.month == first.month else None
            for day in week
        ]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
    title = str(format_date(first, "LLLL y", locale=visit.language.locale))
    return Month(
        title=title[:1].upper() + title[1:],
        weekdays=_weekdays(visit.language),
        weeks=weeks,
        previous=written(first - timedelta(days=1)),
        next=written(first + timedelta(days=31)),
        is_empty=not any(square and square.entries for week in weeks for square in week),
    )


def _square(visit: Visit, day: date, events: list[Event], today: date) -> Square:
    fitting = len(events) if len(events) <= MOST_IN_A_SQUARE else MOST_IN_A_SQUARE - 1
    return Square(
        iso=day.isoformat(),
        number=day.day,
        title=in_full(visit.language, day),
        is_today=day == today,
        entries=[_entry(visit, day, each) for each in events[:fitting]],
        more=len(events) - fitting,
    )


def _entry(visit: Visit, day: date, event: Event) -> Entry:
    begins = times.wall_at(event.starts_at, event.timezone).date() == day
    shown = cards.card(visit, event)
    return Entry(shown, shown.when.hour if begins else "")


def _weekdays(language: Language) -> list[tuple[str, str]]:
    short = get_day_names("abbreviated", locale=language.locale)
    long = get_day_names("wide", locale=language.locale)
    return [(str(short[number]), str(long[number])) for number in range(7)]


def written(day: date) -> str:
    """Write the month of a day as an address does: 2026-12."""
    return f"{day.year:04d}-{day.month:02d}"
