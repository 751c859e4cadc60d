"""Events, their places and who comes, for other servers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.errors import NotFound
from fedicoop.events import Shown, documents, queries
from fedicoop.events.queries import Agenda
from fedicoop.groups import policy
from fedicoop.posts import documents as said
from fedicoop.posts.policy import OPEN
from fedicoop.web.federation import groups, objects
from fedicoop.web.federation.answers import admit, document, hushed, instance_of, reader
from fedicoop.web.federation.collections import PAGE, cursor, is_page, page, whole
from fedicoop.web.negotiate import wants_activity
from fedicoop.web.pages.calendars import files as calendars
from fedicoop.web.pages.events import show_event as show_page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from fedicoop.actors import Actor
    from fedicoop.events import Event
    from fedicoop.work import Work

_EVER = datetime(9000, 1, 1, tzinfo=UTC)


async def show_event(request: Request) -> Response:
    """Answer /events/ID: a page for people, the event for servers; 410 with its tombstone."""
    if not wants_activity(request):
        return await show_page(request)
    asking = await admit(request)
    instance = instance_of(request)
    async with instance.reading() as work:
        event = await _known(work, request)
    if event.post.is_deleted:
        return document(said.tombstone(event.post), 410)
    is_open = event.post.visibility in OPEN
    if not is_open and asking is None:
        asking = await reader(request)
    async with instance.reading() as work:
        event = await _seen(work, request, asking)
        return document(documents.to_ap(work, event), private=not is_open)


async def _known(work: Work, request: Request) -> Event:
    event = await queries.by_id(work, request.path_params["ident"])
    if event is None or not event.local:
        raise NotFound("no such event")
    return event


async def _seen(work: Work, request: Request, asking: Actor | None) -> Event:
    """Find an event that this reader may see; what she may not see does not exist for her."""
    event = await _known(work, request)
    if event.post.is_deleted or not await queries.can_see(work, event, asking):
        raise NotFound("not for this reader")
    return event


async def show_attendees(request: Request) -> Response:
    """Say how many come; who, only of an event that shows it to everybody."""
    asking = await admit(request)
    async with instance_of(request).reading() as work:
        event = await _seen(work, request, asking)
        uri = f"{event.uri}/attendees"
        if event.participants_shown != Shown.EVERYONE:
            return document(whole(uri, event.seats_taken, hidden=True))
        if not is_page(request):
            return document(whole(uri, event.seats_taken))
        rows = await queries.attendees(work, event, cursor(request), PAGE)
        items = [row.actor.uri for row in rows if row.actor is not None]
        following = rows[-1].id if len(rows) == PAGE else None
        return document(page(request, uri, items, following))


async def show_organizers(request: Request) -> Response:
    """Say who organises an event (FEP-8a8e)."""
    asking = await admit(request)
    async with instance_of(request).reading() as work:
        return document(documents.organizers(await _seen(work, request, asking)))


async def show_place(request: Request) -> Response:
    """Say where an open event takes place; the place of any other is nobody's business."""
    await admit(request)
    async with instance_of(request).reading() as work:
        place = await queries.place_by_id(work, request.path_params["ident"])
        if place is None or not await queries.is_open_place(work, place):
            raise NotFound("no such place")
        return document(documents.place_to_ap(place))


async def show_group_events(request: Request) -> Response:
    """Say the events of a group, newest first; its first page at once, as Mobilizon reads it."""
    return await _of_group(request, upcoming=False)


async def show_upcoming(request: Request) -> Response:
    """Say what a group has before it, the next first (FEP-8a8e upcomingEvents)."""
    return await _of_group(request, upcoming=True)


async def _of_group(request: Request, *, upcoming: bool) -> Response:
    group, standing, asking = await groups.asked_for(request)
    name = request.url.path.rpartition("/")[2]
    if not policy.may_see_content(group, standing):
        return groups.nothing(group, name)
    uri = f"{group.actor.uri}/{name}"
    ours = (group.actor.id,)
    agenda = Agenda(host_ids=ours) if upcoming else Agenda(host_ids=ours, until=_EVER, past=True)
    async with instance_of(request).reading() as work:
        found = await queries.upcoming(work, asking, agenda, cursor(request), PAGE)
        items = [documents.to_ap(work, each) if each.local else each.uri for each in found.items]
    first = page(request, uri, items, found.next)
    return groups.listing(request, group, asking, uri, first)


routes = [
    Route("/events/{ident}.ics", calendars.show_event),
    Route("/events/{ident}", hushed(show_event)),
    Route("/events/{ident}/attendees", show_attendees),
    Route("/events/{ident}/organizers", show_organizers),
    Route("/events/{ident}/replies", objects.show_replies),
    Route("/events/{ident}/likes", objects.show_likes),
    Route("/events/{ident}/shares", objects.show_shares),
    Route("/places/{ident}", show_place),
    Route("/groups/{name}/events", hushed(show_group_events)),
    Route("/groups/{name}/upcoming", hushed(show_upcoming)),
]
