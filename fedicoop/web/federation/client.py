"""ActivityPub client to server (§6): POST to one's outbox, GET one's inbox, with a bearer token.

Each activity becomes the very service that the pages call; nothing is possible here that is not
possible there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from fedicoop.accounts import queries as accounts
from fedicoop.accounts import service as doors
from fedicoop.activitypub.activity import (
    Document,
    embedded,
    id_of,
    object_uri,
    parse,
    type_of,
)
from fedicoop.actors import Actor, queries
from fedicoop.actors import service as actors
from fedicoop.errors import Malformed, NeedsObject, NotFound, Refused, Unauthenticated
from fedicoop.inbox.fetch import fetch
from fedicoop.posts import Post, documents
from fedicoop.posts import federation as said
from fedicoop.posts import queries as posts
from fedicoop.posts import service as writing
from fedicoop.web.federation.answers import document, instance_of
from fedicoop.web.federation.collections import PAGE, cursor, is_page, page, whole
from fedicoop.web.pages.finding import may_know

if TYPE_CHECKING:
    from starlette.requests import Request

    from fedicoop.accounts import ApiToken
    from fedicoop.work import Work

Deed = Callable[["Work", Actor, Document], Awaitable[str]]
_MOST_FETCHES = 3


async def _token(request: Request, work: Work) -> ApiToken:
    """Give the token of the member, on her own address: 401 without one, 403 elsewhere."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    row = None
    if scheme.lower() == "bearer" and token:
        row = await accounts.token_of(work, token.strip())
    if row is None:
        raise Unauthenticated("no valid bearer token")
    name = row.member.actor.username
    if name != request.path_params["name"]:
        raise Refused(f"{name} is not {request.path_params['name']}")
    return row


async def post_outbox(request: Request) -> Response:
    """Do what a client asks for its member: 201, with the address of what came of it."""
    instance = instance_of(request)
    async with instance.reading() as work:
        await _token(request, work)
    asked = parse(await request.body())
    for _ in range(_MOST_FETCHES):
        try:
            async with instance.writing() as work:
                token = await _token(request, work)
                await doors.touch_token(work, token)
                location = await _do(work, token.member.actor, asked)
        except NeedsObject as missing:
            await fetch(instance, missing.uri)
        else:
            return Response(status_code=201, headers={"Location": location})
    raise NotFound(f"{object_uri(asked)} could not be found")


async def _do(work: Work, actor: Actor, asked: Document) -> str:
    kind = type_of(asked)
    speaker = id_of(asked.get("actor"))
    if speaker not in {None, actor.uri}:
        raise Refused(f"{actor.uri} speaks for {speaker}")
    if kind == "Note":
        return await _create(work, actor, {**asked, "object": asked})
    deed = _DEEDS.get(kind)
    if deed is None:
        raise Malformed(f"cannot do {kind!r}", safe="This server cannot do this activity.")
    return await deed(work, actor, asked)


async def _create(work: Work, actor: Actor, asked: Document) -> str:
    note = embedded(asked) or {}
    if type_of(note) != "Note":
        raise Malformed("only notes can be created", safe="Only notes can be created this way.")
    draft = await said.note_draft(work, actor, note, asked)
    return (await writing.publish(work, actor, draft)).uri


async def _update(work: Work, actor: Actor, asked: Document) -> str:
    post = await _post(work, object_uri(asked))
    draft = said.edit_draft(embedded(asked) or {})
    return (await writing.edit(work, post, actor, draft)).uri


async def _delete(work: Work, actor: Actor, asked: Document) -> str:
    """Delete a note, or take back the stamp that approved a quote of one."""
    stamp = await posts.stamp_by_id(work, object_uri(asked).rpartition("/")[2])
    if stamp is not None and stamp.uri == object_uri(asked):
        await writing.revoke_quote(work, actor, stamp)
        return stamp.uri
    post = await _post(work, object_uri(asked))
    await writing.delete(work, post, actor)
    return post.uri


async def _follow(work: Work, actor: Actor, asked: Document) -> str:
    return (await actors.follow(work, actor, await _other(work, actor, asked))).uri


async def _block(work: Work, actor: Actor, asked: Document) -> str:
    return (await actors.block(work, actor, await _other(work, actor, asked))).uri


async def _like(work: Work, actor: Actor, asked: Document) -> str:
    post = await _post(work, object_uri(asked))
    await writing.like(work, actor, post)
    row = await posts.like_by(work, actor, post)
    return row.uri if row else post.uri


