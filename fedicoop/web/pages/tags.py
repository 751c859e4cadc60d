"""What was published under a hashtag."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.errors import NotFound
from fedicoop.posts import queries as posts
from fedicoop.web.pages.events.timeline import dated
from fedicoop.web.pages.finding import cursor
from fedicoop.web.visit import page

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.web.visit import Visit

_LONGEST = 100


@page
async def show_tag(visit: Visit) -> Response:
    """Show the messages that carry a hashtag, newest first; an unused one says how to begin."""
    name = unicodedata.normalize("NFC", visit.param("name")).lstrip("#")
    if not name or len(name) > _LONGEST or not name.isprintable() or " " in name:
        raise NotFound(f"not a hashtag: {name[:_LONGEST]!r}")
    viewer = visit.member.actor if visit.member else None
    async with visit.reading() as work:
        found = await posts.tagged(work, name, viewer, cursor(visit))
        views = await dated(visit, work, found.items)
    return visit.page(
        "tag.html",
        name=name,
        posts=views,
        next=found.next,
        first=cursor(visit) is None,
    )


routes = [Route("/tags/{name}", show_tag)]
