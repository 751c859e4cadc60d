"""A member's own calendar: the address that her telephone reads, shown once, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.events import queries
from fedicoop.events import service as events
from fedicoop.web.visit import Visit, members

if TYPE_CHECKING:
    from starlette.responses import Response


@members
async def show_calendar(visit: Visit) -> Response:
    """Show whether an address opens this member's calendar, and the calendars anybody may read."""
    return await _page(visit)


async def _page(visit: Visit, token: str = "") -> Response:
    async with visit.reading() as work:
        key = await queries.calendar_key_of(work, visit.me.actor)
    base = visit.site.base
    return visit.page(
        "settings/calendar.html",
        address=f"{base}/calendar/{token}.ics" if token else "",
        since=visit.reader.moment(key.created_at) if key else None,
    )


@members
async def open_calendar(visit: Visit) -> Response:
    """Make the address; this answer is the only place where it can ever be read."""
    async with visit.writing() as work:
        token = await events.open_calendar(work, await visit.actor(work))
    return await _page(visit, token)


@members
async def close_calendar(visit: Visit) -> Response:
    """Take the address back: programs that have it read nothing any more."""
    async with visit.writing() as work:
        await events.close_calendar(work, await visit.actor(work))
    return visit.redirect("/settings/calendar", say="calendar_closed")


routes = [
    Route("/settings/calendar", show_calendar),
    Route("/settings/calendar", open_calendar, methods=["POST"]),
    Route("/settings/calendar/close", close_calendar, methods=["POST"]),
]
