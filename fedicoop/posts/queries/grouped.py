"""Lists of posts in a group: what was begun there, its discussions, what is on top, what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, exists, func, or_, select

from fedicoop.posts.models import Post
from fedicoop.posts.policy import OPEN
from fedicoop.posts.queries.shown import LOADED, MOST, Page, Shown, dress
from fedicoop.posts.queries.visibility import Author, visible_to

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from fedicoop.actors import Actor
    from fedicoop.groups import Group
    from fedicoop.work import Work


async def of_group(
    work: Work, group: Group, viewer: Actor | None, before: str | None = None, limit: int = 20
) -> Page[Shown]:
    """Give what was begun in a group, newest first, as a viewer may see it."""
    return await _page(work, _begun_in(group), viewer, before, limit)


async def written_in(
    work: Work, group: Group, viewer: Actor | None, before: str | None = None, limit: int = 20
) -> Page[Shown]:
    """Give the same without its events, which have lists of their own."""
    which = (*_begun_in(group), Post.type != "Event")
    return await _page(work, which, viewer, before, limit)


async def discussions_of(
    work: Work, group: Group, viewer: Actor | None, before: str | None = None, limit: int = 20
) -> Page[Shown]:
    """Give the titled threads of a group, newest first."""
    which = (*_begun_in(group), Post.name != "", Post.type == "Note")
    return await _page(work, which, viewer, before, limit)


async def answers_in(work: Work, group: Group, found: Iterable[Shown]) -> dict[str, int]:
    """Count the answers in a group's threads, at whatever depth, by the id of the first post.

    Open answers count that only their server says, not the group: people read them all.
    """
    query = (
        select(Post.conversation, func.count())
        .where(
            Post.conversation.in_([each.post.uri for each in found]),
            or_(Post.group_id == group.id, Post.visibility.in_(OPEN)),
            Post.in_reply_to_uri.isnot(None),
            Post.awaits_group.is_(False),
            Post.waits.is_(False),
            Post.deleted_at.is_(None),
        )
        .group_by(Post.conversation)
    )
    rows = await work.session.execute(query)
    return dict(rows.all())


async def articles_of(
    work: Work, group: Group, viewer: Actor | None, before: str | None = None, limit: int = 20
) -> Page[Shown]:
    """Give the articles of a group, newest first."""
    return await _page(work, (*_begun_in(group), Post.type == "Article"), viewer, before, limit)


async def _page(
    work: Work,
    which: tuple[ColumnElement[bool], ...],
    viewer: Actor | None,
    before: str | None,
    limit: int,
) -> Page[Shown]:
    size = min(limit, MOST)
    query = select(Post.id).join(Author, Author.id == Post.author_id)
    query = query.where(*which, visible_to(viewer)).order_by(Post.id.desc()).limit(size)
    if before:
        query = query.where(Post.id < before)
    ids = list(await work.session.scalars(query))
    shown = await dress(work, viewer, [(ident, None) for ident in ids])
    return Page(shown, ids[-1] if len(ids) == size else None)


async def pinned_in(work: Work, group: Group, viewer: Actor | None) -> list[Shown]:
    """Give what stands on top of a group's page, the last pinned first."""
    query = (
        select(Post.id)
        .join(Author, Author.id == Post.author_id)
        .where(*_begun_in(group), Post.group_pinned_at.isnot(None), visible_to(viewer))
        .order_by(Post.group_pinned_at.desc(), Post.id.desc())
        .limit(MOST)
    )
    ids = list(await work.session.scalars(query))
    return await dress(work, viewer, [(ident, None) for ident in ids])


async def waiting_in(work: Work, group: Group) -> list[Post]:
    """Give what waits for a moderator of a group, the oldest first."""
    query = (
        select(Post)
        .where(Post.group_id == group.id, Post.awaits_group, Post.deleted_at.is_(None))
        .options(*LOADED)
        .order_by(Post.id)
        .limit(MOST)
    )
    return list(await work.session.scalars(query))


async def is_new_in(work: Work, author: Actor, group: Group) -> bool:
    """Tell whether nothing that somebody wrote in a group was ever let in."""
    there = exists().where(
        Post.author_id == author.id, Post.group_id == group.id, Post.awaits_group.is_(False)
    )
    return not await work.session.scalar(select(there))


async def last_in(work: Work, author: Actor, group: Group) -> datetime | None:
    """Give when one of ours last wrote in a group, deleted posts too; None for never."""
    query = select(func.max(Post.published_at)).where(
        Post.author_id == author.id, Post.group_id == group.id
    )
    return await work.session.scalar(query)


async def waiting_below(work: Work, root: Post) -> list[Post]:
    """Give the answers in a thread that wait to be let in, the oldest first."""
    query = select(Post).where(*_waits_below(root)).options(*LOADED).order_by(Post.id).limit(MOST)
    return list(await work.session.scalars(query))


async def how_many_wait(work: Work, root: Post) -> int:
    """Count the answers in a thread that wait to be let in."""
    query = select(func.count()).select_from(Post).where(*_waits_below(root))
    return await work.session.scalar(query) or 0


def _waits_below(root: Post) -> tuple[ColumnElement[bool], ...]:
    return (Post.conversation == root.uri, Post.waits.is_(True), Post.deleted_at.is_(None))


def _begun_in(group: Group) -> tuple[ColumnElement[bool], ...]:
    top = Post.in_reply_to_uri.is_(None)
    return (Post.group_id == group.id, Post.awaits_group.is_(False), top)
