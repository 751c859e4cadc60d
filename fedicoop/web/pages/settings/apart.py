"""Whom a member does not hear or has nothing to do with: the list, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.actors import queries as actors
from fedicoop.posts import queries as posts
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.web.visit import Visit


@members
async def show_apart(visit: Visit) -> Response:
    """Show which subjects and discussions the member follows, and what she does not hear."""
    async with visit.reading() as work:
        muted = await actors.muted_of(work, visit.me.actor)
        blocked = await actors.blocked_of(work, visit.me.actor)
        tags = await posts.followed_tags(work, visit.me.actor)
        muted_tags = await posts.muted_tags(work, visit.me.actor)
        chosen = await posts.chosen_threads(work, visit.me.actor)
        threads = [
            (visit.reader.post(await posts.shown(work, post, visit.me.actor)), hears)
            for post, hears in chosen
        ]
    person = visit.reader.person
    return visit.page(
        "settings/apart.html",
        tags=tags,
        muted_tags=muted_tags,
        threads=threads,
        muted=[person(each) for each in muted],
        blocked=[person(each) for each in blocked],
    )


routes = [Route("/settings/apart", show_apart)]
