"""One visit of a page: who asks, in which language, and how she is answered.

A handler is ``async def name(visit: Visit) -> Response`` made into an endpoint by ``page``. It
reads inside ``visit.reading()``, acts inside ``visit.writing()``, and answers with
``visit.page(...)`` or, after something was done, ``visit.redirect(...)``.
"""

from __future__ import annotations

import functools
import gzip
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from starlette.responses import HTMLResponse, RedirectResponse, Response

from fedicoop.accounts import policy as accounts_policy
from fedicoop.actors import queries as actors
from fedicoop.errors import NotFound, Refused, Unauthenticated
from fedicoop.web import charter, csrf, forms, i18n, origin, said, sessions
from fedicoop.web.site import Site
from fedicoop.web.typography import typeset
from fedicoop.web.views import Reader

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from starlette.requests import Request

    from fedicoop.accounts import Member
    from fedicoop.activitypub.intents import Home
    from fedicoop.actors import Actor
    from fedicoop.instance import Instance
    from fedicoop.web.charter import Charter
    from fedicoop.web.forms import Form
    from fedicoop.web.i18n import Language
    from fedicoop.work import Work

LANGUAGE_COOKIE = "fedicoop_language"
VARY = "Accept, Accept-Encoding, Accept-Language, Cookie"
_SMALL = 1000

Handler = Callable[["Visit"], Awaitable[Response]]
Endpoint = Callable[["Request"], Awaitable[Response]]


@dataclass
class Visit:
    """Who asks for a page, and what it takes to answer."""

    request: Request
    site: Site
    language: Language
    member: Member | None = None
    token: str = ""
    unread: int = 0
    is_unreachable: bool = False
    letters: int = 0
    sent: Form | None = field(default=None, repr=False)

    @property
    def instance(self) -> Instance:
        """Give the instance whose page this is."""
        return self.site.instance

    @property
    def zone(self) -> str:
        """Give the time zone in which hours are said."""
        return self.member.time_zone if self.member else i18n.DEFAULT_ZONE

    @property
    def home(self) -> Home | None:
        """Give the visitor's own site, when she asked us to remember it; members have theirs."""
        return None if self.member else origin.remembered(self.request, self.site)

    @property
    def path(self) -> str:
        """Give the address of this page on our site, with its query."""
        query = self.request.url.query
        return self.request.url.path + (f"?{query}" if query else "")

    @property
    def me(self) -> Member:
        """Give the member who is signed in; Unauthenticated when nobody is."""
        if self.member is None:
            raise Unauthenticated("this page is for members")
        return self.member

    @property
    def reader(self) -> Reader:
        """Give what turns rows into what this reader is shown."""
        actor = self.member.actor if self.member else None
        now, urls = self.instance.clock(), self.instance.urls
        return Reader(self.language, self.zone, urls, now, actor, self.is_editor)

    def reading(self) -> AbstractAsyncContextManager[Work]:
        """Open a snapshot."""
        return self.instance.reading()

    def writing(self) -> AbstractAsyncContextManager[Work]:
        """Open a transaction."""
        return self.instance.writing()

    async def actor(self, work: Work) -> Actor:
        """Give the member's actor inside a transaction; Unauthenticated when nobody is here."""
        actor = await actors.by_id(work, self.me.actor_id)
        if actor is None or actor.is_gone:
            raise Unauthenticated("this account is closed")
        return actor

    def must_moderate(self) -> Member:
        """Give the member when she may moderate; raises NotFound, so that nothing is given away."""
        return self._must(accounts_policy.may_moderate)

    def must_edit(self) -> Member:
        """Give the member when she writes in the cooperative's name; NotFound for the others."""
        return self._must(accounts_policy.may_speak)

    def must_administer(self) -> Member:
        """Give the member when she runs the site; raises NotFound for everybody else."""
        return self._must(accounts_policy.may_administer)

    def _must(self, allowed: Callable[[Member | None], bool]) -> Member:
        if not allowed(self.me):
            raise NotFound("not for this member")
        return self.me

    def say(self, text: str) -> str:
        """Translate a text that was marked with ``msg``."""
        return self.language.gettext(text)

    def query(self, name: str, limit: int = 500) -> str:
        """Give a parameter of the address."""
        return self.request.query_params.get(name, "")[:limit]

    def param(self, name: str) -> str:
        """Give a part of the path."""
        return str(self.request.path_params[name])

    async def form(self) -> Form:
        """Read what was sent, once."""
        if self.sent is None:
            self.sent = await forms.read(self.request)
        return self.sent

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """Answer with a page."""
        headers = {
            "Vary": VARY,
            "Cache-Control": "private, no-store" if self.member else "no-cache",
            "Content-Language": self.language.code,
        }
        body = self.render(template, **values).encode()
        if len(body) > _SMALL and "gzip" in self.request.headers.get("accept-encoding", ""):
            body, headers["Content-Encoding"] = gzip.compress(body, 5, mtime=0), "gzip"
        answer = HTMLResponse(body, status, headers)
        if said.COOKIE in self.request.cookies:
            answer.delete_cookie(said.COOKIE, httponly=True, samesite="lax")
        return answer

    def render(self, template: str, **values: Any) -> str:
        """Write a page from its template."""
        found = self.site.environment(self.language).get_template(template)
        # The form's handlers hand errors over as they are; the texts are translated in the field.
        common = {
            "site": self.site,
            "visit": self,
            "csrf_token": functools.partial(csrf.make_token, self.instance.secret, self.token),
            "toast": said.text_of(self.request.cookies.get(said.COOKIE, "")),
            "contact": self.site.page("contact", self.language),
        }
        page = found.render({**common, **values})
        return typeset(page) if self.language.code == "fr" else page

    def redirect(self, path: str, *, say: str = "") -> Response:
        """Go to another of our pages after something was done, and say there what."""
        answer = RedirectResponse(local(path), 303)
        if say:
            answer.set_cookie(
                said.COOKIE, say, said.SECONDS, secure=self.site.secure, httponly=True
            )
        return answer

    async def back(self, default: str, *, say: str = "", anchor: str = "") -> Response:
        """Go back to the page whose button was pressed."""
        path = local((await self.form()).text("back", 2000) or default)
        return self.redirect(path.partition("#")[0] + anchor, say=say)

    @property
    def charter(self) -> Charter | None:
        """Give the charter that the member has yet to accept."""
        return charter.pending(self.site, self.member, self.language)

    @property
    def is_moderator(self) -> bool:
        """Tell whether the menu shows moderation."""
        return accounts_policy.may_moderate(self.member)

    @property
    def may_be_contact(self) -> bool:
        """Tell whether her settings ask if she may be named as a contact."""
        return self.member is not None and accounts_policy.may_be_contact(self.member)

    @property
    def is_editor(self) -> bool:
        """Tell whether the reader writes in the cooperative's name, too."""
        return accounts_policy.may_speak(self.member)

    @property
    def is_admin(self) -> bool:
        """Tell whether the menu shows the site's administration."""
        return accounts_policy.may_administer(self.member)


