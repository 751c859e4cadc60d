"""Comments that wait at an event: read by who looks after it, then let in or turned away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.errors import NotFound
from fedicoop.events import service as events
from fedicoop.posts import queries as posts
from fedicoop.web.pages.events import cards
from fedicoop.web.pages.events.lasting import managed
from fedicoop.web.pages.events.whole import whole
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.responses import Response

    from fedicoop.actors import Actor
    from fedicoop.events import Event
    from fedicoop.posts import Post
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

    Decision = Callable[[Work, Event, Post, Actor], Awaitable[None]]


@members
async def show_waiting(visit: Visit) -> Response:
    """Show those who look after an event the comments that wait for them."""
    async with visit.reading() as work:
        event = await managed(visit, work)
        rows = await posts.waiting_below(work, event.post)
        shown = [await posts.shown(work, row, visit.me.actor) for row in rows]
        told = await whole(visit, work, event)
    return visit.page("events/comments.html", event=told, posts=visit.reader.posts(shown))


@members
async def let_in(visit: Visit) -> Response:
    """Show a comment that waited to everybody who sees the event."""
    return await _decide(visit, events.let_in, "comment_let_in")


@members
async def turn_away(visit: Visit) -> Response:
    """Say no to a comment that waited."""
    return await _decide(visit, events.keep_out, "comment_turned_away")


@members
async def let_all_in(visit: Visit) -> Response:
    """Let in every comment that was on the page; what came since is read first."""
    up_to = (await visit.form()).line("up_to", 40)
    async with visit.writing() as work:
        event, me = await managed(visit, work), await visit.actor(work)
        for row in await posts.waiting_below(work, event.post):
            if row.id <= up_to:
                await events.let_in(work, event, row, me)
    return visit.redirect(cards.path_of(event), say="comments_let_in")


async def _decide(visit: Visit, decide: Decision, said: str) -> Response:
    async with visit.writing() as work:
        event = await managed(visit, work)
        post = await posts.by_id(work, visit.param("comment")[:40])
        if post is None:
            raise NotFound("no such comment")
        await decide(work, event, post, await visit.actor(work))
        left = await posts.how_many_wait(work, event.post)
    path = cards.path_of(event)
    return visit.redirect(f"{path}/comments" if left else path, say=said)


routes = [
    Route("/events/{ident}/comments", show_waiting),
    Route("/events/{ident}/comments/let-in", let_all_in, methods=["POST"]),
    Route("/events/{ident}/comments/{comment}/let-in", let_in, methods=["POST"]),
    Route("/events/{ident}/comments/{comment}/turn-away", turn_away, methods=["POST"]),
]
