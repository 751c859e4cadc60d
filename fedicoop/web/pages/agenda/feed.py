"""The agenda as an Atom feed: the same filters, what everybody may see, the next events first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.events import documents, queries
from fedicoop.posts import Visibility
from fedicoop.web.i18n import Language
from fedicoop.web.pages import feeds
from fedicoop.web.pages.agenda.asking import agenda_of
from fedicoop.web.views import Reader
from fedicoop.web.visit import site_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from fedicoop.events import Event
    from fedicoop.web.site import Site

_ENTRIES = 50


async def show_feed(request: Request) -> Response:
    """Answer /agenda.atom: public events only, whoever asks; 304 when nothing changed."""
    site = site_of(request)
    async with site.instance.reading() as work:
        agenda = await agenda_of(work, request.query_params)
        found = await queries.upcoming(work, None, agenda, limit=_ENTRIES, brief=True)
    public = [each for each in found.items if each.post.visibility == Visibility.PUBLIC]
    return feeds.answer(request, _write(site, public, request.url.query[:1000]))


def _write(site: Site, events: list[Event], query: str) -> str:
    language = Language(site.languages[0])
    reader = Reader(language, "UTC", site.instance.urls, site.instance.clock())
    newest = max((_changed(each) for each in events), default="1970-01-01T00:00:00+00:00")
    entries = [
        {
            "id": event.uri,
            "title": event.post.name,
            "page": f"{site.base}/events/{event.id}",
            "summary": documents.summary(event, language.code),
            "content": event.post.content,
            "language": event.post.language,
            "host": reader.person(event.host),
            "published": event.post.published_at.isoformat(timespec="seconds"),
            "updated": _changed(event),
        }
        for event in events
    ]
    template = site.environment(language).get_template("agenda/feed.xml")
    address = f"{site.base}/agenda"
    suffix = f"?{query}" if query else ""
    return template.render(
        site=site, address=address, suffix=suffix, entries=entries, updated=newest
    )


def _changed(event: Event) -> str:
    return event.changed_at.isoformat(timespec="seconds")


routes = [Route("/agenda.atom", show_feed)]
