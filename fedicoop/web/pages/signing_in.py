"""Coming in and going out: by password, or by a link that an e-mail brings and that works once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.accounts import passwords, queries
from fedicoop.accounts import service as accounts
from fedicoop.errors import FedicoopError, Invalid, TooMany, Unauthenticated
from fedicoop.notifications import service as notifications
from fedicoop.register import service as register
from fedicoop.web.forms import Form
from fedicoop.web.headers import PRIVATE
from fedicoop.web.i18n import msg
from fedicoop.web.visit import Visit, local, page, session_cookie, with_query

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.accounts import Member
    from fedicoop.work import Work

COOKIE_SECONDS = 365 * 24 * 3600
"""How long browsers keep the cookie; whether it still opens anything is the session's matter."""

_HOME = "/home"
_SPENT = msg("This link was already used, or is too old. Please ask for a new one.")


@page
async def show_sign_in(visit: Visit) -> Response:
    """Show both ways in; whoever is in already goes on."""
    goal = _goal(visit.query("next", 2000))
    if visit.member is not None:
        return visit.redirect(goal)
    return _sign_in_page(visit, Form.of({"next": goal}))


def _goal(path: str) -> str:
    """Give where somebody wanted to go before she was asked to sign in."""
    safe = local(path) if path else "/"
    return _HOME if safe == "/" else safe


def _sign_in_page(visit: Visit, form: Form, status: int = 200) -> Response:
    return visit.page("sign_in.html", status, form=form, goal=_goal(form.text("next", 2000)))


@page
async def sign_in(visit: Visit) -> Response:
    """Let somebody in by name and password; whatever was wrong, the answer is the same."""
    form = await visit.form()
    try:
        _check_filled(form)
        login, password = form.line("login", 254), form.text("password", 5000)
        async with visit.writing() as work:
            attempt = await accounts.sign_in_attempt(work, login, source(visit))
        right = await passwords.verify(attempt.password_hash, password)
        async with visit.writing() as work:
            member = await accounts.sign_in(work, attempt, right=right)
            token = await open_session(visit, work, member)
    except (Invalid, Unauthenticated, TooMany) as error:
        return _again(visit, form, error)
    return enter(visit, visit.redirect(_goal(form.text("next", 2000)), say="welcome"), token)


def _check_filled(form: Form) -> None:
    faults = {}
    if not form.line("login"):
        faults["login"] = msg("Type your name or your e-mail address.")
    if not form.text("password"):
        faults["password"] = msg("Type your password.")
    if faults:
        raise Invalid(faults)


def _again(visit: Visit, form: Form, error: FedicoopError) -> Response:
    """Show the form again, with what was wrong; the password is typed anew."""
    fault = error if isinstance(error, Invalid) else Invalid({"": error.safe})
    answer = _sign_in_page(visit, form.blame(fault), error.status)
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def source(visit: Visit) -> str:
    """Give the network address that tries are counted by."""
    return visit.request.client.host if visit.request.client else ""


@page
async def send_link(visit: Visit) -> Response:
    """Send a link that lets its owner in once; nobody learns whether the address is known."""
    form = await visit.form()
    email, goal = form.line("email", 254), _goal(form.text("next", 2000))
    if "@" not in email:
        fault = Invalid({"email": msg("Type your whole e-mail address.")})
        return _sign_in_page(visit, form.blame(fault), 422)
    try:
        await _send_link(visit, email, goal)
    except TooMany as error:
        return _again(visit, form, error)
    return visit.redirect(with_query("/login", next=goal), say="mailed")


async def _send_link(visit: Visit, email: str, goal: str) -> None:
    async with visit.writing() as work:
        token = await accounts.sign_in_link(work, email, source(visit))
        member = await queries.by_email(work, email) if token else None
        if token and member is not None:
            url = f"{visit.site.base}/sign-in/link/{token}"
            more = {} if goal == _HOME else {"next": goal}
            await notifications.send_sign_in_link(work, member, with_query(url, **more))
        elif member is None:
            await register.answer(work, email)


@page
async def show_link(visit: Visit) -> Response:
    """Ask for one click more: programs that look into mail open links, and would use it up."""
    async with visit.reading() as work:
        live = await queries.is_live_link(work, visit.param("token"))
    if not live:
        return _spent(visit)
    answer = visit.page("sign_in_link.html", goal=_goal(visit.query("next", 2000)))
    answer.headers.update(PRIVATE)
    return answer


def _spent(visit: Visit) -> Response:
    if visit.member is not None:
        return visit.redirect(_HOME)
    return _sign_in_page(visit, Form().blame(Invalid({"": _SPENT})), 401)


@page
async def use_link(visit: Visit) -> Response:
    """Let the owner of a link in; who comes for the first time is shown round."""
    form = await visit.form()
    try:
        async with visit.writing() as work:
            member = await accounts.redeem(work, visit.param("token"))
            is_first = member.last_seen_at is None
            token = await open_session(visit, work, member)
    except Unauthenticated:
        return _spent(visit)
    goal = with_query("/settings", first="1") if is_first else _goal(form.text("next", 2000))
    return enter(visit, visit.redirect(goal, say="welcome"), token)


async def open_session(visit: Visit, work: Work, member: Member) -> str:
    """Open a new session, never one from before (web-004); the one that was there ends."""
    if visit.token:
        await accounts.end_session(work, visit.token)
    return await accounts.open_session(work, member, visit.request.headers.get("user-agent", ""))


def enter(visit: Visit, answer: Response, token: str) -> Response:
    """Hand a session's cookie over with an answer (web-006)."""
    answer.set_cookie(
        session_cookie(visit.site),
        token,
        COOKIE_SECONDS,
        secure=visit.site.secure,
        httponly=True,
        samesite="lax",
    )
    return answer


@page
async def sign_out(visit: Visit) -> Response:
    """End the session of this browser."""
    if visit.token:
        async with visit.writing() as work:
            await accounts.end_session(work, visit.token)
    answer = visit.redirect("/", say="goodbye")
    answer.delete_cookie(
        session_cookie(visit.site), secure=visit.site.secure, httponly=True, samesite="lax"
    )
    return answer


routes = [
    Route("/login", show_sign_in),
    Route("/login", sign_in, methods=["POST"]),
    Route("/login/link", send_link, methods=["POST"]),
    Route("/sign-in/link/{token}", show_link),
    Route("/sign-in/link/{token}", use_link, methods=["POST"]),
    Route("/logout", sign_out, methods=["POST"]),
]
