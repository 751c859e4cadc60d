"""Inviting persons to an event: names, addresses of other sites, e-mail addresses, a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.actors import queries as actors
from fedicoop.errors import FedicoopError, Invalid, NotFound, Refused, TooMany
from fedicoop.events import State, queries
from fedicoop.events import service as events
from fedicoop.inbox import lookup
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.events import cards
from fedicoop.web.pages.events.lasting import managed
from fedicoop.web.pages.events.managing import coming
from fedicoop.web.pages.events.whole import whole
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.web.visit import Visit

MOST_AT_ONCE = 50
_LONGEST = 20_000
_NOBODY = msg("Nobody was found under this name or address.")
_LATER = msg("The server of this address does not answer.")
_SOME = msg("Write whom you invite, a line each.")
_MANY = msg("At most fifty people at once.")


@members
async def show_invitations(visit: Visit) -> Response:
    """Show who was invited and what became of it, and the form for more."""
    return await _page(visit, Form(), ())


async def _page(
    visit: Visit, form: Form, faults: tuple[tuple[str, str], ...], status: int = 200
) -> Response:
    async with visit.reading() as work:
        event = await managed(visit, work)
        rows = [coming(visit, row, "") for row in await queries.invitations(work, event)]
        told = await whole(visit, work, event)
    return visit.page(
        "events/invitations.html", status, event=told, form=form, rows=rows, faulty=faults
    )


@members
async def invite(visit: Visit) -> Response:
    """Invite everybody named in the form; what could not be is shown again with its reason."""
    form = await visit.form()
    lines = [line.strip() for line in form.text("who", _LONGEST).splitlines() if line.strip()]
    if not lines or len(lines) > MOST_AT_ONCE:
        error = Invalid({"who": _MANY if lines else _SOME})
        return await _page(visit, form.blame(error), (), 422)
    faults: list[tuple[str, str]] = []
    for line in dict.fromkeys(lines):
        fault = await _one(visit, line[:300])
        if fault:
            faults.append((line, fault))
    if faults:
        left = Form.of({"who": "\n".join(line for line, _ in faults)})
        return await _page(visit, left, tuple(faults), 422)
    async with visit.reading() as work:
        path = cards.path_of(await managed(visit, work))
    return visit.redirect(f"{path}/invitations", say="people_invited")


async def _one(visit: Visit, who: str) -> str:
    """Invite one person; give why not, "" when it was done."""
    try:
        is_mail = "@" in who.lstrip("@") and not who.startswith(("@", "http"))
        uri = "" if is_mail else await _meant(visit, who)
        async with visit.writing() as work:
            event, me = await managed(visit, work), await visit.actor(work)
            if is_mail:
                await events.invite_address(work, event, me, who)
                return ""
            person = await actors.by_uri(work, uri)
            if person is None:
                return _NOBODY
            await events.invite(work, event, me, person)
    except NotFound:
        raise
    except Invalid as error:
        return next(iter(error.fields.values()), error.safe)
    except (Refused, TooMany) as error:
        return error.safe
    return ""


async def _meant(visit: Visit, who: str) -> str:
    """Find whom a name here or an address elsewhere means."""
    async with visit.reading() as work:
        await managed(visit, work)
        near = await actors.by_username(work, who.lstrip("@").lower())
    if near is not None:
        return near.uri
    try:
        return await lookup.resolve(visit.instance, who)
    except (NotFound, Refused) as error:
        raise Invalid({"who": _NOBODY}) from error
    except FedicoopError as error:
        raise Invalid({"who": _LATER}) from error


@members
async def withdraw(visit: Visit) -> Response:
    """Take an invitation back that was not answered."""
    async with visit.writing() as work:
        event = await managed(visit, work)
        ident = visit.param("row")[: cards.LONGEST_ID]
        row = await queries.participation_by_id(work, event, ident)
        if row is None or row.state != State.INVITED:
            raise NotFound("no such invitation waits")
        await events.withdraw(work, event, row, await visit.actor(work))
    return visit.redirect(f"{cards.path_of(event)}/invitations", say="withdrawn")


routes = [
    Route("/events/{ident}/invitations", show_invitations),
    Route("/events/{ident}/invitations", invite, methods=["POST"]),
    Route("/events/{ident}/invitations/{row}/withdraw", withdraw, methods=["POST"]),
]
