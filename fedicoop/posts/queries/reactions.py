"""Who likes, passed on, pinned and may quote a post."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fedicoop.actors import Actor
from fedicoop.posts.models import Boost, Like, Pin, Post, QuoteAuthorization
from fedicoop.posts.policy import OPEN
from fedicoop.posts.queries.shown import LOADED, MOST, Page
from fedicoop.posts.queries.visibility import still_there

if TYPE_CHECKING:
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


async def likes_of(
    work: Work, post: Post, before: str | None = None, limit: int = 20
) -> Page[Actor]:
    """Give those who like a post, newest first; the caller made sure that the post may be seen."""
    query = select(Like).join(Like.actor).where(Like.post_id == post.id, still_there(Actor))
    if before:
        query = query.where(Like.id < before)
    size = min(limit, MOST)
    query = query.options(joinedload(Like.actor)).order_by(Like.id.desc()).limit(size)
    rows = list(await work.session.scalars(query))
    return Page([row.actor for row in rows], rows[-1].id if len(rows) == size else None)


async def boosts_of(
    work: Work, post: Post, before: str | None = None, limit: int = 20
) -> Page[Actor]:
    """Give those who openly passed a post on, newest first."""
    query = (
        select(Boost)
        .join(Boost.actor)
        .where(Boost.post_id == post.id, Boost.visibility.in_(OPEN), still_there(Actor))
    )
    if before:
        query = query.where(Boost.id < before)
    size = min(limit, MOST)
    query = query.options(joinedload(Boost.actor)).order_by(Boost.id.desc()).limit(size)
    rows = list(await work.session.scalars(query))
    return Page([row.actor for row in rows], rows[-1].id if len(rows) == size else None)


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


async def stamp_by_id(work: Work, ident: str) -> QuoteAuthorization | None:
    """Give a stamp that still holds, with the quoted post and its author."""
    return await work.session.scalar(
        select(QuoteAuthorization)
        .join(QuoteAuthorization.post)
        .where(QuoteAuthorization.id == ident, QuoteAuthorization.revoked_at.is_(None))
        .where(Post.deleted_at.is_(None), Post.visibility.in_(OPEN))
        .options(joinedload(QuoteAuthorization.post).joinedload(Post.author))
    )
