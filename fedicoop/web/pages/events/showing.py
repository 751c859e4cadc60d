"""An event's own page: what, when, where, and who comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.errors import Gone, NotFound
from fedicoop.events import queries
from fedicoop.web.visit import Visit, page

if TYPE_CHECKING:
    from starlette.responses import Response


@page
async def show_event(visit: Visit) -> Response:
    """Answer /events/ID for people; what this reader may not see does not exist for her."""
    viewer = visit.member.actor if visit.member else None
    async with visit.reading() as work:
        event = await queries.by_id(work, visit.param("ident")[:40])
        if event is None or not await queries.can_see(work, event, viewer):
            raise NotFound("no such event")
        if event.post.is_deleted:
            raise Gone(f"{event.uri} was deleted")
    return visit.page("events/event.html", event=event)
