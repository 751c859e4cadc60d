"""A visitor says where she comes from, and is led to the page of her own site."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.routing import Route

from fedicoop.activitypub import intents
from fedicoop.activitypub.webfinger import Handle, parse_handle
from fedicoop.errors import FedicoopError, FetchFailed, Invalid, Malformed, TooMany
from fedicoop.inbox.rate import Rate
from fedicoop.urls import host_of
from fedicoop.web import origin
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.elsewhere.goals import Goal, goal_of
from fedicoop.web.pages.signing_in import source
from fedicoop.web.visit import Visit, page

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.activitypub.activity import Document
    from fedicoop.activitypub.intents import Home

_ACCEPT = "application/jrd+json, application/json"
_PER_SECOND, _BURST = 1 / 6, 10
_NO_HANDLE = msg("Write it like an e-mail address: your name, @, and the name of your site.")
_OURS = msg("This is an address of this site: please sign in here.")
_SILENT = msg("This site does not answer, or does not know you. Is the address right?")
_UNABLE = msg("Your site has no page for this. Copy the address below into its search box instead.")


@page
async def ask_origin(visit: Visit) -> Response:
    """Ask a visitor for her own address; members need not be asked."""
    async with visit.reading() as work:
        goal = await goal_of(visit, work)
    if visit.member is not None:
        return visit.redirect(goal.path)
    return show(visit, goal, Form())


def show(visit: Visit, goal: Goal, form: Form, status: int = 200) -> Response:
    """Show every way to take part: from one's own site, by e-mail, as a member."""
    return visit.page("elsewhere.html", status, goal=goal, form=form)


@page
async def send_home(visit: Visit) -> Response:
    """Find the page of the visitor's own site where she can follow or answer, and lead there."""
    form = await visit.form()
    async with visit.reading() as work:
        goal = await goal_of(visit, work)
    try:
        handle = _handle(visit, form.line("handle", 300))
        _rate(visit)
        home = await _home(visit, handle, goal)
    except Invalid as error:
        return show(visit, goal, form.blame(error), 422)
    answer = visit.page("leave.html", goal=goal, home=home)
    if form.flag("remember"):
        origin.remember(answer, visit.site, home)
    return answer


@page
async def forget(visit: Visit) -> Response:
    """Forget where a visitor comes from."""
    answer = await visit.back("/")
    origin.forget(answer)
    return answer


def _handle(visit: Visit, typed: str) -> Handle:
    """Read what was typed: @ana@peer.example, or the address of her page there."""
    if host_of(typed):
        path = typed.partition("//")[2].partition("/")[2].strip("/")
        typed = f"{path.rpartition('/')[2].lstrip('@')}@{host_of(typed)}"
    try:
        handle = parse_handle(typed)
    except Malformed as error:
        raise Invalid({"handle": _NO_HANDLE}) from error
    if handle.host in {visit.instance.urls.host, visit.instance.config.host}:
        raise Invalid({"handle": _OURS})
    return handle


def _rate(visit: Visit) -> None:
    """Let nobody make us knock at doors all day."""
    state = visit.request.app.state
    if not hasattr(state, "knocking"):
        state.knocking = Rate(visit.instance.clock, _PER_SECOND, _BURST)
    if not state.knocking.allows(source(visit)):
        raise TooMany("too many questions to other servers", retry_after=60)


async def _home(visit: Visit, handle: Handle, goal: Goal) -> Home:
    """Ask the visitor's server which pages it has for her; raises Invalid where none helps."""
    try:
        await visit.instance.refuse_host(handle.host)
        found = await _webfinger(visit, handle)
    except FedicoopError as error:
        raise Invalid({"handle": _SILENT}) from error
    insecure = visit.instance.config.development.insecure_http
    home = intents.home_of(handle, found, insecure=insecure)
    if not home.address(goal.deed, goal.uri):
        raise Invalid({"handle": _UNABLE})
    return home


async def _webfinger(visit: Visit, handle: Handle) -> Document:
    query = f"/.well-known/webfinger?resource={quote(handle.acct, safe='')}"
    client = visit.instance.client
    try:
        return await client.get_json(f"https://{handle.host}{query}", _ACCEPT)
    except FetchFailed:
        if not visit.instance.config.development.insecure_http:
            raise
    return await client.get_json(f"http://{handle.host}{query}", _ACCEPT)


def _both(path: str) -> list[Route]:
    return [Route(path, ask_origin), Route(path, send_home, methods=["POST"])]


routes = [
    *_both("/events/{ident}/elsewhere"),
    *_both("/notes/{ident}/elsewhere"),
    *_both("/@{name}/elsewhere"),
    Route("/elsewhere/forget", forget, methods=["POST"]),
]
