"""How people come to be named as contacts: they agree; administrators see who, and may end it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.accounts import policy
from fedicoop.accounts import queries as register
from fedicoop.accounts import service as accounts
from fedicoop.accounts.policy import Role
from fedicoop.errors import Invalid, NotFound
from fedicoop.web.forms import Form
from fedicoop.web.pages.contact import people
from fedicoop.web.pages.settings.preferences import me_in
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.web.visit import Visit

_ROLES = (Role.ADMIN, Role.MODERATOR, Role.EDITOR, Role.LOCAL_CONTACT)


@members
async def show_mine(visit: Visit) -> Response:
    """Show somebody with a role whether she is named, and with which words."""
    me = visit.me
    if not policy.may_be_contact(me):
        raise NotFound("not for this member")
    return _mine(visit, Form.of({"agrees": me.is_contact, "helps_with": me.helps_with}))


def _mine(visit: Visit, form: Form, status: int = 200) -> Response:
    return visit.page("contact/mine.html", status, form=form, most=policy.LONGEST_HELP)


@members
async def change_mine(visit: Visit) -> Response:
    """Be named from now on, or no longer."""
    form = await visit.form()
    try:
        async with visit.writing() as work:
            me, said = await me_in(visit, work), form.line("helps_with", 500)
            await accounts.be_contact(work, me, said, agrees=form.flag("agrees"))
    except Invalid as error:
        return _mine(visit, form.blame(error), 422)
    return visit.redirect("/settings/contact", say="saved")


@members
async def show_all(visit: Visit) -> Response:
    """Show administrators who has a role, and who of them agreed to be named."""
    visit.must_administer()
    async with visit.reading() as work:
        found = await register.with_role(work, *_ROLES)
    return visit.page(
        "contact/all.html", people=[people.named(visit.reader, each) for each in found]
    )


@members
async def change_words(visit: Visit) -> Response:
    """Change what a contact helps with, or name her no longer; agreeing is hers alone."""
    visit.must_administer()
    form = await visit.form()
    async with visit.writing() as work:
        member = await register.by_id(work, form.line("member", 40))
        if member is None or not member.is_contact:
            raise NotFound("no such contact")
        said = form.line("helps_with", policy.LONGEST_HELP) or member.helps_with
        await accounts.be_contact(work, member, said, agrees=form.line("do") != "end")
    return visit.redirect("/admin/contacts", say="saved")


routes = [
    Route("/settings/contact", show_mine),
    Route("/settings/contact", change_mine, methods=["POST"]),
    Route("/admin/contacts", show_all),
    Route("/admin/contacts", change_words, methods=["POST"]),
]
