"""What a member chose to hear of: discussions followed or muted, and subjects followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, select

from fedicoop.actors import Actor
from fedicoop.posts.models import TagFollow, ThreadChoice

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fedicoop.posts.models import Post
    from fedicoop.work import Work

_MOST = 500


async def thread_choice(work: Work, actor: Actor, post: Post) -> bool | None:
    """Tell whether somebody follows (True) or mutes (False) the discussion that a post is in."""
    row = await work.session.get(ThreadChoice, (actor.id, post.conversation))
    return row.hears if row is not None else None


async def deaf_to(work: Work, conversation: str, ids: Iterable[str]) -> set[str]:
    """Give those of some actors, by row id, who mute a discussion."""
    found = list(ids)
    if not found:
        return set()
    query = select(ThreadChoice.actor_id).where(
        ThreadChoice.conversation == conversation,
        ThreadChoice.hears.is_(False),
        ThreadChoice.actor_id.in_(found),
    )
    return set(await work.session.scalars(query))


async def listeners(work: Work, conversation: str) -> list[Actor]:
    """Give those who follow a discussion."""
    query = (
        select(Actor)
        .join(ThreadChoice, ThreadChoice.actor_id == Actor.id)
        .where(ThreadChoice.conversation == conversation, ThreadChoice.hears)
        .where(Actor.deleted_at.is_(None))
        .order_by(Actor.id)
        .limit(_MOST)
    )
    return list(await work.session.scalars(query))


def tags_of(actor_id: str) -> Select[str]:
    """Select the names of the subjects that somebody follows."""
    return select(TagFollow.name).where(TagFollow.actor_id == actor_id)


async def followed_tags(work: Work, actor: Actor) -> list[str]:
    """Give the subjects that somebody follows, by name."""
    return list(await work.session.scalars(tags_of(actor.id).order_by(TagFollow.name)))