def local(path: str) -> str:
    """Give a path of our own site; "/" for anything that could lead elsewhere."""
    parts = urlsplit(path.replace("\\", "/"))
    safe = path.startswith("/") and not path.startswith(("//", "/\\"))
    if not safe or parts.scheme or parts.netloc or not path.isprintable():
        return "/"
    return path


def with_query(path: str, **values: str) -> str:
    """Add parameters to a path."""
    return f"{path}?{urlencode(values)}" if values else path


def session_cookie(site: Site) -> str:
    """Name the session's cookie; the prefix makes browsers insist on https and one host."""
    return "__Host-fedicoop" if site.secure else "fedicoop"


def site_of(request: Request) -> Site:
    """Give the pages' side of the instance that serves a request."""
    site = getattr(request.app.state, "site", None)
    if not isinstance(site, Site):
        site = Site(request.app.state.instance)
        request.app.state.site = site
    return site


async def begin(request: Request) -> Visit:
    """Find out who asks."""
    known = getattr(request.state, "visit", None)
    if isinstance(known, Visit):
        return known
    site = site_of(request)
    token = request.cookies.get(session_cookie(site), "")
    member, news = await sessions.signed_in(site.instance, token)
    language = i18n.choose(
        site.languages,
        setting=member.language if member else "",
        cookie=request.cookies.get(LANGUAGE_COOKIE, ""),
        accepts=request.headers.get("accept-language", ""),
    )
    visit = Visit(request, site, language, member, token if member else "", **news)
    request.state.visit, request.state.member = visit, member
    return visit


def page(handler: Handler) -> Endpoint:
    """Make an endpoint of a handler: who asks is known, and no foreign form gets through."""

    @functools.wraps(handler)
    async def endpoint(request: Request) -> Response:
        visit = await begin(request)
        try:
            if request.method not in {"GET", "HEAD"}:
                csrf.check_origin(request.headers, visit.site.base)
                form = await visit.form()
                csrf.check_token(visit.instance.secret, visit.token, form.text(csrf.FIELD, 1000))
                await charter.accept(visit.site, visit.member, form)
            return await handler(visit)
        finally:
            if visit.sent is not None:
                await visit.sent.data.close()

    return endpoint


def members(handler: Handler) -> Endpoint:
    """Make an endpoint of a handler that is for members alone."""

    @functools.wraps(handler)
    async def guarded(visit: Visit) -> Response:
        if visit.member is None:
            raise Unauthenticated("this page is for members")
        return await handler(visit)

    return page(guarded)


__all__ = ["Refused", "Visit", "begin", "local", "members", "page", "with_query"]
