"""Posts, their replies and reactions, quote stamps and activities, as documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from starlette.routing import Route

from fedicoop.activitypub.addressing import audience_of
from fedicoop.errors import NotFound
from fedicoop.outbox import collection as letters
from fedicoop.posts import Post, documents, queries
from fedicoop.posts.policy import OPEN
from fedicoop.web.federation.answers import admit, document, hushed, instance_of, reader
from fedicoop.web.federation.collections import PAGE, cursor, is_page, page, whole
from fedicoop.web.negotiate import wants_activity
from fedicoop.web.pages.posts import show_article as show_article_page
from fedicoop.web.pages.posts import show_post

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from fedicoop.actors import Actor
    from fedicoop.work import Work


async def show_note(request: Request) -> Response:
    """Answer /notes/ID: the thread for people, the note for servers; 410 with its tombstone."""
    return await (_said(request) if wants_activity(request) else show_post(request))


async def show_article(request: Request) -> Response:
    """Answer /articles/ID: its page for people; for servers what its own address says."""
    return await (_said(request) if wants_activity(request) else show_article_page(request))


async def _said(request: Request) -> Response:
    asking = await admit(request)
    instance = instance_of(request)
    async with instance.reading() as work:
        post = await _known(work, request)
    if post.is_deleted:
        return document(documents.tombstone(post), 410)
    is_open = post.visibility in OPEN
    if not is_open and asking is None:
        asking = await reader(request)
    async with instance.reading() as work:
        post = await _seen(work, request, asking)
        return document(documents.to_ap(work.urls, post), private=not is_open)


async def _known(work: Work, request: Request) -> Post:
    post = await queries.by_id(work, request.path_params["ident"])
    if post is None or not post.local:
        raise NotFound("no such note")
    return post


async def _seen(work: Work, request: Request, asking: Actor | None) -> Post:
    """Find a note that this reader may see; what she may not see does not exist for her."""
    post = await _known(work, request)
    if not await queries.can_see(work, post, asking):
        raise NotFound("not for this reader")
    return post


async def show_replies(request: Request) -> Response:
    """Say the open answers to an open note, oldest first."""
    await admit(request)
    async with instance_of(request).reading() as work:
        post = await _seen(work, request, None)
        uri = f"{post.uri}/replies"
        if not is_page(request):
            return document(whole(uri, post.replies_count))
        found = await queries.replies_to(work, post, cursor(request), PAGE)
        return document(page(request, uri, found.items, found.next))


async def show_likes(request: Request) -> Response:
    """Say how many like a note; who does is not listed."""
    async with instance_of(request).reading() as work:
        post = await _seen(work, request, None)
    return document(whole(f"{post.uri}/likes", post.likes_count, hidden=True))


async def show_shares(request: Request) -> Response:
    """Say how many passed a note on."""
    async with instance_of(request).reading() as work:
        post = await _seen(work, request, None)
    return document(whole(f"{post.uri}/shares", post.boosts_count, hidden=True))


async def show_stamp(request: Request) -> Response:
    """Say that a quote of one of our posts was approved (FEP-044f)."""
    async with instance_of(request).reading() as work:
        row = await queries.stamp_by_id(work, request.path_params["ident"])
        if row is None:
            raise NotFound("no such approval")
        return document(documents.quote_stamp(row))


async def show_activity(request: Request) -> Response:
    """Say an activity of ours that was sent to everybody; others are nobody's business."""
    await admit(request)
    instance = instance_of(request)
    async with instance.reading() as work:
        body = await letters.activity(work, instance.urls.activity(request.path_params["ident"]))
    found = orjson.loads(body) if body else None
    if found is None or not audience_of(found).is_public:
        raise NotFound("no such activity")
    return document(found)


routes = [
    Route("/notes/{ident}", hushed(show_note)),
    Route("/articles/{ident}", hushed(show_article)),
    Route("/notes/{ident}/replies", show_replies),
    Route("/notes/{ident}/likes", show_likes),
    Route("/notes/{ident}/shares", show_shares),
    Route("/notes/{note}/stamps/{ident}", show_stamp),
    Route("/activities/{ident}", show_activity),
]
