"""Codes on paper: the sheet to print, and the page on which its reader types what is on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.accounts import queries
from fedicoop.accounts import service as accounts
from fedicoop.errors import FedicoopError, Invalid, NotFound, TooMany, Unauthenticated
from fedicoop.register import service as register
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.register.activating import private
from fedicoop.web.pages.signing_in import source
from fedicoop.web.visit import Visit, members, page

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.work import Work

_WHERE = "/admin/register"
_NO_NUMBER = msg("Type your member number; it stands on the card, above the code.")
_NO_CODE = msg("Type the code: three times four letters and digits.")


@members
async def print_ticked(visit: Visit) -> Response:
    """Show the sheet for those who are ticked, or for all who have none yet.

    It is shown once: of a code nothing but its hash is kept.
    """
    me = visit.must_administer()
    form = await visit.form()
    most = register.MOST_CARDS
    idents = None if form.flag("all") else [each[:40] for each in form.many("entry")[:most]]
    async with visit.writing() as work:
        cards = await register.print_cards(work, me, idents)
    if not cards:
        return await visit.back(_WHERE, say="codes_for_nobody")
    return _sheet(visit, cards)


@members
async def print_for_member(visit: Visit) -> Response:
    """Print a code for a member who has no e-mail address and lost her password."""
    me = visit.must_administer()
    name = visit.param("name")[:100]
    async with visit.writing() as work:
        cards = await register.print_cards(work, me, [await _entry_of(work, name)])
    if not cards:
        return visit.redirect(f"/admin/members/{name}", say="codes_for_nobody")
    return _sheet(visit, cards)


async def _entry_of(work: Work, name: str) -> str:
    member = await queries.by_login(work, name)
    entry = await queries.entry_by_number(work, (member.number if member else None) or "")
    if entry is None:
        raise NotFound("no member of the register is called so")
    return entry.id


def _sheet(visit: Visit, cards: list[register.Card]) -> Response:
    shown = [(card, visit.language.day(card.until, visit.zone)) for card in cards]
    return private(visit.page("register/codes.html", cards=shown))


@page
async def show(visit: Visit) -> Response:
    """Show where a code is typed; a telephone that looked at the card has typed it already.

    Nothing is tried out by opening the page.
    """
    typed = {"number": visit.query("number", 100), "code": visit.query("code", 100)}
    return _page(visit, Form.of(typed))


def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    return private(visit.page("register/code.html", status, form=form))


@page
async def use(visit: Visit) -> Response:
    """Go on to what the code opens; whatever was wrong, the answer is the same."""
    form = await visit.form()
    number, code = form.line("number", 100), form.line("code", 100)
    try:
        _check_filled(form)
        async with visit.writing() as work:
            await accounts.count_code_try(work, number, source(visit))
        async with visit.writing() as work:
            key = await accounts.redeem_code(work, number, code)
    except (Invalid, Unauthenticated, TooMany) as error:
        return _again(visit, form, error)
    where = "/sign-in/link" if key.is_known else "/activate"
    return private(visit.redirect(f"{where}/{key.token}"))


def _check_filled(form: Form) -> None:
    faults = {}
    if not form.line("number"):
        faults["number"] = _NO_NUMBER
    if not form.line("code"):
        faults["code"] = _NO_CODE
    if faults:
        raise Invalid(faults)


def _again(visit: Visit, form: Form, error: FedicoopError) -> Response:
    fault = error if isinstance(error, Invalid) else Invalid({"": error.safe})
    status = 422 if isinstance(error, Unauthenticated) else error.status
    answer = _page(visit, form.blame(fault), status)
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


routes = [
    Route("/code", show),
    Route("/code", use, methods=["POST"]),
    Route(f"{_WHERE}/codes", print_ticked, methods=["POST"]),
    Route("/admin/members/{name}/code", print_for_member, methods=["POST"]),
]
