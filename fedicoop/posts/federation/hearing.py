"""What others publish, edit and delete."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import String, bindparam, literal, select, union_all

from fedicoop.activitypub.activity import Document, date_of, embedded, id_of, ids_of, object_uri
from fedicoop.actors import Actor
from fedicoop.actors import queries as actors
from fedicoop.errors import Malformed, NeedsObject, Refused
from fedicoop.handlers import Handlers, Incoming, Known
from fedicoop.posts import queries, service
from fedicoop.posts.federation.reading import KINDS, from_ap, is_post, is_vote
from fedicoop.posts.models import Boost, Like, Post
from fedicoop.urls import same_host

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import BindParameter

    from fedicoop.work import Work

handlers = Handlers()

_AUDIENCE = ("to", "cc", "bto", "bcc")
_YOUNG = timedelta(days=1)
_KEPT_ELSEWHERE = ("", "Event")
"""Which posts do not answer for themselves: an event is known by its own room."""
_URI: BindParameter[str] = bindparam("uri")
_KNOWN = union_all(
    select(Post.type, Actor.uri)
    .join(Post.author)
    .where(Post.uri == _URI, Post.type.not_in(_KEPT_ELSEWHERE)),
    select(literal("Like", String), Actor.uri).join(Like.actor).where(Like.uri == _URI),
    select(literal("Announce", String), Actor.uri).join(Boost.actor).where(Boost.uri == _URI),
)


async def sender_of(work: Work, incoming: Incoming) -> Actor:
    """Give the row of the verified sender; she is fetched first when only her key was."""
    sender = await actors.by_uri(work, incoming.sender)
    if sender is None:
        raise NeedsObject(incoming.sender)
    return sender


@handlers.knows
async def known(work: Work, uri: str) -> Known | None:
    """Say whether a URI is a post, a like or a boost, and whose; one question for all three.

    A bare tombstone is nobody's: what somebody deleted before it came binds only her.
    """
    post = work.memory.find(Post, uri)
    if post is not None and post.type not in _KEPT_ELSEWHERE:
        return Known(post.type, post.author.uri)
    row = (await work.session.execute(_KNOWN, {"uri": uri})).first()
    return Known(row[0], row[1]) if row else None


@handlers.foresees
async def foresee(work: Work, uris: Sequence[str]) -> None:
    """Load the posts that many activities are about or answer."""
    for post in await queries.by_uris(work, uris):
        work.memory.keep(post)


def said(incoming: Incoming) -> Document | None:
    """Give the embedded object, addressed as its activity is when it does not say itself."""
    inner = embedded(incoming.activity)
    if inner is None:
        return None
    if any(inner.get(key) for key in ("to", "cc")):
        return inner
    addressed = {key: incoming.activity[key] for key in _AUDIENCE if key in incoming.activity}
    return {**inner, **addressed}


@handlers.on("Create", *KINDS, "")
async def on_create(work: Work, incoming: Incoming) -> None:
    """Somebody publishes; kept when it concerns somebody here.

    A Create that only names its object is fetched when the sender is followed here. Votes in
    polls are not posts.
    """
    document = said(incoming)
    if document is None:
        await _fetch_bare(work, incoming)
    elif is_post(document) and not is_vote(document):
        sender = await sender_of(work, incoming)
        await service.receive(work, sender, _draft(document, sender))


async def _fetch_bare(work: Work, incoming: Incoming) -> None:
    uri = object_uri(incoming.activity)
    sender = await sender_of(work, incoming)
    if not same_host(uri, sender.uri) or await queries.by_uri(work, uri) is not None:
        return
    if await service.is_wanted(work, sender):
        raise NeedsObject(uri)


def _draft(document: Document, sender: Actor) -> service.PostDraft:
    """Read what a sender publishes; an object that names no author is hers."""
    if not ids_of(document.get("attributedTo")):
        document = {**document, "attributedTo": sender.uri}
    return from_ap(document, followers=sender.followers)


@handlers.on("Update", *KINDS)
async def on_update(work: Work, incoming: Incoming) -> None:
    """Somebody edits a post; one that never came is a new one while it is young.

    An Update that only names its object is fetched again.
    """
    uri = object_uri(incoming.activity)
    document = said(incoming)
    post = await queries.by_uri(work, uri)
    if post is not None and post.author.uri != incoming.sender and post.type:
        raise Refused(f"{incoming.sender} may not edit {uri}")
    if document is None:
        if post is not None and not post.is_deleted:
            work.wish(uri)
        return
    sender = await sender_of(work, incoming)
    draft = _draft(document, sender)
    published = date_of(document, "published")
    if post is not None or (published and work.now() - published < _YOUNG):
        await service.receive(work, sender, draft)


@handlers.on("Delete", *KINDS, "")
async def on_delete(work: Work, incoming: Incoming) -> None:
    """Somebody deletes a post; one that never came is remembered, if we know who deletes it."""
    uri = object_uri(incoming.activity)
    post = await queries.by_uri(work, uri)
    if post is not None and post.type:
        if post.author.uri != incoming.sender:
            raise Refused(f"{incoming.sender} may not delete {uri}")
        await service.delete(work, post, post.author)
        return
    sender = await actors.by_uri(work, incoming.sender)
    if sender is not None and uri and uri != sender.uri and not sender.is_gone:
        await service.remember_deleted(work, sender, uri)


@handlers.on_object(*KINDS)
async def keep(work: Work, document: Document) -> None:
    """Store a post that was fetched from its own address; it is by somebody of the same host."""
    uri = id_of(document) or ""
    if work.urls.is_local(uri):
        raise Refused(f"{uri} is ours")
    said_by = [*ids_of(document.get("attributedTo")), *ids_of(document.get("actor"))]
    if not said_by:
        raise Malformed(f"{uri} does not say whom it is by")
    candidates = [each for each in said_by if same_host(each, uri)]
    if not candidates:
        raise Refused(f"{uri} is attributed to another host")
    known_authors = {actor.uri: actor for actor in await actors.by_uris(work, candidates[:10])}
    author = next((known_authors[each] for each in candidates if each in known_authors), None)
    if author is None:
        raise NeedsObject(candidates[0])
    await service.receive(work, author, from_ap(document, followers=author.followers), asked=True)
