"""The server's own actor announces each public event once: that is what fills other agendas.

Mobilizon shows an event of another server only when an actor that it follows announced it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fedicoop.actors import Actor, Follow
from fedicoop.actors import queries as actors
from fedicoop.events import documents, queries
from fedicoop.events.models import Backfill, Event, EventShare, Status
from fedicoop.ids import new_id
from fedicoop.posts import Post, Visibility
from fedicoop.posts import service as posts

if TYPE_CHECKING:
    from fedicoop.work import Work

MOST_TOLD = 200


async def share(work: Work, event: Event, actor: Actor | None = None) -> EventShare | None:
    """Announce a public event once to those who follow the server (or another actor of ours)."""
    if event.post.visibility != Visibility.PUBLIC or event.post.is_deleted:
        return None
    actor = actor or await actors.by_username(work, actors.INSTANCE_NAME)
    if actor is None:
        return None
    known = await queries.share_of(work, event, actor)
    if known is not None:
        return known
    row = EventShare(
        uri=work.urls.activity(new_id(work.now())),
        event_id=event.id,
        actor_id=actor.id,
        at=work.now(),
    )
    work.session.add(row)
    await work.session.flush()
    if actor.type == "Application":
        await posts.note_relay(work, actor, event.post, row.uri, row.at)
    work.publish(documents.announce(row, actor, event), about=event.uri)
    return row


async def backfill(work: Work, limit: int = 5) -> int:
    """Tell servers that newly follow ours of the public events to come; give how many servers."""
    actor = await actors.by_username(work, actors.INSTANCE_NAME)
    if actor is None:
        return 0
    told = select(Backfill.follow_id)
    query = (
        select(Follow)
        .join(Follow.follower)
        .where(Follow.followed_id == actor.id, Follow.accepted_at.isnot(None))
        .where(Follow.id.not_in(told), Actor.host != "", Actor.deleted_at.is_(None))
        .options(joinedload(Follow.follower))
        .order_by(Follow.id)
        .limit(limit)
    )
    follows = list(await work.session.scalars(query))
    events = await _to_come(work) if follows else []
    for follow in follows:
        work.session.add(Backfill(follow_id=follow.id, at=work.now()))
        for event in events:
            said = documents.announce_to(work, actor, event, follow.follower)
            work.publish(said, about=event.uri)
    await work.session.flush()
    return len(follows)


async def _to_come(work: Work) -> list[Event]:
    query = (
        select(Event)
        .join(Event.post)
        .where(Event.local, Event.starts_at > work.now(), Event.status != Status.CANCELLED)
        .where(Post.deleted_at.is_(None), Post.visibility == Visibility.PUBLIC)
        .options(*queries.LOADED)
        .order_by(Event.starts_at)
        .limit(MOST_TOLD)
    )
    return list(await work.session.scalars(query))
