"""Who likes, passed on, pinned and may quote a post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from fedicoop.posts.models import Boost, Like, Pin, Post, QuoteAuthorization
from fedicoop.posts.policy import OPEN
from fedicoop.posts.queries.shown import LOADED, MOST

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.work import Work


async def like_by(work: Work, actor: Actor, post: Post) -> Like | None:
    """Give somebody's like of a post."""
    return await work.session.scalar(
        select(Like).where(Like.actor_id == actor.id, Like.post_id == post.id)
    )


async def like_by_uri(work: Work, uri: str) -> Like | None:
    """Give a like by the id of its activity, with its actor and post."""
    return await work.session.scalar(
        select(Like)
        .where(Like.uri == uri)
        .options(joinedload(Like.actor), joinedload(Like.post).options(*LOADED))
    )


async def boost_by(work: Work, actor: Actor, post: Post) -> Boost | None:
    """Give somebody's boost of a post."""
    return await work.session.scalar(
        select(Boost).where(Boost.actor_id == actor.id, Boost.post_id == post.id)
    )


async def boost_by_uri(work: Work, uri: str) -> Boost | None:
    """Give a boost by the id of its activity, with its actor and post."""
    return await work.session.scalar(
        select(Boost)
        .where(Boost.uri == uri)
        .options(joinedload(Boost.actor), joinedload(Boost.post).options(*LOADED))
    )


async def pins_of(work: Work, actor: Actor) -> list[Pin]:
    """Give what an actor pinned, newest first."""
    query = select(Pin).where(Pin.actor_id == actor.id).order_by(Pin.id.desc()).limit(MOST)
    return list(await work.session.scalars(query))


async def stamp_for(work: Work, post: Post, quoting_uri: str) -> QuoteAuthorization | None:
    """Give the stamp for one quote of a post, revoked or not."""
    return await work.session.scalar(
        select(QuoteAuthorization)
        .where(QuoteAuthorization.post_id == post.id)
        .where(QuoteAuthorization.quoting_uri == quoting_uri)
    )


async def stamps_of(work: Work, post: Post, quoter: Actor) -> int:
    """Count the stamps that somebody got for quotes of one post."""
    query = select(func.count()).where(
        QuoteAuthorization.post_id == post.id, QuoteAuthorization.actor_id == quoter.id
    )
    return await work.session.scalar(query) or 0


async def stamp_by_id(work: Work, ident: str) -> QuoteAuthorization | None:
    """Give a stamp that still holds, with the quoted post and its author."""
    return await work.session.scalar(
        select(QuoteAuthorization)
        .join(QuoteAuthorization.post)
        .where(QuoteAuthorization.id == ident, QuoteAuthorization.revoked_at.is_(None))
        .where(Post.deleted_at.is_(None), Post.visibility.in_(OPEN))
        .options(joinedload(QuoteAuthorization.post).joinedload(Post.author))
    )
