"""Posts made ready to be shown: everything loaded, and what the viewer did with each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import joinedload, selectinload

from fedicoop.posts.models import Bookmark, Boost, Like, Mention, Pin, Post

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedicoop.actors import Actor
    from fedicoop.work import Work

T = TypeVar("T")
MOST = 100

LOADED = (
    joinedload(Post.author),
    joinedload(Post.in_reply_to_author),
    selectinload(Post.attachments),
    selectinload(Post.mentions).joinedload(Mention.actor),
    selectinload(Post.tags),
)


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some of a list, newest first; ``next`` is the cursor of what is older, None at the end."""

    items: list[T] = field(default_factory=list)
    next: str | None = None


@dataclass(frozen=True)
class Marks:
    """What one viewer did with a post."""

    liked: bool = False
    boosted: bool = False
    bookmarked: bool = False
    pinned: bool = False


@dataclass(frozen=True)
class Shown:
    """A post as one viewer gets it; ``boost`` is why it stands here, with its actor loaded."""

    post: Post
    marks: Marks = Marks()
    boost: Boost | None = None


async def dress(
    work: Work, viewer: Actor | None, rows: Sequence[tuple[str, str | None]]
) -> list[Shown]:
    """Load (post id, boost id or None) pairs in their order; each post is shown once."""
    post_ids = [post_id for post_id, _ in rows]
    posts = await _posts(work, post_ids)
    boosts = await _boosts(work, [boost_id for _, boost_id in rows if boost_id])
    marks = await _marks(work, viewer, post_ids)
    found: dict[str, Shown] = {}
    for post_id, boost_id in rows:
        post = posts.get(post_id)
        if post is not None and post_id not in found:
            boost = boosts.get(boost_id) if boost_id else None
            found[post_id] = Shown(post, marks.get(post_id, Marks()), boost)
    return list(found.values())


async def _posts(work: Work, ids: list[str]) -> dict[str, Post]:
    if not ids:
        return {}
    rows = await work.session.scalars(select(Post).where(Post.id.in_(ids)).options(*LOADED))
    return {post.id: post for post in rows}


async def _boosts(work: Work, ids: list[str]) -> dict[str, Boost]:
    if not ids:
        return {}
    rows = await work.session.scalars(
        select(Boost).where(Boost.id.in_(ids)).options(joinedload(Boost.actor))
    )
    return {boost.id: boost for boost in rows}


async def _marks(work: Work, viewer: Actor | None, ids: list[str]) -> dict[str, Marks]:
    """Ask all four tables at once what the viewer did with the posts of a page."""
    if viewer is None or not ids:
        return {}
    tables: tuple[tuple[str, type[Like | Boost | Bookmark | Pin]], ...] = (
        ("liked", Like),
        ("boosted", Boost),
        ("bookmarked", Bookmark),
        ("pinned", Pin),
    )
    parts = [
        select(literal(name), table.post_id).where(
            table.actor_id == viewer.id, table.post_id.in_(ids)
        )
        for name, table in tables
    ]
    found: dict[str, dict[str, bool]] = {}
    for name, post_id in await work.session.execute(union_all(*parts)):
        found.setdefault(post_id, {})[name] = True
    return {post_id: Marks(**done) for post_id, done in found.items()}
