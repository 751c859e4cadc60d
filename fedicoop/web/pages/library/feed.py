"""The library as an Atom feed: what everybody may read, the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.library import queries
from fedicoop.web.i18n import Language
from fedicoop.web.pages import feeds
from fedicoop.web.visit import site_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from fedicoop.library.queries import Shown
    from fedicoop.web.site import Site

_ENTRIES = 30


async def show_feed(request: Request) -> Response:
    """Answer /documents.atom: public documents only, whoever asks; 304 when nothing changed."""
    site = site_of(request)
    async with site.instance.reading() as work:
        found = await queries.newest(work, None, _ENTRIES)
    return feeds.answer(request, _write(site, found))


def _write(site: Site, found: list[Shown]) -> str:
    language = Language(site.languages[0])
    entries = [
        {
            "page": site.instance.urls.paper(each.paper.id),
            "title": each.paper.title,
            "summary": each.paper.summary,
            "published": each.paper.created_at.isoformat(timespec="seconds"),
            "updated": each.paper.changed_at.isoformat(timespec="seconds"),
            "file": each.version.link or f"{site.instance.urls.paper(each.paper.id)}/file",
            "mime": each.version.mime,
            "bytes": each.version.bytes,
        }
        for each in found
    ]
    updated = max((str(each["updated"]) for each in entries), default="1970-01-01T00:00:00+00:00")
    template = site.environment(language).get_template("library/feed.xml")
    return template.render(site=site, entries=entries, updated=updated)


routes = [Route("/documents.atom", show_feed)]
