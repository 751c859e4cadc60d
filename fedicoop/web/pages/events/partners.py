"""Organising together: asking a group, here or elsewhere, and answering in a group's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.actors import queries as actors
from fedicoop.errors import FedicoopError, Invalid, NotFound, Refused
from fedicoop.events import service as events
from fedicoop.inbox import lookup
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.events import cards
from fedicoop.web.pages.events.whole import speaks_for, whole
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.responses import Response

    from fedicoop.actors import Actor
    from fedicoop.events import CoOrganiser, Event
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

    Decision = Callable[[Work, CoOrganiser, Event, Actor], Awaitable[None]]

_NO_GROUP = msg("No group was found under this name or address.")
_LATER = msg("The server of this address does not answer.")
_NOT_THIS = msg("This group cannot organise this event.")


@members
async def show_partners(visit: Visit) -> Response:
    """Show who organises together, to those who may ask or answer."""
    return await _page(visit, Form())


async def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    async with visit.reading() as work:
        event = await whole(visit, work, await cards.seen(visit, work))
    if not event.manages and not any(each.speaks for each in event.partners):
        raise NotFound("neither asks nor answers")
    return visit.page("events/partners.html", status, event=event, form=form)


@members
async def ask(visit: Visit) -> Response:
    """Ask a group by its name or address to organise an event too."""
    form = await visit.form()
    try:
        uri = await _meant(visit, form.line("who", 300))
        async with visit.writing() as work:
            event = await cards.seen(visit, work)
            await _invite(visit, work, event, await actors.by_uri(work, uri))
    except Invalid as error:
        return await _page(visit, form.blame(error), 422)
    return visit.redirect(f"{cards.path_of(event)}/partners", say="partner_asked")


async def _invite(visit: Visit, work: Work, event: Event, group: Actor | None) -> None:
    me = await visit.actor(work)
    if not await events.manages(work, event, me):
        raise NotFound("not theirs to look after")
    if group is None or group.is_gone:
        raise Invalid({"who": _NO_GROUP})
    try:
        await events.ask_partner(work, event, me, group)
    except Refused as error:
        known = error.safe != Refused.safe
        raise Invalid({"who": error.safe if known else _NOT_THIS}) from error


async def _meant(visit: Visit, who: str) -> str:
    """Find which group a name or an address means."""
    if not who:
        raise Invalid({"who": _NO_GROUP})
    async with visit.reading() as work:
        await cards.seen(visit, work)
        near = await actors.by_username(work, who.lstrip("@").lower())
    if near is not None:
        return near.uri
    try:
        return await lookup.resolve(visit.instance, who)
    except (NotFound, Refused) as error:
        raise Invalid({"who": _NO_GROUP}) from error
    except FedicoopError as error:
        raise Invalid({"who": _LATER}) from error


async def _answer(visit: Visit, decision: Decision, said: str) -> Response:
    async with visit.writing() as work:
        event = await cards.seen(visit, work)
        ident = visit.param("row")
        row = next((each for each in event.co_organisers if each.id == ident), None)
        if row is None or not await speaks_for(visit, work, row.actor):
            raise NotFound("no invitation that this member may answer")
        await decision(work, row, event, await visit.actor(work))
    return visit.redirect(cards.path_of(event), say=said)


@members
async def accept(visit: Visit) -> Response:
    """Agree, in a group's name, to organise an event."""
    return await _answer(visit, events.organise_too, "organised")


@members
async def decline(visit: Visit) -> Response:
    """Say, in a group's name, that it does not organise an event, or no longer."""
    return await _answer(visit, events.do_not_organise, "not_organised")


routes = [
    Route("/events/{ident}/partners", show_partners),
    Route("/events/{ident}/partners", ask, methods=["POST"]),
    Route("/events/{ident}/partners/{row}/accept", accept, methods=["POST"]),
    Route("/events/{ident}/partners/{row}/decline", decline, methods=["POST"]),
]
