"""What a member has not seen yet: begun in her groups or here since a moment."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from fedicoop.actors.queries import muted_by
from fedicoop.groups.queries import belonging, spoken_for_by
from fedicoop.posts.models import Post, Visibility
from fedicoop.posts.policy import INSIDE
from fedicoop.posts.queries.hearing import wants
from fedicoop.posts.queries.shown import MOST, Page, Shown, dress
from fedicoop.posts.queries.visibility import Author, visible_to
from fedicoop.posts.sequence import floor_id

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from fedicoop.actors import Actor
    from fedicoop.work import Work

COUNTED = 300


class Part(StrEnum):
    """The parts in which what is new is shown; events have a list of their own."""

    DISCUSSIONS = "discussions"
    ARTICLES = "articles"
    MESSAGES = "messages"


@dataclass(frozen=True)
class Line:
    """One new thing, for counting: its row id, its part, the row id of its group if any."""

    id: str
    part: Part
    group_id: str | None


async def fresh(work: Work, member: Actor, since: datetime) -> list[Line]:
    """Give what was begun since a moment in her groups and here, newest first, at most COUNTED."""
    query = (
        select(Post.id, Post.type, Post.group_id)
        .join(Author, Author.id == Post.author_id)
        .where(*_new_to(member, since))
        .order_by(Post.id.desc())
        .limit(COUNTED)
    )
    rows = await work.session.execute(query)
    return [Line(ident, _part(kind, group_id), group_id) for ident, kind, group_id in rows]


def _part(kind: str, group_id: str | None) -> Part:
    if kind == "Article":
        return Part.ARTICLES
    return Part.DISCUSSIONS if group_id else Part.MESSAGES


async def new_to(
    work: Work,
    member: Actor,
    since: datetime,
    part: Part,
    before: str | None = None,
    limit: int = 20,
) -> Page[Shown]:
    """Give a page of one part of what is new, newest first."""
    query = select(Post.id).join(Author, Author.id == Post.author_id)
    query = query.where(*_new_to(member, since), _is(part)).order_by(Post.id.desc()).limit(limit)
    if before:
        query = query.where(Post.id < before)
    ids = list(await work.session.scalars(query))
    shown = await dress(work, member, [(ident, None) for ident in ids])
    return Page(shown, ids[-1] if len(ids) == limit else None)


def _is(part: Part) -> ColumnElement[bool]:
    if part is Part.ARTICLES:
        return Post.type == "Article"
    grouped = Post.group_id.is_(None) if part is Part.MESSAGES else Post.group_id.isnot(None)
    return and_(Post.type != "Article", grouped)


def _new_to(member: Actor, since: datetime) -> tuple[ColumnElement[bool], ...]:
    muted = spoken_for_by(muted_by(member.id))
    mine = and_(Post.group_id.in_(belonging(member.id)), Post.group_id.not_in(muted))
    listed = Post.visibility.in_([Visibility.PUBLIC, *INSIDE])
    here = and_(Post.local.is_(True), Post.group_id.is_(None), listed)
    return (
        Post.id > floor_id(since),
        Post.type != "Event",
        Post.in_reply_to_uri.is_(None),
        Post.awaits_group.is_(False),
        Post.author_id != member.id,
        wants(member.id),
        or_(mine, here),
        visible_to(member),
    )


async def briefly(work: Work, ids: Iterable[str]) -> dict[str, Post]:
    """Give posts by their row ids with their authors alone, for a line each."""
    wanted = list(ids)[:MOST]
    if not wanted:
        return {}
    query = select(Post).where(Post.id.in_(wanted)).options(joinedload(Post.author))
    return {post.id: post for post in await work.session.scalars(query)}


async def awaiting(work: Work, group_ids: Iterable[str]) -> dict[str, int]:
    """Count what waits to be let in in each of some groups, by the group's row id."""
    query = (
        select(Post.group_id, func.count())
        .where(Post.group_id.in_(list(group_ids)), Post.awaits_group, Post.deleted_at.is_(None))
        .group_by(Post.group_id)
    )
    return {ident: number for ident, number in await work.session.execute(query) if ident}
