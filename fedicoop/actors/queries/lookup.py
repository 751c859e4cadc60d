"""Who is who in the address book, and what stands between two of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import joinedload

from fedicoop.activitypub.keys import Signer, load_private
from fedicoop.actors.models import Actor, Block, Follow, Key
from fedicoop.db import settle

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import BindParameter

    from fedicoop.activitypub.webfinger import Handle
    from fedicoop.work import Work

INSTANCE_NAME = "relay"
COOPERATIVE_NAME = "cooperative"
_HEARD_HERE = "somebody here follows this actor"
_URI: BindParameter[str] = bindparam("uri")
_BY_URI = select(Actor).where(Actor.uri == _URI)
_KIND = union_all(
    select(Actor.type, Actor.uri).where(Actor.uri == _URI),
    select(literal("Follow"), Actor.uri).join(Follow.follower).where(Follow.uri == _URI),
    select(literal("Block"), Actor.uri).join(Block.blocker).where(Block.uri == _URI),
)
_FOLLOWED_HERE = select(
    exists()
    .where(Follow.followed_id == bindparam("id"), Follow.accepted_at.isnot(None))
    .where(Follow.follower_id == Actor.id, Actor.host == "", Actor.deleted_at.is_(None))
)


@dataclass(frozen=True)
class Relation:
    """What stands between a reader and somebody else, both ways."""

    following: bool = False
    requested: bool = False
    followed_by: bool = False
    blocking: bool = False
    blocked_by: bool = False
    muting: bool = False


async def by_id(work: Work, ident: str) -> Actor | None:
    """Give the actor of a row id."""
    return await work.session.get(Actor, ident)


async def by_uri(work: Work, uri: str) -> Actor | None:
    """Give the actor of an ActivityPub id, deleted and suspended ones too."""
    if work.memory.lacks(uri):
        return None
    return work.memory.find(Actor, uri) or await work.session.scalar(_BY_URI, {"uri": uri})


async def kind_and_owner(work: Work, uri: str) -> tuple[str, str] | None:
    """Give what an address is, an actor's type, "Follow" or "Block", and whose (an actor's URI)."""
    actor = work.memory.find(Actor, uri)
    if actor is not None:
        return actor.type, actor.uri
    row = (await work.session.execute(_KIND, {"uri": uri})).first()
    return (row[0], row[1]) if row else None


async def by_uris(work: Work, uris: Iterable[str]) -> list[Actor]:
    """Give the actors we know among some ActivityPub ids."""
    asked = [uri for uri in dict.fromkeys(uris) if not work.memory.lacks(uri)][:1000]
    found = [row for uri in asked if (row := work.memory.find(Actor, uri)) is not None]
    held = {row.uri for row in found}
    wanted = [uri for uri in asked if uri not in held]
    if wanted:
        found += await work.session.scalars(select(Actor).where(Actor.uri.in_(wanted)))
    return found


async def by_username(work: Work, username: str) -> Actor | None:
    """Give an actor of ours by name; None when nobody ever had it."""
    return await work.session.scalar(select(Actor).where(Actor.local_name == username.lower()))


async def by_handle(work: Work, handle: Handle) -> Actor | None:
    """Give the actor shown as @name@host, ours or a known one elsewhere."""
    if handle.host in {"", work.urls.host, work.config.host}:
        return await by_username(work, handle.name)
    return await work.session.scalar(
        select(Actor)
        .where(func.lower(Actor.username) == handle.name.lower())
        .where(Actor.handle_host == handle.host)
        .order_by(Actor.deleted_at.isnot(None), Actor.id.desc())
        .limit(1)
    )


async def by_key(work: Work, key_uri: str) -> Key | None:
    """Give a stored public key with its actor."""
    return await work.session.scalar(
        select(Key).where(Key.uri == key_uri).options(joinedload(Key.actor))
    )


async def instance_actor(work: Work) -> Actor:
    """Give the Application that signs fetches for the instance."""
    return await _ours(work, INSTANCE_NAME)


async def cooperative(work: Work) -> Actor:
    """Give the Organization: the cooperative itself."""
    return await _ours(work, COOPERATIVE_NAME)


async def _ours(work: Work, name: str) -> Actor:
    actor = await by_username(work, name)
    if actor is None:
        raise LookupError(f"{name} was not founded; run: fedicoop init")
    return actor


async def public_pem(work: Work, actor: Actor) -> str:
    """Give the current public key of an actor in PEM; "" when there is none."""
    key = await current_key(work, actor)
    return key.public_pem if key else ""


async def signer(work: Work, actor_uri: str) -> Signer | None:
    """Give what signs for one of our actors; None when it is not ours or has gone."""
    key = await work.session.scalar(
        select(Key)
        .join(Key.actor)
        .where(Actor.uri == actor_uri, Key.private_pem.isnot(None), Key.retired_at.is_(None))
        .order_by(Key.id.desc())
        .limit(1)
    )
    if key is None or key.private_pem is None:
        return None
    return Signer(actor_uri, key.uri, load_private(key.private_pem))


async def current_key(work: Work, actor: Actor) -> Key | None:
    """Give the key an actor uses now."""
    return await work.session.scalar(
        select(Key)
        .where(Key.actor_id == actor.id, Key.retired_at.is_(None))
        .order_by(Key.id.desc())
        .limit(1)
    )


async def follow_between(work: Work, follower_id: str, followed_id: str) -> Follow | None:
    """Give the follow from one actor to another, asked or accepted."""
    return await work.session.scalar(
        select(Follow)
        .where(Follow.follower_id == follower_id, Follow.followed_id == followed_id)
        .options(joinedload(Follow.follower), joinedload(Follow.followed))
    )


async def follow_by_uri(work: Work, uri: str) -> Follow | None:
    """Give a follow by the id of its activity."""
    return await work.session.scalar(
        select(Follow)
        .where(Follow.uri == uri)
        .options(joinedload(Follow.follower), joinedload(Follow.followed))
    )


async def block_by_uri(work: Work, uri: str) -> Block | None:
    """Give a block by the id of its activity."""
    return await work.session.scalar(
        select(Block).where(Block.uri == uri).options(joinedload(Block.blocker))
    )


async def block_between(work: Work, blocker_id: str, blocked_id: str) -> Block | None:
    """Give the block of one actor by another."""
    return await work.session.scalar(
        select(Block).where(Block.blocker_id == blocker_id, Block.blocked_id == blocked_id)
    )


async def is_following(work: Work, follower: Actor, followed: Actor) -> bool:
    """Tell whether a follow was asked and accepted."""
    follow = await follow_between(work, follower.id, followed.id)
    return follow is not None and follow.accepted_at is not None


async def has_local_follower(work: Work, actor: Actor) -> bool:
    """Tell whether somebody here follows an actor."""
    await settle(work.session, Actor, Follow)
    fact = work.memory.facts.get((_HEARD_HERE, actor.id))
    if fact is not None:
        return fact
    with work.session.no_autoflush:
        return bool(await work.session.scalar(_FOLLOWED_HERE, {"id": actor.id}))


async def foresee_followers(work: Work, actors: Iterable[Actor]) -> None:
    """Remember of each actor whether somebody here follows her."""
    ids = [actor.id for actor in actors]
    rows = await work.session.scalars(
        select(Follow.followed_id)
        .join(Follow.follower)
        .where(Follow.followed_id.in_(ids), Follow.accepted_at.isnot(None))
        .where(Actor.host == "", Actor.deleted_at.is_(None))
        .distinct()
    )
    found = set(rows)
    work.memory.facts.update(((_HEARD_HERE, ident), ident in found) for ident in ids)


async def blocked_either_way(work: Work, one: Actor, other: Actor) -> bool:
    """Tell whether one of two actors blocks the other."""
    query = select(
        exists().where(
            or_(
                and_(Block.blocker_id == one.id, Block.blocked_id == other.id),
                and_(Block.blocker_id == other.id, Block.blocked_id == one.id),
            )
        )
    )
    return bool(await work.session.scalar(query))


async def relation(work: Work, me: Actor, other: Actor) -> Relation:
    """Say all that stands between two actors, in two queries; not whether one mutes the other."""
    both = (me.id, other.id)
    follows = await work.session.scalars(
        select(Follow).where(Follow.follower_id.in_(both), Follow.followed_id.in_(both))
    )
    blocks = await work.session.scalars(
        select(Block).where(Block.blocker_id.in_(both), Block.blocked_id.in_(both))
    )
    mine, theirs = _by_start(list(follows), me.id)
    blocking = {block.blocker_id for block in blocks}
    return Relation(
        following=mine is not None and mine.accepted_at is not None,
        requested=mine is not None and mine.accepted_at is None,
        followed_by=theirs is not None and theirs.accepted_at is not None,
        blocking=me.id in blocking,
        blocked_by=other.id in blocking,
    )


def _by_start(follows: Sequence[Follow], mine: str) -> tuple[Follow | None, Follow | None]:
    out = next((follow for follow in follows if follow.follower_id == mine), None)
    back = next((follow for follow in follows if follow.follower_id != mine), None)
    return out, back
