"""Taking part from one's own site: "where do you come from?", and coming here from there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.routing import Route

from fedicoop.activitypub import webfinger
from fedicoop.activitypub.webfinger import Handle, parse_handle
from fedicoop.actors import queries as actors
from fedicoop.errors import FedicoopError, FetchFailed, Invalid, Malformed, NotFound, TooMany
from fedicoop.inbox import lookup
from fedicoop.inbox.fetch import NOTHING_THERE
from fedicoop.inbox.rate import Rate
from fedicoop.posts import queries as posts
from fedicoop.urls import host_of
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.finding import may_know, readable, somebody
from fedicoop.web.pages.signing_in import source
from fedicoop.web.visit import Visit, members, page

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.activitypub.activity import Document
    from fedicoop.web.views import Person, PostView
    from fedicoop.work import Work

_ACCEPT = "application/jrd+json, application/json"
_INTENTS = ("https://w3id.org/fep/3b86/Object", "https://w3id.org/fep/3b86/Follow")
_PER_SECOND, _BURST = 1 / 6, 10
_LONGEST = 2000
_NO_HANDLE = msg("Write it like an e-mail address: your name, @, and the name of your site.")
_OURS = msg("This is an address of this site: please sign in here.")
_SILENT = msg("This site does not answer, or does not know you. Is the address right?")
_UNABLE = msg("Your site has no page for this. Copy the address below into its search box instead.")


@dataclass(frozen=True)
class Goal:
    """What a visitor wants to take part in: somebody to follow, a message, an event."""

    uri: str
    path: str
    person: Person
    post: PostView | None = None
    is_event: bool = False


@page
async def ask_origin(visit: Visit) -> Response:
    """Ask a visitor for her own address; members need not be asked."""
    async with visit.reading() as work:
        goal = await _goal(work, visit)
    if visit.member is not None:
        return visit.redirect(goal.path)
    return visit.page("elsewhere.html", goal=goal, form=Form())


@page
async def send_home(visit: Visit) -> Response:
    """Find the page of the visitor's own site where she can follow or answer, and lead there."""
    form = await visit.form()
    async with visit.reading() as work:
        goal = await _goal(work, visit)
    try:
        handle = _handle(visit, form.line("handle", 300))
        _rate(visit)
        url = _address(await _subscribe_template(visit, handle), goal.uri)
    except Invalid as error:
        return visit.page("elsewhere.html", 422, goal=goal, form=form.blame(error))
    return visit.page("leave.html", goal=goal, url=url, host=host_of(url))


async def _goal(work: Work, visit: Visit) -> Goal:
    """Find what the address is about, as anybody may see it."""
    if "ident" in visit.request.path_params:
        post = await readable(visit, work, visit.param("ident"))
        shown = visit.reader.post(await posts.shown(work, post, None))
        if post.type == "Event":
            return Goal(post.uri, f"/events/{post.id}", shown.author, shown, is_event=True)
        return Goal(post.uri, shown.path, shown.author, shown)
    person = visit.reader.person(await somebody(work, visit.param("name")))
    return Goal(person.uri, person.path, person)


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


async def _subscribe_template(visit: Visit, handle: Handle) -> str:
    """Ask the visitor's server where it follows and answers from; raises Invalid."""
    try:
        await visit.instance.refuse_host(handle.host)
        found = await _webfinger(visit, handle)
    except FedicoopError as error:
        raise Invalid({"handle": _SILENT}) from error
    templates: dict[str, str] = {
        link["rel"]: link["template"]
        for link in _links(found)
        if isinstance(link.get("rel"), str) and isinstance(link.get("template"), str)
    }
    for rel in (webfinger.SUBSCRIBE, *_INTENTS):
        if rel in templates:
            return templates[rel]
    raise Invalid({"handle": _UNABLE})


async def _webfinger(visit: Visit, handle: Handle) -> Document:
    query = f"/.well-known/webfinger?resource={quote(handle.acct, safe='')}"
    client = visit.instance.client
    try:
        return await client.get_json(f"https://{handle.host}{query}", _ACCEPT)
    except FetchFailed:
        if not visit.instance.config.development.insecure_http:
            raise
    return await client.get_json(f"http://{handle.host}{query}", _ACCEPT)


def _links(found: Document) -> list[Document]:
    links = found.get("links")
    found_links = links[:50] if isinstance(links, list) else []
    return [each for each in found_links if isinstance(each, dict)]


def _address(template: str, uri: str) -> str:
    """Put what is wanted into a site's template; raises Invalid for one that is no web address."""
    url = template.replace("{uri}", quote(uri, safe="")).replace("{object}", quote(uri, safe=""))
    if not host_of(url) or len(url) > _LONGEST or not url.isprintable() or url == template:
        raise Invalid({"handle": _UNABLE})
    return url


@members
async def authorize(visit: Visit) -> Response:
    """Show a member what she came from another site for; the buttons there do it (web-002)."""
    asked = visit.query("uri", _LONGEST).strip() or visit.query("id", _LONGEST).strip()
    if not asked:
        raise NotFound("nothing is asked for", safe=msg("This address is not complete."))
    try:
        uri = await lookup.resolve(visit.instance, asked)
    except FetchFailed as error:
        if error.permanent:
            raise NotFound(str(error)) from error
        raise
    async with visit.reading() as work:
        return visit.redirect(await _path(work, visit, uri))


async def _path(work: Work, visit: Visit, uri: str) -> str:
    actor = await actors.by_uri(work, uri)
    if actor is not None:
        if not await may_know(work, actor, visit.me.actor):
            raise NotFound(f"{uri} is not for this reader", safe=NOTHING_THERE)
        return visit.reader.person(actor).path
    post = await posts.by_uri(work, uri)
    if post is None:
        raise NotFound(f"nothing to show under {uri}")
    return f"/events/{post.id}" if post.type == "Event" else f"/notes/{post.id}"


routes = [
    Route("/events/{ident}/elsewhere", ask_origin),
    Route("/events/{ident}/elsewhere", send_home, methods=["POST"]),
    Route("/notes/{ident}/elsewhere", ask_origin),
    Route("/notes/{ident}/elsewhere", send_home, methods=["POST"]),
    Route("/@{name}/elsewhere", ask_origin),
    Route("/@{name}/elsewhere", send_home, methods=["POST"]),
    Route("/authorize_interaction", authorize),
]
