"""Following and blocking: one function each, whoever is here and whoever is elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import joinedload

from fedicoop.actors import documents, policy, queries
from fedicoop.actors.models import Actor, Block, Follow, Mute
from fedicoop.errors import Refused
from fedicoop.ids import new_id

if TYPE_CHECKING:
    from fedicoop.work import Work


async def follow(work: Work, follower: Actor, followed: Actor, *, uri: str = "") -> Follow:
    """Ask to hear somebody; accepted at once when she lives here and does not choose.

    ``uri`` is the id of the Follow that another server sent. A repeated Follow is answered again,
    because the first answer may have been lost. Raises Refused for oneself, the gone, the blocked.
    """
    blocked = await queries.blocked_either_way(work, follower, followed)
    if not policy.may_follow(follower, followed, blocked=blocked):
        raise Refused(f"{follower.uri} may not follow {followed.uri}")
    row = await queries.follow_between(work, follower.id, followed.id)
    if row is None:
        row = await _ask(work, follower, followed, uri)
    elif uri:
        row.uri = uri
    elif row.accepted_at is not None or followed.is_local:
        return row
    if not followed.is_local:
        work.publish(documents.follow_to_ap(row))
    elif row.accepted_at is not None or not followed.locked:
        await accept(work, row)
    return row


def turn_away(work: Work, follower: Actor, followed: Actor, *, uri: str) -> None:
    """Answer no to a Follow of another server that may not be; nothing is kept."""
    asked = Follow(id="", uri=uri, follower=follower, followed=followed, created_at=work.now())
    ident = work.urls.activity(new_id(work.now()))
    work.publish(documents.answer("Reject", ident, asked))


async def _ask(work: Work, follower: Actor, followed: Actor, uri: str) -> Follow:
    ident = new_id(work.now())
    row = Follow(
        id=ident,
        uri=uri or work.urls.activity(ident),
        follower=follower,
        followed=followed,
        created_at=work.now(),
    )
    work.session.add(row)
    await work.session.flush()
    if followed.is_local:
        kind = "follow_request" if followed.locked else "follow"
        work.tell(kind, followed.id, follower.id)
    return row


async def accept(work: Work, row: Follow) -> None:
    """Say yes to somebody who asks to follow one of ours."""
    if row.accepted_at is None:
        await _begin(work, row)
    if not row.follower.is_local:
        ident = work.urls.activity(new_id(work.now()))
        work.publish(documents.answer("Accept", ident, row))


async def accepted(work: Work, row: Follow) -> None:
    """Note that somebody elsewhere said yes to one of ours."""
    if row.accepted_at is None:
        await _begin(work, row)
    if row.follower.type == "Application" and row.followed.outbox:
        work.wish(row.followed.outbox)


async def _begin(work: Work, row: Follow) -> None:
    row.accepted_at = work.now()
    row.followed.followers_count = Actor.followers_count + 1
    row.follower.following_count = Actor.following_count + 1
    await work.session.flush()


async def reject(work: Work, row: Follow) -> None:
    """Say no to a follower, asked or accepted before, or note that somebody said no to ours."""
    if row.followed.is_local and not row.follower.is_local:
        ident = work.urls.activity(new_id(work.now()))
        work.publish(documents.answer("Reject", ident, row))
    await _end(work, row)


async def unfollow(work: Work, follower: Actor, followed: Actor) -> None:
    """Stop hearing somebody, or take the question back; nothing happens when there was none."""
    row = await queries.follow_between(work, follower.id, followed.id)
    if row is None:
        return
    if follower.is_local and not followed.is_local:
        ident = work.urls.activity(new_id(work.now()))
        work.publish(documents.undo(ident, documents.follow_to_ap(row)))
    await _end(work, row)


async def _end(work: Work, row: Follow) -> None:
    if row.accepted_at is not None:
        row.followed.followers_count = Actor.followers_count - 1
        row.follower.following_count = Actor.following_count - 1
    for kind in ("follow", "follow_request") if row.followed.is_local else ():
        work.untell(kind, row.followed_id, row.follower_id)
    await work.session.delete(row)
    await work.session.flush()


async def block(work: Work, blocker: Actor, blocked: Actor, *, uri: str = "") -> Block:
    """Have nothing more to do with somebody: follows end both ways, her server is told."""
    if blocker.id == blocked.id:
        raise Refused("nobody blocks herself")
    existing = await queries.block_between(work, blocker.id, blocked.id)
    if existing is not None:
        return existing
    for follower, followed in ((blocker, blocked), (blocked, blocker)):
        await _part(work, follower, followed)
    ident = new_id(work.now())
    row = Block(
        id=ident,
        uri=uri or work.urls.activity(ident),
        blocker=blocker,
        blocked=blocked,
        created_at=work.now(),
    )
    work.session.add(row)
    await work.session.flush()
    if blocker.is_local and not blocked.is_local:
        work.publish(_block_to_ap(row))
    return row


async def _part(work: Work, follower: Actor, followed: Actor) -> None:
    """End one follow, in the words that the side that lives here would use."""
    row = await queries.follow_between(work, follower.id, followed.id)
    if row is None:
        return
    if follower.is_local:
        await unfollow(work, follower, followed)
    else:
        await reject(work, row)


async def unblock(work: Work, blocker: Actor, blocked: Actor) -> None:
    """Lift a block; nothing happens when there was none."""
    row = await queries.block_between(work, blocker.id, blocked.id)
    if row is None:
        return
    if blocker.is_local and not blocked.is_local:
        ident = work.urls.activity(new_id(work.now()))
        row.blocker, row.blocked = blocker, blocked
        work.publish(documents.undo(ident, _block_to_ap(row)))
    await work.session.delete(row)
    await work.session.flush()


def _block_to_ap(row: Block) -> dict[str, object]:
    return {
        "id": row.uri,
        "type": "Block",
        "actor": row.blocker.uri,
        "object": row.blocked.uri,
        "to": [row.blocked.uri],
    }


async def part_from_all(work: Work, actor: Actor) -> None:
    """End every follow of somebody who is suspended, and tell her server if she lives elsewhere.

    There she is not suspended: it would go on showing her what it took for her, and count on being
    heard (Mastodon's suspend_account_service rejects those who follow for this reason).
    """
    about = or_(Follow.follower_id == actor.id, Follow.followed_id == actor.id)
    both = (joinedload(Follow.follower), joinedload(Follow.followed))
    rows = await work.session.scalars(select(Follow).where(about).options(*both))
    for row in [] if actor.is_local else rows.all():
        ident = work.urls.activity(new_id(work.now()))
        if row.follower.is_local:
            said = documents.undo(ident, documents.follow_to_ap(row))
        else:
            said = documents.answer("Reject", ident, row)
        work.publish(said, inboxes=(actor.inbox,), only=True)
    await forget_follows(work, actor)


async def forget_follows(work: Work, actor: Actor) -> None:
    """End every follow of somebody, without telling anybody."""
    about = or_(Follow.follower_id == actor.id, Follow.followed_id == actor.id)
    agreed = Follow.accepted_at.isnot(None)
    heard = select(Follow.followed_id).where(Follow.follower_id == actor.id, agreed)
    heard_by = select(Follow.follower_id).where(Follow.followed_id == actor.id, agreed)
    for ids, count in ((heard, Actor.followers_count), (heard_by, Actor.following_count)):
        await work.session.execute(
            update(Actor).where(Actor.id.in_(ids)).values({count: count - 1})
        )
    await work.session.execute(delete(Follow).where(about))


async def forget_relations(work: Work, actor: Actor) -> None:
    """End every follow, block and mute of somebody who left for good, without telling anybody."""
    await forget_follows(work, actor)
    await work.session.execute(
        delete(Block).where(or_(Block.blocker_id == actor.id, Block.blocked_id == actor.id))
    )
    await work.session.execute(
        delete(Mute).where(or_(Mute.muter_id == actor.id, Mute.muted_id == actor.id))
    )
