"""Events among other messages: a timeline says when and where, not only what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fedicoop.events import queries
from fedicoop.web.pages.events.cards import card
from fedicoop.web.views import Dates

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fedicoop.events import Event
    from fedicoop.posts.queries import Shown
    from fedicoop.web.views import PostView
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work


async def dated(visit: Visit, work: Work, shown: Sequence[Shown]) -> list[PostView]:
    """Show a list of messages, those that announce an event with its date and its place.

    Of an event that repeats, all of whose dates are announced at once, the first one stands for
    the others; its page names them.
    """
    views = visit.reader.posts(shown)
    found = await queries.by_ids(work, {view.id for view in views if view.is_event})
    later = _later_dates(found.values())
    return [_dated(visit, view, found.get(view.id)) for view in views if view.id not in later]


def _later_dates(events: Iterable[Event]) -> set[str]:
    """Give, of each series, all dates but the first that is there."""
    first: dict[str, Event] = {}
    later = set()
    for event in sorted(events, key=lambda each: (each.starts_at, each.id)):
        if event.series_id and first.setdefault(event.series_id, event) is not event:
            later.add(event.id)
    return later


def _dated(visit: Visit, view: PostView, event: Event | None) -> PostView:
    if event is None:
        return view
    about = card(visit, event)
    dates = Dates(about.when.text, about.when.start, about.place, about.cancelled)
    return replace(view, dates=dates)
