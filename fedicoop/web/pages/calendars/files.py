"""Calendar files: of an event, of a member or a group, of the agenda, and a member's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from fedicoop.errors import Gone, NotFound
from fedicoop.events import queries
from fedicoop.events.calendars import MIME, Heading, calendar
from fedicoop.events.queries import Agenda
from fedicoop.web.i18n import msg
from fedicoop.web.pages.agenda import agenda_of
from fedicoop.web.pages.calendars.guessing import wrong
from fedicoop.web.pages.calendars.shelf import SECONDS, Sheet, Shelf
from fedicoop.web.pages.finding import somebody
from fedicoop.web.visit import begin

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from starlette.requests import Request

    from fedicoop.actors import Actor
    from fedicoop.events import Event
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

MOST_EVENTS = 1000
KEPT = timedelta(days=30)
"""How long what is over stays in a feed, so that it does not vanish from telephones at once."""
_PUBLIC = "public, max-age=300"
_PRIVATE = "private, no-cache"
_LONGEST_ID, _LONGEST_KEY = 40, 600
_AGENDA = msg("Agenda")
_NAMING = ("q", "town", "group", "kind", "tag", "server")


async def show_event(request: Request) -> Response:
    """Answer /events/ID.ics: one event, for whoever may see it."""
    visit = await begin(request)
    viewer = visit.member.actor if visit.member else None
    async with visit.reading() as work:
        event = await queries.by_id(work, visit.param("ident")[:_LONGEST_ID])
        if event is not None and event.post.is_deleted:
            raise Gone(f"{event.uri} was deleted")
        if event is None or not await queries.can_see(work, event, viewer):
            raise NotFound("no such event")
        links = await queries.open_links(work, viewer, [event])
    url = f"{visit.site.base}/events/{event.id}.ics"
    body = calendar([event], Heading(event.post.name, visit.language.code, url, links))
    sheet = Sheet(body, event.changed_at, None, 0)
    cache = _PUBLIC if viewer is None else _PRIVATE
    return answer(request, sheet, cache, f"fedicoop-{event.id}.ics")


async def show_somebody(request: Request) -> Response:
    """Answer /@NAME.ics: the public dates of a group, a member or the cooperative."""
    visit = await begin(request)
    viewer = visit.member.actor if visit.member else None
    async with visit.reading() as work:
        actor = await somebody(work, visit.param("name"), viewer)
    agenda = Agenda(host_ids=(actor.id,), since=_since(visit))
    name = f"{actor.name or actor.username} · {visit.site.name}"
    return await _agenda(visit, viewer, name, lambda _work: _given(agenda))


async def _given(agenda: Agenda) -> Agenda:
    return agenda


async def show_agenda(request: Request) -> Response:
    """Answer /agenda.ics: the agenda with the filters of its page, in the same address."""
    visit = await begin(request)
    viewer = visit.member.actor if visit.member else None
    params = request.query_params

    async def ask(work: Work) -> Agenda:
        agenda = await agenda_of(work, params, viewer, visit.zone)
        dated = agenda.since or agenda.until or agenda.past
        return agenda if dated else replace(agenda, since=_since(visit))

    said = " · ".join(params[name][:60] for name in _NAMING if params.get(name))
    name = " · ".join(part for part in (visit.say(_AGENDA), said, visit.site.name) if part)
    return await _agenda(visit, viewer, name, ask)


def _since(visit: Visit) -> datetime:
    """Give the moment from which on a feed tells, the same one all day."""
    now = visit.instance.clock()
    return now.replace(hour=0, minute=0, second=0, microsecond=0) - KEPT


async def _agenda(
    visit: Visit, viewer: Actor | None, name: str, ask: Callable[[Work], Awaitable[Agenda]]
) -> Response:
    """Answer with a list of events; for visitors from the shelf, when nothing has changed."""
    request, shelf = visit.request, shelf_of(visit.request)
    key = f"{visit.language.code} {visit.path}" if viewer is None else ""
    key = key if len(key) <= _LONGEST_KEY else ""
    async with visit.reading() as work:
        edition = await queries.edition(work)
        sheet = shelf.find(key, edition, visit.instance.clock().timestamp()) if key else None
        if sheet is None:
            agenda = await ask(work)
            found = await queries.upcoming(work, viewer, agenda, limit=MOST_EVENTS)
            links = await queries.open_links(work, viewer, found.items)
            heading = Heading(name, visit.language.code, f"{visit.site.base}{visit.path}", links)
            sheet = _written(visit, found.items, heading, edition)
            if key:
                shelf.keep(key, sheet)
    return answer(request, sheet, _PRIVATE if viewer else _PUBLIC)


def _written(visit: Visit, events: list[Event], heading: Heading, edition: object) -> Sheet:
    changed = max((each.changed_at for each in events), default=visit.instance.clock())
    until = visit.instance.clock().timestamp() + SECONDS
    return Sheet(calendar(events, heading), changed, edition, until)


async def show_own(request: Request) -> Response:
    """Answer /calendar/TOKEN.ics: what a member comes to, and the dates of her groups.

    Whatever is wrong with the address, the answer is the same; who guesses is slowed down.
    """
    visit = await begin(request)
    async with visit.reading() as work:
        key = await queries.calendar_key(work, visit.param("token")[:100])
        if key is None:
            raise wrong(request)
        member = key.actor
        events = await queries.calendar_of(work, member, _since(visit), MOST_EVENTS)
        links = await queries.open_links(work, member, events)
    name = f"{member.name or member.username} · {visit.site.name}"
    body = calendar(events, Heading(name, visit.language.code, "", links))
    changed = max((each.changed_at for each in events), default=key.created_at)
    return answer(request, Sheet(body, changed, None, 0), _PRIVATE)


def answer(request: Request, sheet: Sheet, cache: str, name: str = "") -> Response:
    """Answer with a calendar file, or with 304 to who has exactly this one."""
    headers = {
        "ETag": sheet.etag,
        "Last-Modified": format_datetime(sheet.changed.astimezone(UTC), usegmt=True),
        "Cache-Control": cache,
        "Vary": "Accept-Encoding, Accept-Language, Cookie",
        "X-Robots-Tag": "noindex",
    }
    if cache == _PUBLIC:
        headers["Access-Control-Allow-Origin"] = "*"
    if _has_it(request, sheet, alone=bool(name)):
        return Response(status_code=304, headers=headers)
    if name:
        headers["Content-Disposition"] = f'inline; filename="{name}"'
    body = sheet.body
    if "gzip" in request.headers.get("accept-encoding", ""):
        body, headers["Content-Encoding"] = sheet.packed, "gzip"
    return Response(body, 200, headers, MIME)


def _has_it(request: Request, sheet: Sheet, *, alone: bool) -> bool:
    """Tell whether the reader has this file; the day of a list says nothing: dates may be gone."""
    named = request.headers.get("if-none-match")
    if named is not None:
        return sheet.etag in {each.strip().removeprefix("W/") for each in named.split(",")}
    since = request.headers.get("if-modified-since", "")
    try:
        return (
            alone
            and bool(since)
            and parsedate_to_datetime(since) >= sheet.changed.replace(microsecond=0)
        )
    except (ValueError, TypeError):
        return False


def shelf_of(request: Request) -> Shelf:
    """Give the shelf of the instance that serves a request."""
    state = request.app.state
    if not isinstance(getattr(state, "calendars", None), Shelf):
        state.calendars = Shelf()
    found: Shelf = state.calendars
    return found


routes = [
    Route("/agenda.ics", show_agenda),
    Route("/calendar/{token}.ics", show_own),
]
