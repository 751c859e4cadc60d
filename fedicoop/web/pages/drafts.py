"""What a member has begun and not published: events and articles, in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.web.pages.articles import sketches as articles
from fedicoop.web.pages.events import sketches as events
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.web.visit import Visit


@members
async def show_drafts(visit: Visit) -> Response:
    """Show what the reader drafted, and what of it is published by itself."""
    async with visit.reading() as work:
        dates = await events.drafted(visit, work)
        texts = await articles.drafted(visit, work)
    return visit.page("drafts.html", drafts=dates, articles=texts)


routes = [Route("/drafts", show_drafts)]
