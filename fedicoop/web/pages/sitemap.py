"""The map of the site for search engines (sitemaps.org): what is for everybody and may be found.

Whoever did not ask to be found by search engines is not in it, nor is what she wrote. Each part
ends after a thousand addresses, the newest first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from fedicoop.actors import queries as actors
from fedicoop.errors import NotFound
from fedicoop.events import queries as events
from fedicoop.groups import Sight
from fedicoop.groups import queries as groups
from fedicoop.library import queries as library
from fedicoop.posts import queries as posts
from fedicoop.web.visit import site_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from starlette.requests import Request

    from fedicoop.web.site import Site

    Places = list[tuple[str, datetime | None]]

_MOST, _MOST_GROUPS = 1000, 500
_HEADERS = {"Cache-Control": "public, max-age=3600"}
_TOP = ("/", "/about", "/agenda", "/groups", "/articles", "/documents", "/network")


async def show_index(request: Request) -> Response:
    """Answer /sitemap.xml: the parts of the map."""
    site = site_of(request)
    parts = [(f"/sitemaps/{kind}.xml", None) for kind in _KINDS]
    return _answer(site, "sitemapindex", "sitemap", list(parts))


async def show_part(request: Request) -> Response:
    """Answer /sitemaps/KIND.xml; NotFound for a part that there is not."""
    site = site_of(request)
    kind = _KINDS.get(request.path_params["kind"])
    if kind is None:
        raise NotFound("no such part of the map")
    return _answer(site, "urlset", "url", await kind(site))


async def _pages(site: Site) -> Places:
    own = [page.path for page in site.menu(site.language)]
    return [(path, None) for path in dict.fromkeys((*_TOP, *own))]


async def _people(site: Site) -> Places:
    async with site.instance.reading() as work:
        return [(f"/@{name}", at) for name, at in await actors.indexed(work, _MOST)]


async def _groups(site: Site) -> Places:
    async with site.instance.reading() as work:
        found = await groups.listed(work, None, limit=_MOST_GROUPS)
    public = [each for each in found if each.is_local and each.visibility == Sight.PUBLIC]
    return [(f"/@{each.actor.username}", each.created_at) for each in public]


async def _events(site: Site) -> Places:
    async with site.instance.reading() as work:
        return [(f"/events/{ident}", at) for ident, at in await events.indexed(work, _MOST)]


async def _messages(site: Site) -> Places:
    async with site.instance.reading() as work:
        return [(f"/notes/{ident}", at) for ident, at in await posts.indexed(work, _MOST)]


async def _articles(site: Site) -> Places:
    async with site.instance.reading() as work:
        found = await posts.indexed(work, _MOST, articles=True)
    return [(f"/articles/{ident}", at) for ident, at in found]


async def _documents(site: Site) -> Places:
    async with site.instance.reading() as work:
        found = await library.newest(work, None, _MOST)
    return [(f"/documents/{each.paper.id}", each.paper.changed_at) for each in found]


_KINDS: dict[str, Callable[[Site], Awaitable[Places]]] = {
    "pages": _pages,
    "groups": _groups,
    "events": _events,
    "people": _people,
    "articles": _articles,
    "documents": _documents,
    "messages": _messages,
}


def _answer(site: Site, whole: str, part: str, places: Places) -> Response:
    template = site.environment(site.language).get_template("sitemap.xml")
    said = [(f"{site.base}{path}", at.date().isoformat() if at else "") for path, at in places]
    body = template.render(whole=whole, part=part, places=said)
    return Response(body, 200, _HEADERS, "application/xml")


routes = [Route("/sitemap.xml", show_index), Route("/sitemaps/{kind}.xml", show_part)]
