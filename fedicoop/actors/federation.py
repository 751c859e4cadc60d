"""What others say about actors: follows, blocks, moves, profiles and departures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.activitypub.activity import Document, embedded, id_of, object_uri
from fedicoop.actors import documents, queries, service
from fedicoop.errors import NeedsObject, Refused
from fedicoop.handlers import Handlers, Incoming, Known
from fedicoop.urls import fragmentless

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedicoop.actors.models import Actor, Follow
    from fedicoop.work import Work

handlers = Handlers()


async def _sender(work: Work, incoming: Incoming) -> Actor:
    """Give the verified sender's row; it is fetched first when it was only a cached key."""
    actor = await queries.by_uri(work, incoming.sender)
    if actor is None:
        raise NeedsObject(incoming.sender)
    return actor


@handlers.knows
async def known(work: Work, uri: str) -> Known | None:
    """Say whether a URI is an actor, a follow or a block, and whose."""
    found = await queries.kind_and_owner(work, uri)
    return Known(*found) if found else None


@handlers.foresees
async def foresee(work: Work, uris: Sequence[str]) -> None:
    """Load the actors that many activities are by or about."""
    found = await queries.by_uris(work, uris)
    for actor in found:
        work.memory.keep(actor)
    await queries.foresee_followers(work, [actor for actor in found if not actor.is_local])


@handlers.on_object(*documents.KINDS)
async def keep(work: Work, document: Document) -> None:
    """Store an actor that was fetched from its own address."""
    await service.remember(work, documents.from_ap(document))


@handlers.on("Follow", *(kind for kind in documents.KINDS if kind != "Application"))
async def on_follow(work: Work, incoming: Incoming) -> None:
    """Somebody asks to follow one of ours.

    Under an id that stands for another follow she gets no answer: it would be about that one.
    """
    followed = await queries.by_uri(work, object_uri(incoming.activity))
    if followed is None or not followed.is_local:
        return
    follower = await _sender(work, incoming)
    uri = id_of(incoming.activity) or ""
    taken = await queries.follow_by_uri(work, uri)
    if taken and (taken.follower_id, taken.followed_id) != (follower.id, followed.id):
        raise Refused(f"{uri} is taken")
    try:
        await service.follow(work, follower, followed, uri=uri)
    except Refused:
        service.turn_away(work, follower, followed, uri=uri)


@handlers.on("Accept", "Follow")
async def on_accept(work: Work, incoming: Incoming) -> None:
    """Somebody agrees to be followed by one of ours; an answer to no question changes nothing."""
    follow = await _asked(work, incoming)
    if follow is not None:
        await service.accepted(work, follow)


@handlers.on("Reject", "Follow")
async def on_reject(work: Work, incoming: Incoming) -> None:
    """Somebody refuses, or ends, being followed by one of ours."""
    follow = await _asked(work, incoming)
    if follow is not None:
        await service.reject(work, follow)


async def _asked(work: Work, incoming: Incoming) -> Follow | None:
    """Find the Follow that is answered: by its id, else by the two actors (as Mastodon does)."""
    follow = await queries.follow_by_uri(work, object_uri(incoming.activity))
    if follow is None:
        inner = embedded(incoming.activity) or {}
        follower = await queries.by_uri(work, id_of(inner.get("actor")) or "")
        followed = await queries.by_uri(work, object_uri(inner))
        if follower is None or followed is None:
            return None
        follow = await queries.follow_between(work, follower.id, followed.id)
    if follow is None or follow.followed.uri != incoming.sender or not follow.follower.is_local:
        return None
    return follow


@handlers.on("Undo", "Follow")
async def on_undo_follow(work: Work, incoming: Incoming) -> None:
    """Somebody stops following one of ours."""
    follow = await queries.follow_by_uri(work, object_uri(incoming.activity))
    target = follow.followed if follow else await _target(work, incoming)
    if target is not None and (follow is None or follow.follower.uri == incoming.sender):
        await service.unfollow(work, await _sender(work, incoming), target)


async def _target(work: Work, incoming: Incoming) -> Actor | None:
    inner = embedded(incoming.activity) or {}
    return await queries.by_uri(work, object_uri(inner))


@handlers.on("Block", *documents.KINDS)
async def on_block(work: Work, incoming: Incoming) -> None:
    """Somebody blocks one of ours: follows end both ways."""
    blocked = await queries.by_uri(work, object_uri(incoming.activity))
    if blocked is not None and blocked.is_local:
        blocker, uri = await _sender(work, incoming), id_of(incoming.activity) or ""
        taken = await queries.block_by_uri(work, uri)
        if taken and (taken.blocker_id, taken.blocked_id) != (blocker.id, blocked.id):
            raise Refused(f"{uri} is taken")
        await service.block(work, blocker, blocked, uri=uri)


@handlers.on("Undo", "Block")
async def on_undo_block(work: Work, incoming: Incoming) -> None:
    """Somebody lifts a block."""
    row = await queries.block_by_uri(work, object_uri(incoming.activity))
    target = await _target(work, incoming)
    if row is not None:
        target = await queries.by_id(work, row.blocked_id)
    if target is not None:
        await service.unblock(work, await _sender(work, incoming), target)


@handlers.on("Update", *documents.KINDS)
async def on_update(work: Work, incoming: Incoming) -> None:
    """Somebody changed her profile, and hers alone.

    Keys are only ever taken from a fetch of her own address.
    """
    actor = await queries.by_uri(work, incoming.sender)
    inner = embedded(incoming.activity)
    if actor is None or actor.is_local or inner is None or "inbox" not in inner:
        return
    draft = documents.from_ap(inner)
    if draft.uri == actor.uri:
        service.revise(actor, draft)
        work.wish(actor.uri)


@handlers.on("Delete", *documents.KINDS)
async def on_delete(work: Work, incoming: Incoming) -> None:
    """Somebody left for good; of another than herself she says it in vain."""
    actor = await queries.by_uri(work, incoming.sender)
    if fragmentless(object_uri(incoming.activity)) != fragmentless(incoming.sender):
        return
    if actor is not None and not actor.is_local:
        await service.delete(work, actor)


@handlers.on("Move", *documents.KINDS)
async def on_move(work: Work, incoming: Incoming) -> None:
    """Somebody moved: our followers follow her to an account that names the old one.

    The new account is read afresh, once: an alias it did not have yesterday counts today.
    """
    old = await queries.by_uri(work, incoming.sender)
    target = id_of(incoming.activity.get("target")) or ""
    if old is None or old.is_local:
        return
    new = await queries.by_uri(work, target)
    if new is None:
        raise NeedsObject(target)
    moved = await service.follow_move(work, old, new)
    if not moved and not new.is_local and _stale(work, new):
        raise NeedsObject(target)


def _stale(work: Work, actor: Actor) -> bool:
    return actor.fetched_at is None or (work.now() - actor.fetched_at).total_seconds() > 60
