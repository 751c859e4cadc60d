"""Who belongs to a group: its list, requests and invitations, roles, who was excluded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.accounts import queries as register
from fedicoop.actors import queries as actors
from fedicoop.errors import FedicoopError, Invalid, NotFound, Refused
from fedicoop.groups import Role, policy, queries, service
from fedicoop.inbox import lookup
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.groups import cards
from fedicoop.web.pages.groups.showing import lists_members, whole
from fedicoop.web.visit import members, page

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.responses import Response

    from fedicoop.actors import Actor
    from fedicoop.groups import Membership
    from fedicoop.web.pages.groups.cards import Belonging, Seen
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

    Decision = Callable[[Work, Membership, Actor], Awaitable[None]]

_SIZE = 20
_LONGEST_ID = 40
_NOBODY = msg("Nobody was found under this name or address.")
_LATER = msg("The server of this address does not answer.")


@page
async def show_members(visit: Visit) -> Response:
    """Show who belongs to a group, as far as the reader may know."""
    return await _page(visit, Form())


async def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    after = visit.query("before", _LONGEST_ID) or None
    async with visit.reading() as work:
        seen = await _listing(visit, work)
        group = await whole(visit, work, seen)
        found, following = await _belonging(work, seen, after)
        hidden: dict[str, list[Membership]] = {"asked": [], "invited": [], "banned": []}
        if group.moderates and after is None:
            hidden["asked"] = await queries.asking(work, seen.group)
            hidden["invited"] = await queries.invited(work, seen.group)
            hidden["banned"] = await queries.banned(work, seen.group)
    return visit.page(
        "groups/members.html",
        status,
        group=group,
        form=form,
        members=_shown(visit, found),
        next=following,
        roles=list(Role),
        **{name: _shown(visit, rows) for name, rows in hidden.items()},
    )


def _shown(visit: Visit, rows: list[Membership]) -> list[Belonging]:
    return [cards.belonging(visit.reader, row) for row in rows]


async def _listing(visit: Visit, work: Work) -> Seen:
    """Give a group whose members the reader may see; those in need of one more are let pass too."""
    seen = await cards.seen(visit, work, visit.param("handle"))
    if not lists_members(seen):
        raise NotFound("its members are not for this reader")
    return seen


async def _belonging(
    work: Work, seen: Seen, after: str | None
) -> tuple[list[Membership], str | None]:
    """Give a page of members, those who look after the group first; visitors see who agreed."""
    everybody = policy.may_see_members(seen.group, seen.standing)
    rows = await queries.members(
        work, seen.group, only_open=not everybody, after=after, limit=_SIZE
    )
    following = rows[-1].id if len(rows) == _SIZE else None
    team = await queries.team(work, seen.group) if everybody else []
    first = {row.id for row in team}
    plain = [row for row in rows if row.id not in first]
    return ([*team, *plain] if after is None else plain), following


@members
async def invite(visit: Visit) -> Response:
    """Invite somebody by name or address, here or elsewhere."""
    form = await visit.form()
    try:
        uri = await _meant(visit, form.line("who", 300))
        async with visit.writing() as work:
            await _ask(visit, work, await actors.by_uri(work, uri))
    except Invalid as error:
        return await _page(visit, form.blame(error), 422)
    return visit.redirect(f"/@{visit.param('handle')}/members", say="invited")


async def _ask(visit: Visit, work: Work, guest: Actor | None) -> None:
    """Invite, and say beside the field why not."""
    seen = await cards.seen(visit, work, visit.param("handle"))
    if not policy.may_invite(seen.group, seen.standing):
        raise Refused("this member may not invite")
    if guest is None or guest.is_gone:
        raise Invalid({"who": _NOBODY})
    try:
        await service.invite(work, seen.group, await visit.actor(work), guest)
    except Refused as error:
        raise Invalid({"who": error.safe}) from error


async def _meant(visit: Visit, who: str) -> str:
    """Find whom a name, an e-mail address of a member or an address elsewhere means."""
    async with visit.reading() as work:
        await cards.seen(visit, work, visit.param("handle"))
        member = await register.by_login(work, who) if who else None
    if member is not None:
        return member.actor.uri
    try:
        return await lookup.resolve(visit.instance, who)
    except (NotFound, Refused) as error:
        raise Invalid({"who": _NOBODY}) from error
    except FedicoopError as error:
        raise Invalid({"who": _LATER}) from error


async def _row(visit: Visit, work: Work) -> Membership:
    """Give the membership of the address; NotFound when it is of another group."""
    group = (await cards.seen(visit, work, visit.param("handle"))).group
    row = await queries.membership_by_id(work, visit.param("ident")[:_LONGEST_ID])
    if row is None or row.group_id != group.id:
        raise NotFound("no such membership in this group")
    return row


async def _decide(visit: Visit, decision: Decision, said: str) -> Response:
    async with visit.writing() as work:
        await decision(work, await _row(visit, work), await visit.actor(work))
    return visit.redirect(f"/@{visit.param('handle')}/members", say=said)


@members
async def approve(visit: Visit) -> Response:
    """Let somebody in who asks."""
    return await _decide(visit, service.approve, "accepted")


@members
async def decline(visit: Visit) -> Response:
    """Say no to somebody who asks."""
    return await _decide(visit, service.decline, "rejected")


@members
async def withdraw(visit: Visit) -> Response:
    """Take an invitation back."""
    return await _decide(visit, service.decline, "uninvited")


@members
async def set_role(visit: Visit) -> Response:
    """Give a member another role."""
    role = (await visit.form()).choice("role", list(Role))

    async def change(work: Work, row: Membership, by: Actor) -> None:
        await service.set_role(work, row, role, by)

    return await _decide(visit, change, "saved")


@members
async def exclude(visit: Visit) -> Response:
    """Shut somebody out of the group."""
    reason = (await visit.form()).text("reason", 500)

    async def shut_out(work: Work, row: Membership, by: Actor) -> None:
        await service.exclude(work, row.group, row.actor, by, reason)

    return await _decide(visit, shut_out, "excluded")


@members
async def let_back(visit: Visit) -> Response:
    """Let somebody who was excluded come in again."""

    async def open_again(work: Work, row: Membership, by: Actor) -> None:
        await service.let_back(work, row.group, row.actor, by)

    return await _decide(visit, open_again, "let_back")


routes = [
    Route("/@{handle}/members", show_members),
    Route("/@{handle}/invite", invite, methods=["POST"]),
    Route("/@{handle}/members/{ident}/approve", approve, methods=["POST"]),
    Route("/@{handle}/members/{ident}/decline", decline, methods=["POST"]),
    Route("/@{handle}/members/{ident}/withdraw", withdraw, methods=["POST"]),
    Route("/@{handle}/members/{ident}/role", set_role, methods=["POST"]),
    Route("/@{handle}/members/{ident}/exclude", exclude, methods=["POST"]),
    Route("/@{handle}/members/{ident}/let-back", let_back, methods=["POST"]),
]
