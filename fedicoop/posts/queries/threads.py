"""Conversations: what a post answers, and what answers it, as one viewer may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import CTE, literal, select
from sqlalchemy.orm import aliased

from fedicoop.posts.models import Post
from fedicoop.posts.policy import OPEN
from fedicoop.posts.queries.lookup import shown as dress_one
from fedicoop.posts.queries.shown import MOST, Page, Shown, dress
from fedicoop.posts.queries.visibility import Author, visible_to

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.work import Work

MOST_ANCESTORS = 40
MOST_REPLIES = 500
_DEEPEST = 100


@dataclass(frozen=True)
class Reply:
    """One answer in a thread; ``depth`` is 1 below the post itself."""

    shown: Shown
    depth: int


@dataclass(frozen=True)
class Thread:
    """A post with what it answers, oldest first, and its answers in reading order."""

    ancestors: list[Shown]
    shown: Shown
    replies: list[Reply]


async def thread(work: Work, post: Post, viewer: Actor | None) -> Thread:
    """Give the thread around a post that the viewer may see.

    At most 40 ancestors and 500 replies. What the viewer may not see is left out without a trace;
    what answers it hangs on the nearest post that she does see.
    """
    above = await _visible(work, viewer, await _ancestors(work, post))
    below = await _descendants(work, post)
    seen = set(await _visible(work, viewer, [ident for ident, _ in below]))
    order = _reading_order(post.id, below, seen)
    dressed = {
        item.post.id: item
        for item in await dress(work, viewer, [(ident, None) for ident in above])
        + await dress(work, viewer, [(ident, None) for ident, _ in order])
    }
    return Thread(
        ancestors=[dressed[ident] for ident in above if ident in dressed],
        shown=await dress_one(work, post, viewer),
        replies=[Reply(dressed[ident], depth) for ident, depth in order if ident in dressed],
    )


async def _ancestors(work: Work, post: Post) -> list[str]:
    """Climb to the root, oldest first; the depth is bounded, so a loop ends too."""
    if post.in_reply_to_id is None:
        return []
    start = select(Post.id, Post.in_reply_to_id, literal(1).label("depth"))
    chain = start.where(Post.id == post.in_reply_to_id).cte("ancestors", recursive=True)
    parent = aliased(Post)
    climb = select(parent.id, parent.in_reply_to_id, chain.c.depth + 1)
    chain = chain.union_all(
        climb.join(chain, parent.id == chain.c.in_reply_to_id).where(
            chain.c.depth < MOST_ANCESTORS, parent.id != post.id
        )
    )
    rows = await work.session.scalars(select(chain.c.id).order_by(chain.c.depth.desc()))
    return list(dict.fromkeys(rows))


async def _descendants(work: Work, post: Post) -> list[tuple[str, str]]:
    """Give (id, parent's id) of everything below, level by level."""
    tree = _tree(post)
    rows = await work.session.execute(
        select(tree.c.id, tree.c.in_reply_to_id).limit(2 * MOST_REPLIES)
    )
    return [(ident, parent) for ident, parent in rows]


def _tree(post: Post) -> CTE:
    start = select(Post.id, Post.in_reply_to_id, literal(1).label("depth"))
    tree = start.where(Post.in_reply_to_id == post.id).cte("replies", recursive=True)
    child = aliased(Post)
    grow = select(child.id, child.in_reply_to_id, tree.c.depth + 1)
    return tree.union_all(
        grow.join(tree, child.in_reply_to_id == tree.c.id).where(tree.c.depth < _DEEPEST)
    )


async def _visible(work: Work, viewer: Actor | None, ids: list[str]) -> list[str]:
    """Keep, in their order, the posts that the viewer may see."""
    if not ids:
        return []
    query = select(Post.id).join(Author, Author.id == Post.author_id)
    rows = set(await work.session.scalars(query.where(Post.id.in_(ids), visible_to(viewer))))
    return [ident for ident in ids if ident in rows]


def _reading_order(
    root: str, below: list[tuple[str, str]], seen: set[str]
) -> list[tuple[str, int]]:
    """Put replies under what they answer, oldest first: (id, depth among what is seen)."""
    under: dict[str, list[str]] = {}
    for ident, parent in below:
        under.setdefault(parent, []).append(ident)
    order: list[tuple[str, int]] = []
    todo = [(ident, 1) for ident in sorted(under.pop(root, []), reverse=True)]
    while todo and len(order) < MOST_REPLIES:
        ident, depth = todo.pop()
        if ident in seen:
            order.append((ident, depth))
            depth += 1
        todo.extend((child, depth) for child in sorted(under.pop(ident, []), reverse=True))
    return order


async def replies_to(
    work: Work, post: Post, before: str | None = None, limit: int = 20
) -> Page[str]:
    """Give the URIs of the open direct answers to a post, for its replies collection."""
    query = (
        select(Post.id, Post.uri)
        .join(Author, Author.id == Post.author_id)
        .where(Post.in_reply_to_id == post.id, Post.visibility.in_(OPEN), visible_to(None))
    )
    if before:
        query = query.where(Post.id < before)
    size = min(limit, MOST)
    rows = (await work.session.execute(query.order_by(Post.id.desc()).limit(size))).all()
    return Page([uri for _, uri in rows], rows[-1][0] if len(rows) == size else None)
