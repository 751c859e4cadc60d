"""A member's accounts on other sites: naming them, and moving there with her followers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.actors import queries
from fedicoop.actors import service as actors
from fedicoop.errors import FedicoopError, Invalid, Refused
from fedicoop.inbox import lookup
from fedicoop.inbox.fetch import fetch
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.settings.access import must_prove, prove
from fedicoop.web.visit import Visit, members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.actors import Actor
    from fedicoop.web.views import Person
    from fedicoop.work import Work

_NOBODY = msg("Nobody was found under this address. Write it like @ana@another.example.")
_SELF = msg("This is the account you are using.")
_SURE = msg("Please tick the box: moving cannot be undone at once.")


@members
async def show_accounts(visit: Visit) -> Response:
    """Show the other accounts, and how to move."""
    return await _page(visit, Form())


async def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    async with visit.reading() as work:
        me = await visit.actor(work)
        known = {each.uri: each for each in await queries.by_uris(work, me.also_known_as)}
        asks = await must_prove(work, visit)
        moved = await queries.by_uri(work, me.moved_to) if me.moved_to else None
    reader = visit.reader
    aliases: list[tuple[str, Person | None]] = [
        (uri, reader.person(known[uri]) if uri in known else None) for uri in me.also_known_as
    ]
    return visit.page(
        "settings/accounts.html",
        status,
        form=form,
        aliases=aliases,
        moved=reader.person(moved) if moved else None,
        address=f"@{me.username}@{visit.instance.config.host}",
        asks=asks,
    )


async def _find(visit: Visit, form: Form, name: str) -> str:
    """Find the account that was typed; raises Invalid under the field's name."""
    try:
        uri = await lookup.resolve(visit.instance, form.line(name, 500))
    except FedicoopError as error:
        raise Invalid({name: _NOBODY}) from error
    if uri == visit.me.actor.uri:
        raise Invalid({name: _SELF})
    return uri


async def _actor(work: Work, uri: str, name: str) -> Actor:
    found = await queries.by_uri(work, uri)
    if found is None or found.is_gone:
        raise Invalid({name: _NOBODY})
    return found


@members
async def add_alias(visit: Visit) -> Response:
    """Say that another account is the same person."""
    form = await visit.form()
    try:
        uri = await _find(visit, form, "alias")
        async with visit.writing() as work:
            other = await _actor(work, uri, "alias")
            await actors.add_alias(work, await visit.actor(work), other.uri)
    except Invalid as error:
        return await _page(visit, form.blame(error), 422)
    return visit.redirect("/settings/accounts", say="alias")


@members
async def remove_alias(visit: Visit) -> Response:
    """Take that back."""
    uri = (await visit.form()).line("uri", 2048)
    async with visit.writing() as work:
        await actors.remove_alias(work, await visit.actor(work), uri)
    return visit.redirect("/settings/accounts", say="unalias")


@members
async def move(visit: Visit) -> Response:
    """Take her followers along to another account, which must name this one."""
    form = await visit.form()
    try:
        _check_sure(form)
        uri = await _find(visit, form, "target")
        await _refresh(visit, uri)
        await prove(visit, form, "move_current")
        async with visit.writing() as work:
            await _move(work, await visit.actor(work), await _actor(work, uri, "target"))
    except Invalid as error:
        return await _page(visit, form.blame(error), 422)
    return visit.redirect("/settings/accounts", say="moved")


def _check_sure(form: Form) -> None:
    if not form.flag("sure"):
        raise Invalid({"sure": _SURE})


async def _refresh(visit: Visit, uri: str) -> None:
    """Read the other account again: whether it names this one may be a minute old."""
    if visit.instance.urls.is_local(uri):
        return
    try:
        await fetch(visit.instance, uri)
    except FedicoopError as error:
        raise Invalid({"target": _NOBODY}) from error


async def _move(work: Work, me: Actor, target: Actor) -> None:
    try:
        await actors.move(work, me, target)
    except Refused as error:
        raise Invalid({"target": error.safe}) from error


routes = [
    Route("/settings/accounts", show_accounts),
    Route("/settings/accounts/alias", add_alias, methods=["POST"]),
    Route("/settings/accounts/unalias", remove_alias, methods=["POST"]),
    Route("/settings/accounts/move", move, methods=["POST"]),
]
