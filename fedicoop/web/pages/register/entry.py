"""One entry of the register: what it says, inviting, leaving alone, forgetting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.accounts import queries
from fedicoop.accounts import service as accounts
from fedicoop.actors import queries as actors
from fedicoop.errors import NotFound
from fedicoop.register import service as register
from fedicoop.web.i18n import msg
from fedicoop.web.pages.register.listing import shown
from fedicoop.web.visit import Visit, members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.accounts import RegisterEntry
    from fedicoop.work import Work

_WHERE = "/admin/register/entry/{ident}"
_SHELL = msg("by the operator")


@members
async def show(visit: Visit) -> Response:
    """Show what the register says of somebody; who has an account has a page as a member."""
    visit.must_administer()
    async with visit.reading() as work:
        entry = await _entry(visit, work)
        member = await queries.by_number(work, entry.number)
        code = await printed(visit, work, entry)
    if member is not None:
        return visit.redirect(f"/admin/members/{member.actor.username}")
    moment = visit.reader.moment
    return visit.page(
        "register/entry.html",
        entry=shown(visit, entry, None),
        row=entry,
        first=moment(entry.first_seen_at),
        last=moment(entry.last_seen_at),
        erased=entry.erased_at is not None,
        code=code,
        path=f"/admin/register/entry/{entry.id}",
    )


async def printed(visit: Visit, work: Work, entry: RegisterEntry) -> str:
    """Say when a code was last printed for somebody, and by whom; "" when none was."""
    code = await queries.newest_code(work, entry)
    if code is None:
        return ""
    person = await actors.by_id(work, code.by_id) if code.by_id else None
    by = visit.reader.person(person).name if person is not None else visit.say(_SHELL)
    return f"{visit.reader.moment(code.created_at).full} · {by}"


async def _entry(visit: Visit, work: Work) -> RegisterEntry:
    entry = await queries.entry_by_id(work, visit.param("ident")[:40])
    if entry is None:
        raise NotFound("no such entry of the register")
    return entry


async def _without_account(visit: Visit, work: Work) -> RegisterEntry:
    entry = await _entry(visit, work)
    if await queries.by_number(work, entry.number) is not None:
        raise NotFound("this entry has an account")
    return entry


@members
async def invite(visit: Visit) -> Response:
    """Invite one, for the first time or again."""
    visit.must_administer()
    async with visit.writing() as work:
        entry = await _without_account(visit, work)
        asked = await accounts.ask_to_invite(work, [entry.id])
        await register.send_due(work)
    said = "register_invited" if asked else "register_nobody"
    return visit.redirect(f"/admin/register/entry/{entry.id}", say=said)


@members
async def leave_alone(visit: Visit) -> Response:
    """Write to one no more: she said so by telephone or on paper."""
    visit.must_administer()
    async with visit.writing() as work:
        entry = await _without_account(visit, work)
        await accounts.be_silent(work, entry)
    return visit.redirect(f"/admin/register/entry/{entry.id}", say="saved")


@members
async def forget(visit: Visit) -> Response:
    """Keep nothing but the number."""
    visit.must_administer()
    async with visit.writing() as work:
        entry = await _without_account(visit, work)
        await accounts.forget_entry(work, entry)
    return visit.redirect(f"/admin/register/entry/{entry.id}", say="saved")


routes = [
    Route(_WHERE, show),
    Route(f"{_WHERE}/invite", invite, methods=["POST"]),
    Route(f"{_WHERE}/silent", leave_alone, methods=["POST"]),
    Route(f"{_WHERE}/forget", forget, methods=["POST"]),
]
