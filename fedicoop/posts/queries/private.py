"""Private messages as their readers get them: a conversation page by page, and its last line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from fedicoop.posts.models import Attachment, Post, Visibility
from fedicoop.posts.queries.lookup import by_ids
from fedicoop.posts.queries.shown import MOST, Page, Shown, dress
from fedicoop.posts.queries.visibility import Author, visible_to

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Select

    from fedicoop.actors import Actor
    from fedicoop.work import Work


async def letters(
    work: Work, viewer: Actor, parties: str, before: str | None = None, limit: int = 30
) -> Page[Shown]:
    """Give what some people wrote to each other, as far as one of them may see it, newest first."""
    size = min(limit, MOST)
    query = seen_by(select(Post.id), viewer).where(Post.parties == parties)
    if before:
        query = query.where(Post.id < before)
    ids = list(await work.session.scalars(query.order_by(Post.id.desc()).limit(size)))
    shown = await dress(work, viewer, [(ident, None) for ident in ids])
    return Page(shown, ids[-1] if len(ids) == size else None)


async def last_letters(work: Work, viewer: Actor, names: Iterable[str]) -> dict[str, Post]:
    """Give the newest message of each of some conversations that the viewer may see."""
    newest = seen_by(select(func.max(Post.id)), viewer).where(Post.parties.in_(list(names)))
    ids = await work.session.scalars(newest.group_by(Post.parties))
    return {post.parties: post for post in await by_ids(work, ids)}


async def shows_file(work: Work, viewer: Actor, file_id: str) -> bool:
    """Tell whether a private message that somebody may read shows a picture."""
    query = (
        select(Post.id)
        .join(Attachment, Attachment.post_id == Post.id)
        .join(Author, Author.id == Post.author_id)
        .where(Attachment.file_id == file_id, Post.visibility == Visibility.DIRECT)
        .where(visible_to(viewer))
    )
    return await work.session.scalar(query.limit(1)) is not None


def seen_by(query: Select[str], viewer: Actor) -> Select[str]:
    return (
        query.join(Author, Author.id == Post.author_id)
        .where(Post.visibility == Visibility.DIRECT, Post.parties != "")
        .where(visible_to(viewer))
    )
