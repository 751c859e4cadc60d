"""What the register says of members who have an account, to be corrected by the operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.accounts import policy, queries
from fedicoop.accounts import service as accounts
from fedicoop.errors import Invalid, NotFound
from fedicoop.groups import service as groups
from fedicoop.web.forms import Form
from fedicoop.web.pages.finding import cursor
from fedicoop.web.pages.register.entry import printed
from fedicoop.web.visit import Visit, members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.accounts import Member
    from fedicoop.work import Work

_SIZE = 25
_FIELDS = ("number", "category", "college", "postcode")


@members
async def show_members(visit: Visit) -> Response:
    """List the members who have an account, newest first."""
    visit.must_administer()
    async with visit.reading() as work:
        found = await queries.all_members(work, cursor(visit), _SIZE)
    return visit.page(
        "register/members.html",
        members=[(visit.reader.person(each.actor), each) for each in found],
        next=found[-1].id if len(found) == _SIZE else None,
    )


async def _member(visit: Visit, work: Work) -> Member:
    found = await queries.by_login(work, visit.param("name")[:40])
    if found is None:
        raise NotFound("no such member")
    return found


@members
async def show_member(visit: Visit) -> Response:
    """Show what the register says of a member."""
    visit.must_administer()
    async with visit.reading() as work:
        member = await _member(visit, work)
    values = {name: getattr(member, name) or "" for name in _FIELDS}
    return await _page(visit, member, Form.of(values))


async def _page(visit: Visit, member: Member, form: Form, status: int = 200) -> Response:
    async with visit.reading() as work:
        entry = await queries.entry_by_number(work, member.number or "")
        code = await printed(visit, work, entry) if entry is not None else ""
    return visit.page(
        "register/member.html",
        status,
        form=form,
        person=visit.reader.person(member.actor),
        member=member,
        may_get_code=entry is not None and policy.may_get_code(entry, member),
        code=code,
    )


@members
async def change_member(visit: Visit) -> Response:
    """Write down what the register says of a member; groups that are for her take her in."""
    visit.must_administer()
    form = await visit.form()
    async with visit.reading() as work:
        member = await _member(visit, work)
    try:
        async with visit.writing() as work:
            found = await _member(visit, work)
            said = {name: form.line(name, 200) for name in _FIELDS}
            await accounts.register(work, found, **said)
            await groups.add_automatic(work, found)
    except Invalid as error:
        return await _page(visit, member, form.blame(error), 422)
    return visit.redirect(f"/admin/members/{member.actor.username}", say="saved")


routes = [
    Route("/admin/members", show_members),
    Route("/admin/members/{name}", show_member),
    Route("/admin/members/{name}", change_member, methods=["POST"]),
]
