"""What a member chose to hear of: discussions and subjects, followed or muted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, or_, select

from fedicoop.actors import Actor
from fedicoop.actors.queries import muted_by
from fedicoop.posts.models import Post, Tag, TagChoice, ThreadChoice
from fedicoop.posts.queries.lookup import by_ids
from fedicoop.posts.queries.visibility import Author, visible_to

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fedicoop.work import Work

_MOST = 500


async def thread_choice(work: Work, actor: Actor, post: Post) -> bool | None:
    """Tell whether somebody follows (True) or mutes (False) the discussion that a post is in."""
    row = await work.session.get(ThreadChoice, (actor.id, post.conversation))
    return row.hears if row is not None else None


async def chosen_threads(work: Work, actor: Actor, limit: int = 50) -> list[tuple[Post, bool]]:
    """Give the discussions that somebody follows (True) or mutes (False), the last chosen first.

    Each by its first post; those of which she may not see it any more are left out.
    """
    rows = await work.session.execute(
        select(Post.id, ThreadChoice.hears)
        .join(ThreadChoice, ThreadChoice.conversation == Post.uri)
        .join(Author, Author.id == Post.author_id)
        .where(ThreadChoice.actor_id == actor.id, visible_to(actor))
        .order_by(ThreadChoice.created_at.desc(), Post.id.desc())
        .limit(min(limit, _MOST))
    )
    chosen = {row[0]: row[1] for row in rows}
    found = {post.id: post for post in await by_ids(work, chosen)}
    return [(found[ident], hears) for ident, hears in chosen.items() if ident in found]


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


def tags_of(actor_id: str, *, hears: bool = True) -> Select[str]:
    """Select the names of the subjects that somebody follows, or mutes."""
    return select(TagChoice.name).where(TagChoice.actor_id == actor_id, TagChoice.hears.is_(hears))


async def followed_tags(work: Work, actor: Actor) -> list[str]:
    """Give the subjects that somebody follows, by name."""
    return list(await work.session.scalars(tags_of(actor.id).order_by(TagChoice.name)))


async def muted_tags(work: Work, actor: Actor) -> list[str]:
    """Give the subjects that somebody mutes, by name."""
    query = tags_of(actor.id, hears=False).order_by(TagChoice.name)
    return list(await work.session.scalars(query))


async def tag_choice(work: Work, actor: Actor, name: str) -> bool | None:
    """Tell whether somebody follows (True) or mutes (False) a subject."""
    row = await work.session.get(TagChoice, (actor.id, name.lstrip("#").lower()))
    return row.hears if row is not None else None


def wants(reader_id: str) -> ColumnElement[bool]:
    """Say that a reader mutes neither who wrote a post nor a subject of it; her own she hears."""
    under = (
        select(Tag.post_id)
        .join(TagChoice, TagChoice.name == Tag.name)
        .where(TagChoice.actor_id == reader_id, TagChoice.hears.is_(False))
    )
    heard = or_(Post.author_id == reader_id, Post.id.not_in(under))
    return and_(Post.author_id.not_in(muted_by(reader_id)), heard)