async def _announce(work: Work, actor: Actor, asked: Document) -> str:
    post = await _post(work, object_uri(asked))
    await writing.boost(work, actor, post)
    row = await posts.boost_by(work, actor, post)
    return row.uri if row else post.uri


async def _undo(work: Work, actor: Actor, asked: Document) -> str:
    """Take back a follow, block, like or boost, named by its id or embedded."""
    uri = object_uri(asked)
    inner = embedded(asked) or await _done(work, uri)
    kind = type_of(inner)
    if kind == "Follow":
        await actors.unfollow(work, actor, await _other(work, actor, inner))
    elif kind == "Block":
        await actors.unblock(work, actor, await _other(work, actor, inner))
    elif kind == "Like":
        await writing.unlike(work, actor, await _post(work, object_uri(inner)))
    elif kind == "Announce":
        await writing.unboost(work, actor, await _post(work, object_uri(inner)))
    else:
        raise Malformed(f"cannot undo {kind!r}", safe="This server cannot undo this activity.")
    return uri or object_uri(inner)


async def _done(work: Work, uri: str) -> Document:
    follow = await queries.follow_by_uri(work, uri)
    if follow is not None:
        return {"type": "Follow", "object": follow.followed.uri}
    like = await posts.like_by_uri(work, uri)
    if like is not None:
        return {"type": "Like", "object": like.post.uri}
    boost = await posts.boost_by_uri(work, uri)
    if boost is not None:
        return {"type": "Announce", "object": boost.post.uri}
    block = await queries.block_by_uri(work, uri)
    if block is None:
        raise NotFound(f"{uri} was never done")
    blocked = await queries.by_id(work, block.blocked_id)
    return {"type": "Block", "object": blocked.uri if blocked else ""}


async def _answer(work: Work, actor: Actor, asked: Document) -> str:
    """Accept or reject somebody who asks to follow."""
    follow = await queries.follow_by_uri(work, object_uri(asked))
    if follow is None or follow.followed_id != actor.id:
        raise NotFound("nobody asked this")
    await (actors.accept if type_of(asked) == "Accept" else actors.reject)(work, follow)
    return object_uri(asked)


async def _pin(work: Work, actor: Actor, asked: Document) -> str:
    if id_of(asked.get("target")) != actor.featured:
        raise Malformed("only the featured collection", safe="Only featured posts can be changed.")
    post = await _post(work, object_uri(asked))
    await (writing.pin if type_of(asked) == "Add" else writing.unpin)(work, actor, post)
    return post.uri


_DEEDS: dict[str, Deed] = {
    "Create": _create,
    "Update": _update,
    "Delete": _delete,
    "Follow": _follow,
    "Block": _block,
    "Like": _like,
    "Announce": _announce,
    "Undo": _undo,
    "Accept": _answer,
    "Reject": _answer,
    "Add": _pin,
    "Remove": _pin,
}


async def _other(work: Work, actor: Actor, asked: Document) -> Actor:
    """Find who is meant, as far as the member may know of her."""
    uri = object_uri(asked)
    other = await queries.by_uri(work, uri)
    if other is None or not await may_know(work, other, actor):
        raise _missing(work, uri)
    return other


async def _post(work: Work, uri: str) -> Post:
    post = await posts.by_uri(work, uri)
    if post is None:
        raise _missing(work, uri)
    return post


def _missing(work: Work, uri: str) -> NotFound | NeedsObject:
    return NotFound(f"{uri} is not here") if work.urls.is_local(uri) else NeedsObject(uri)


async def show_inbox(request: Request) -> Response:
    """Page through what reached a member: for her own clients only."""
    async with instance_of(request).reading() as work:
        actor = (await _token(request, work)).member.actor
        if not is_page(request):
            start = whole(actor.inbox, 0)
            del start["totalItems"]
            return document(start, private=True)
        found = await posts.home(work, actor, cursor(request), PAGE)
        items = [_item(work, shown) for shown in found.items]
        return document(page(request, actor.inbox, items, found.next), private=True)


def _item(work: Work, shown: posts.Shown) -> Document:
    """Say a post that arrived as the Create, or the Announce, that brought it."""
    if shown.boost is not None:
        return documents.announce(shown.boost, shown.boost.actor, shown.post)
    return documents.create(work, shown.post)


routes = [
    Route("/users/{name}/outbox", post_outbox, methods=["POST"]),
    Route("/users/{name}/inbox", show_inbox, methods=["GET"]),
]
