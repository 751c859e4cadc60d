"""What opens a member's account: her address, her password, and where she is signed in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.accounts import passwords, queries
from fedicoop.accounts import service as accounts
from fedicoop.errors import Invalid, Unauthenticated
from fedicoop.notifications import service as notifications
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.settings import address
from fedicoop.web.pages.settings.preferences import me_in
from fedicoop.web.pages.signing_in import enter, open_session, source
from fedicoop.web.visit import Visit, members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.accounts import Session
    from fedicoop.web.views import Moment
    from fedicoop.work import Work

_FRESH = timedelta(minutes=15)
_WRONG = msg("This is not your current password.")
DIFFERENT = msg("The two passwords are not the same.")
_BROWSERS = ("Firefox", "Edg", "OPR", "Chrome", "Safari")
_SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
_NAMES = {"Edg": "Edge", "OPR": "Opera", "Mac OS": "macOS"}


@dataclass(frozen=True)
class Device:
    """A browser in which a member is signed in."""

    id: str
    name: str
    since: Moment
    seen: Moment
    current: bool


@members
async def show_access(visit: Visit) -> Response:
    """Show what opens the account."""
    return await _page(visit, Form.of({"email": visit.me.email or ""}))


async def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    async with visit.reading() as work:
        sessions = await queries.sessions_of(work, visit.me)
        here = await queries.session_of(work, visit.token)
        asks = await must_prove(work, visit)
    return visit.page(
        "settings/access.html",
        status,
        form=form,
        asks=asks,
        has_password=visit.me.password_hash is not None,
        devices=[_device(visit, each, here) for each in sessions],
    )


def _device(visit: Visit, session: Session, here: Session | None) -> Device:
    return Device(
        id=session.id,
        name=device_name(session.user_agent),
        since=visit.reader.moment(session.created_at),
        seen=visit.reader.moment(session.last_seen_at),
        current=here is not None and here.id == session.id,
    )


def device_name(user_agent: str) -> str:
    """Name a browser as its owner would: "Firefox, Android"; "" for one that says nothing."""
    found = [
        next((name for name in names if re.search(rf"\b{name}", user_agent)), "")
        for names in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(_NAMES.get(name, name) for name in found if name)


async def must_prove(work: Work, visit: Visit) -> bool:
    """Tell whether the current password is asked for: not from whoever has just come in.

    So that a member who forgot it comes in by e-mail and chooses another one.
    """
    return visit.me.password_hash is not None and not await is_fresh(work, visit)


async def is_fresh(work: Work, visit: Visit) -> bool:
    """Tell whether the member has just come in with this browser."""
    session = await queries.session_of(work, visit.token)
    return session is not None and work.now() - session.created_at < _FRESH


async def prove(visit: Visit, form: Form, name: str) -> None:
    """Check the current password where it is asked for; raises Invalid, TooMany."""
    async with visit.reading() as work:
        if not await must_prove(work, visit):
            return
    async with visit.writing() as work:
        attempt = await accounts.sign_in_attempt(work, visit.me.actor.username, source(visit))
    right = await passwords.verify(attempt.password_hash, form.text(name, 5000))
    try:
        async with visit.writing() as work:
            await accounts.sign_in(work, attempt, right=right)
    except Unauthenticated as error:
        raise Invalid({name: _WRONG}) from error


@members
async def change_email(visit: Visit) -> Response:
    """Ask at a new address whether it is hers; it becomes so by the link of that letter."""
    form = await visit.form()
    try:
        await prove(visit, form, "email_current")
        await address.ask(visit, form)
    except Invalid as error:
        return await _page(visit, form.blame(error), 422)
    return visit.redirect("/settings/access", say="address_asked")


@members
async def change_password(visit: Visit) -> Response:
    """Change or choose a password; every other door closes, this browser gets a new session."""
    form = await visit.form()
    # The address is shown in the form beside, which was not sent.
    shown = Form.of({"email": visit.me.email or ""})
    try:
        hashed = await _new_password(visit, form)
    except Invalid as error:
        return await _page(visit, shown.blame(error), 422)
    async with visit.writing() as work:
        me = await me_in(visit, work)
        await accounts.change_password(work, me, hashed)
        token = await open_session(visit, work, me)
        await notifications.send_password_changed(work, me, f"{visit.site.base}/login")
    return enter(visit, visit.redirect("/settings/access", say="password"), token)


async def _new_password(visit: Visit, form: Form) -> str:
    await prove(visit, form, "current")
    password = form.text("password", 5000)
    passwords.check_strength(password, visit.me.actor.username, visit.me.email or "")
    if password != form.text("again", 5000):
        raise Invalid({"again": DIFFERENT})
    return await passwords.hash(password)


@members
async def end_session(visit: Visit) -> Response:
    """Sign one device out."""
    async with visit.writing() as work:
        await accounts.end_session_by_id(work, visit.me, visit.param("ident"))
    return visit.redirect("/settings/access", say="session")


@members
async def end_others(visit: Visit) -> Response:
    """Sign every other device out."""
    async with visit.writing() as work:
        await accounts.end_all_sessions(work, visit.me, visit.token)
    return visit.redirect("/settings/access", say="sessions")


routes = [
    Route("/settings/access", show_access),
    Route("/settings/email", change_email, methods=["POST"]),
    Route("/settings/password", change_password, methods=["POST"]),
    Route("/settings/sessions/end", end_others, methods=["POST"]),
    Route("/settings/sessions/{ident}/end", end_session, methods=["POST"]),
]
