"""Reading one thing from a digest without signing in: that post and nothing around it.

The key stood in a letter to one member. It opens for reading what was named there, as long as she
may see it, and for six weeks; nothing can be done with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.digests import queries
from fedicoop.events import documents
from fedicoop.events import queries as events
from fedicoop.posts import queries as posts
from fedicoop.web.headers import PRIVATE
from fedicoop.web.pages.calendars.guessing import wrong
from fedicoop.web.visit import Visit, page

if TYPE_CHECKING:
    from starlette.responses import Response

_LONGEST = 100


@page
async def show(visit: Visit) -> Response:
    """Show the post; opening the page changes nothing."""
    ident = visit.param("ident")[:_LONGEST]
    async with visit.reading() as work:
        found = await queries.opened(work, visit.param("token")[:_LONGEST], ident)
        if found is None:
            raise wrong(visit.request)
        member, post = found
        event = await events.by_id(work, post.id) if post.type == "Event" else None
        seen = visit.reader.post(await posts.shown(work, post, member.actor))
    answer = visit.page(
        "letters/read.html",
        post=seen,
        when=documents.summary(event, visit.language.code) if event else "",
    )
    answer.headers.update(PRIVATE)
    return answer


routes = [Route("/letter/{token}/{ident}", show)]
