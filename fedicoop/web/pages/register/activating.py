"""The page behind an invitation's link: an account with one button, or no letters any more.

Opening the links changes nothing, because programs that look into mail open them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.accounts import passwords, policy, queries
from fedicoop.accounts import service as accounts
from fedicoop.accounts.charter import digest_of
from fedicoop.errors import Invalid, NotFound, Unauthenticated
from fedicoop.register import service as register
from fedicoop.register.service import AccountDraft
from fedicoop.web import charter, csrf
from fedicoop.web.forms import Form
from fedicoop.web.headers import PRIVATE
from fedicoop.web.i18n import msg
from fedicoop.web.pages.settings.access import DIFFERENT
from fedicoop.web.pages.signing_in import enter, open_session
from fedicoop.web.visit import Visit, begin, page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from fedicoop.accounts import ActivationLink, RegisterEntry
    from fedicoop.work import Work

_LONGEST = 100
_NO_NAME = msg("Type your name, or how you want to be called.")
_NO_USERNAME = msg("Type a short name for your account.")
_NO_CONSENT = msg("Tick this box if you want the account.")
_NO_CHARTER = msg("Tick this box if you agree with the charter.")


@page
async def show(visit: Visit) -> Response:
    """Show what an account needs; with a link that is no good, say what to do instead."""
    async with visit.reading() as work:
        link = await queries.activation_link(work, visit.param("token")[:_LONGEST])
        if link is None:
            return private(visit.page("register/unknown.html", 404))
        if not await _is_good(work, link):
            return await _spent(visit, work, link)
        name = link.entry.name
        username = await register.suggest(work, name)
    return _page(visit, link.entry, Form.of({"name": name, "username": username}))


async def _link(visit: Visit, work: Work) -> ActivationLink:
    link = await queries.activation_link(work, visit.param("token")[:_LONGEST])
    if link is None:
        raise NotFound("no such activation link")
    return link


async def _is_good(work: Work, link: ActivationLink) -> bool:
    fresh = link.used_at is None and link.expires_at > work.now()
    return fresh and policy.may_activate(link.entry) and not await _has_account(work, link.entry)


async def _has_account(work: Work, entry: RegisterEntry) -> bool:
    return await queries.by_number(work, entry.number) is not None


def _page(visit: Visit, entry: RegisterEntry, form: Form, status: int = 200) -> Response:
    answer = visit.page(
        "register/activate.html",
        status,
        form=form,
        number=entry.number,
        by_password=not entry.email,
        charter=charter.page_of(visit.site, visit.language),
        digest=digest_of(visit.site.folder),
        host=visit.instance.config.host,
        token_path=f"/activate/{visit.param('token')[:_LONGEST]}",
    )
    return private(answer)


def private(answer: Response) -> Response:
    """Keep a page with a secret in it, or in its address, out of every memory but the reader's."""
    answer.headers.update(PRIVATE)
    return answer


async def _spent(visit: Visit, work: Work, link: ActivationLink) -> Response:
    """Say why a link opens nothing, and what to do."""
    active = await _has_account(work, link.entry)
    answer = visit.page(
        "register/spent.html",
        410,
        active=active,
        may_ask=not active and policy.may_activate(link.entry) and bool(link.entry.email),
        token_path=f"/activate/{visit.param('token')[:_LONGEST]}",
    )
    return private(answer)


@page
async def activate(visit: Visit) -> Response:
    """Make the account and let its owner in."""
    form = await visit.form()
    async with visit.reading() as work:
        link = await _link(visit, work)
        if not await _is_good(work, link):
            return await _spent(visit, work, link)
    try:
        draft = await _draft(visit, form, by_password=not link.entry.email)
        async with visit.writing() as work:
            member = await register.activate(work, visit.param("token")[:_LONGEST], draft)
            if form.flag("charter"):
                await accounts.accept_charter(work, member, form.line("charter_digest", 64))
            token = await open_session(visit, work, member)
    except Invalid as error:
        return _page(visit, link.entry, form.blame(error), 422)
    except Unauthenticated:
        async with visit.reading() as work:
            return await _spent(visit, work, link)
    return enter(visit, visit.redirect("/home?first=1", say="activated"), token)


async def _draft(visit: Visit, form: Form, *, by_password: bool) -> AccountDraft:
    draft = AccountDraft(
        username=form.line("username", 100).removeprefix("@").lower(),
        name=form.line("name", 100),
        discoverable=form.flag("discoverable"),
    )
    faults = _faults(visit, form, draft) | (_password_faults(form, draft) if by_password else {})
    if faults:
        raise Invalid(faults)
    if not by_password:
        return draft
    return replace(draft, password_hash=await passwords.hash(form.text("password", 5000)))


def _password_faults(form: Form, draft: AccountDraft) -> dict[str, str]:
    """Say what is wrong with the password of somebody who has no e-mail address."""
    password = form.text("password", 5000)
    fault = passwords.fault(password, draft.username, draft.name)
    if fault:
        return {"password": fault}
    return {} if password == form.text("again", 5000) else {"again": DIFFERENT}


def _faults(visit: Visit, form: Form, draft: AccountDraft) -> dict[str, str]:
    faults = {}
    if not draft.name:
        faults["name"] = _NO_NAME
    if not draft.username:
        faults["username"] = _NO_USERNAME
    if charter.page_of(visit.site, visit.language) and not form.flag("charter"):
        faults["charter"] = _NO_CHARTER
    if not form.flag("consent"):
        faults["consent"] = _NO_CONSENT
    return faults


@page
async def send_again(visit: Visit) -> Response:
    """Send a new letter to the address in the register, for a link that is too old."""
    async with visit.writing() as work:
        link = await _link(visit, work)
        if policy.may_activate(link.entry) and not await _has_account(work, link.entry):
            await register.send_again(work, link.entry)
    return visit.redirect(f"/activate/{visit.param('token')[:_LONGEST]}", say="activation_mailed")


@page
async def show_leave(visit: Visit) -> Response:
    """Ask whether somebody really wants no more such letters."""
    async with visit.reading() as work:
        link = await _link(visit, work)
    return _leave_page(visit, done=link.entry.silent_at is not None)


def _leave_page(visit: Visit, *, done: bool) -> Response:
    path = f"/activate/{visit.param('token')[:_LONGEST]}/leave"
    return private(visit.page("register/leave.html", done=done, path=path))


async def leave(request: Request) -> Response:
    """Write to somebody no more: from the page's button, or from her mail program (RFC 8058).

    Mail programs know no token of a page; the secret in the address is what allows it.
    """
    visit = await begin(request)
    csrf.check_origin(request.headers, visit.site.base)
    async with visit.writing() as work:
        link = await _link(visit, work)
        await accounts.be_silent(work, link.entry)
    return _leave_page(visit, done=True)


routes = [
    Route("/activate/{token}", show),
    Route("/activate/{token}", activate, methods=["POST"]),
    Route("/activate/{token}/again", send_again, methods=["POST"]),
    Route("/activate/{token}/leave", show_leave),
    Route("/activate/{token}/leave", leave, methods=["POST"]),
]
