"""Lists of articles: those a reader may see, by subject, group and cooperative, and her drafts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from fedicoop.actors import Actor, Follow
from fedicoop.posts.models import Post, Sketch, Tag, Visibility
from fedicoop.posts.queries.hearing import wants
from fedicoop.posts.queries.shown import MOST, Page, Shown, dress
from fedicoop.posts.queries.visibility import Author, visible_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

    from fedicoop.work import Work

_RECENT = 500
_MOST_FACETS = 60


@dataclass(frozen=True)
class Wanted:
    """Which articles: by whom of these hosts ("" is ours), about what, in which group.

    ``followed`` adds those of everybody whom the reader follows.
    """

    hosts: tuple[str, ...] = ("",)
    subject: str = ""
    group_id: str = ""
    followed: bool = True


@dataclass(frozen=True)
class Facets:
    """What can be chosen from: subjects, the most used first, and the row ids of groups."""

    subjects: list[str]
    groups: list[str]


async def articles(
    work: Work,
    viewer: Actor | None,
    wanted: Wanted,
    before: str | None = None,
    limit: int = 20,
) -> Page[Shown]:
    """Give the articles that a viewer may see, newest first."""
    size = min(limit, MOST)
    query = _which(viewer, wanted).order_by(Post.id.desc()).limit(size)
    if before:
        query = query.where(Post.id < before)
    ids = list(await work.session.scalars(query))
    shown = await dress(work, viewer, [(ident, None) for ident in ids])
    return Page(shown, ids[-1] if len(ids) == size else None)


async def facets(work: Work, viewer: Actor | None, wanted: Wanted) -> Facets:
    """Give the subjects and groups of the newest articles that a viewer may see."""
    newest = select(Post.id, Post.group_id).where(Post.id.in_(_which(viewer, wanted)))
    recent = newest.order_by(Post.id.desc()).limit(_RECENT).subquery()
    subjects = (
        select(Tag.name)
        .where(Tag.post_id.in_(select(recent.c["id"])))
        .group_by(Tag.name)
        .order_by(func.count().desc(), Tag.name)
        .limit(_MOST_FACETS)
    )
    groups = select(recent.c["group_id"]).where(recent.c["group_id"].isnot(None)).distinct()
    return Facets(
        list(await work.session.scalars(subjects)),
        list(await work.session.scalars(groups.limit(_MOST_FACETS))),
    )


def _which(viewer: Actor | None, wanted: Wanted) -> Select[str]:
    query = select(Post.id).join(Author, Author.id == Post.author_id)
    if wanted.subject:
        about = select(Tag.post_id).where(Tag.name == wanted.subject.lower())
        query = query.where(Post.id.in_(about))
    if wanted.group_id:
        query = query.where(Post.group_id == wanted.group_id)
    return query.where(
        Post.type == "Article",
        Post.name != "",
        Post.in_reply_to_uri.is_(None),
        Post.awaits_group.is_(False),
        _listed(viewer),
        _by(viewer, wanted),
        visible_to(viewer),
    )


def _listed(viewer: Actor | None) -> ColumnElement[bool]:
    """Leave out what stands in no list, but for who wrote it, and whom the reader mutes."""
    if viewer is None:
        return Post.visibility == Visibility.PUBLIC
    known = or_(Post.visibility != Visibility.UNLISTED, Post.author_id == viewer.id)
    return and_(known, wants(viewer.id))


def _by(viewer: Actor | None, wanted: Wanted) -> ColumnElement[bool]:
    of_hosts = Author.host.in_(wanted.hosts)
    if viewer is None or not wanted.followed:
        return of_hosts
    heard = select(Follow.followed_id).where(
        Follow.follower_id == viewer.id, Follow.accepted_at.isnot(None)
    )
    return or_(of_hosts, Post.author_id.in_(heard))


async def sketch(work: Work, ident: str, writer: Actor) -> Sketch | None:
    """Give a draft of its writer; nobody else finds it."""
    query = select(Sketch).where(Sketch.id == ident, Sketch.writer_id == writer.id)
    return await work.session.scalar(query.options(joinedload(Sketch.writer)))


async def sketches_of(work: Work, writer: Actor) -> Sequence[Sketch]:
    """Give what somebody drafted, the last touched first."""
    query = select(Sketch).where(Sketch.writer_id == writer.id)
    rows = await work.session.scalars(query.order_by(Sketch.updated_at.desc(), Sketch.id))
    return rows.all()
