"""Posts as the search sees them: their words, and which of them a reader may find by these.

Who is found is not only who may be read. Public posts of people are found by strangers, and those
of other servers by anybody, when their author agreed (``indexable``, FEP-5feb); what is public but
quiet only by its author. What groups and events say is theirs, not one person's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, or_, select

from fedicoop import text
from fedicoop.actors.queries import muted_by
from fedicoop.posts.models import Post, Visibility
from fedicoop.posts.policy import OPEN
from fedicoop.posts.queries.visibility import Author, visible_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedicoop.actors import Actor
    from fedicoop.work import Work

LONGEST = 100_000


async def words_of(work: Work, idents: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Give (title, rest) as plain text by row id; nothing of what was deleted."""
    rows = await work.session.execute(
        select(Post.id, Post.name, Post.summary, Post.content).where(
            Post.id.in_(idents), Post.deleted_at.is_(None)
        )
    )
    return {
        ident: (name, f"{summary}\n{text.plain(content, LONGEST)}")
        for ident, name, summary, content in rows
    }


def findable(viewer: Actor | None) -> Select[str]:
    """Select the row ids of the posts that a reader may find: never one that she may not see."""
    query = select(Post.id).join(Author, Author.id == Post.author_id).where(visible_to(viewer))
    shared = or_(
        Author.indexable,
        and_(Author.host == "", Author.type != "Person"),
        Post.group_id.isnot(None),
        Post.type == "Event",
    )
    if viewer is None:
        return query.where(Post.visibility == Visibility.PUBLIC, shared, ~Post.awaits_group)
    addressed = Post.visibility.not_in(OPEN)
    found = and_(
        Post.visibility != Visibility.UNLISTED,
        or_(shared, Post.local, addressed),
        ~Post.awaits_group,
        Post.author_id.not_in(muted_by(viewer.id)),
    )
    return query.where(or_(Post.author_id == viewer.id, found))


def is_titled() -> ColumnElement[bool]:
    """Say that a post is the beginning of a discussion."""
    return and_(Post.type.not_in(("Event", "Article")), Post.name != "")
