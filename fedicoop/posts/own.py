"""What is kept of what a member wrote, likes and follows, for herself to take along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fedicoop.db.facts import facts, in_pieces
from fedicoop.posts import documents
from fedicoop.posts.models import (
    Bookmark,
    Boost,
    Like,
    Pin,
    Post,
    QuoteAuthorization,
    Revision,
    Sketch,
    TagChoice,
    ThreadChoice,
)
from fedicoop.posts.queries.private import seen_by
from fedicoop.posts.queries.shown import LOADED

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fedicoop.activitypub.activity import Document
    from fedicoop.actors import Actor
    from fedicoop.work import Work

TAKEN = {
    "posts": "activitypub/outbox.json",
    "attachments": "activitypub/outbox.json",
    "mentions": "activitypub/outbox.json",
    "tags": "activitypub/outbox.json",
    "boosts": "activitypub/outbox.json",
    "likes": "activitypub/likes.json",
    "pins": "activitypub/featured.json",
    "bookmarks": "activitypub/bookmarks.csv",
    "revisions": "writing/history.json",
    "article_sketches": "writing/drafts.json",
    "quote_authorizations": "writing/quotes.json",
    "tag_choices": "account/hearing.json",
    "thread_choices": "account/hearing.json",
}
LEFT: dict[str, str] = {}


async def written(work: Work, author: Actor) -> AsyncIterator[Post]:
    """Give everything she wrote that is still there, for whomever, with all that is said of it."""
    query = select(Post).where(Post.author_id == author.id, Post.deleted_at.is_(None))
    async for post in in_pieces(work.session, query.options(*LOADED), Post.id):
        yield post


async def passed_on(work: Work, actor: Actor) -> AsyncIterator[Document]:
    """Give what she boosted."""
    query = select(Boost).where(Boost.actor_id == actor.id)
    query = query.options(joinedload(Boost.post).joinedload(Post.author))
    async for row in in_pieces(work.session, query, Boost.id):
        yield documents.announce(row, actor, row.post)


async def liked(work: Work, actor: Actor) -> AsyncIterator[str]:
    """Give the addresses of what she likes."""
    query = select(Like).where(Like.actor_id == actor.id).options(joinedload(Like.post))
    async for row in in_pieces(work.session, query, Like.id):
        yield row.post.uri


async def pinned(work: Work, actor: Actor) -> AsyncIterator[str]:
    """Give the addresses of what stands on top of her profile."""
    query = select(Pin).where(Pin.actor_id == actor.id)
    async for row in in_pieces(work.session, query, Pin.id):
        yield await _uri(work, row.post_id)


async def bookmarked(work: Work, actor: Actor) -> AsyncIterator[tuple[str, ...]]:
    """Give the addresses of what she keeps for herself, a line each, as Mastodon reads them."""
    query = select(Bookmark).where(Bookmark.actor_id == actor.id)
    async for row in in_pieces(work.session, query, Bookmark.id):
        yield (await _uri(work, row.post_id),)


async def _uri(work: Work, ident: str) -> str:
    return await work.session.scalar(select(Post.uri).where(Post.id == ident)) or ""


async def history(work: Work, author: Actor) -> AsyncIterator[dict[str, Any]]:
    """Give what her texts said before she changed them."""
    query = select(Revision).join(Post, Post.id == Revision.post_id)
    query = query.where(Post.author_id == author.id, Post.deleted_at.is_(None))
    async for row in in_pieces(work.session, query, Revision.id):
        before = facts(row, "name", "content", "summary", "sensitive", "written_at")
        yield {"of": await _uri(work, row.post_id), **before}


async def drafts(work: Work, writer: Actor) -> AsyncIterator[dict[str, Any]]:
    """Give the articles that she did not publish yet."""
    query = select(Sketch).where(Sketch.writer_id == writer.id)
    async for row in in_pieces(work.session, query, Sketch.id):
        yield {"kind": "article", **facts(row, "data", "publish_at", "created_at", "updated_at")}


async def quotes(work: Work, author: Actor) -> AsyncIterator[dict[str, Any]]:
    """Give which posts may quote hers."""
    query = select(QuoteAuthorization).join(Post, Post.id == QuoteAuthorization.post_id)
    query = query.where(Post.author_id == author.id).options(joinedload(QuoteAuthorization.post))
    async for row in in_pieces(work.session, query, QuoteAuthorization.id):
        yield {"of": row.post.uri, **facts(row, "quoting_uri", "created_at", "revoked_at")}


async def hearing(work: Work, actor: Actor) -> AsyncIterator[dict[str, Any]]:
    """Give the subjects and discussions that she follows or mutes."""
    tags = select(TagChoice).where(TagChoice.actor_id == actor.id)
    async for tag in in_pieces(work.session, tags, TagChoice.name):
        yield {"kind": "subject", **facts(tag, "name", "hears", "created_at")}
    threads = select(ThreadChoice).where(ThreadChoice.actor_id == actor.id)
    async for row in in_pieces(work.session, threads, ThreadChoice.conversation):
        yield {"kind": "discussion", **facts(row, "conversation", "hears", "created_at")}


async def letters(work: Work, reader: Actor, parties: str) -> AsyncIterator[dict[str, Any]]:
    """Give a private conversation as one who takes part in it may read it."""
    which = seen_by(select(Post.id), reader).where(Post.parties == parties)
    query = select(Post).where(Post.id.in_(which), Post.deleted_at.is_(None))
    async for post in in_pieces(work.session, query.options(joinedload(Post.author)), Post.id):
        said = facts(post, "uri", "published_at", "updated_at", "summary", "content")
        yield {"from": post.author.uri, **said}
