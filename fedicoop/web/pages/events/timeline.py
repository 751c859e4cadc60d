"""Events among other messages: a timeline says when and where, not only what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fedicoop.events import queries
from fedicoop.web.pages.events.cards import card
from fedicoop.web.views import Dates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedicoop.events import Event
    from fedicoop.posts.queries import Shown
    from fedicoop.web.views import PostView
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work


async def dated(visit: Visit, work: Work, shown: Sequence[Shown]) -> list[PostView]:
    """Show a list of messages, those that announce an event with its date and its place."""
    views = visit.reader.posts(shown)
    found = await queries.by_ids(work, {view.id for view in views if view.is_event})
    return [_dated(visit, view, found.get(view.id)) for view in views]


def _dated(visit: Visit, view: PostView, event: Event | None) -> PostView:
    if event is None:
        return view
    about = card(visit, event)
    dates = Dates(about.when.text, about.when.start, about.place, about.cancelled)
    return replace(view, dates=dates)
