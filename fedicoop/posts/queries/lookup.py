"""Finding single posts, and whether somebody may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, exists, func, or_, select

from fedicoop.actors import Actor
from fedicoop.actors import queries as actors
from fedicoop.groups import queries as groups
from fedicoop.moderation import queries as rules
from fedicoop.posts import policy
from fedicoop.posts.models import Mention, Post, Revision, Visibility
from fedicoop.posts.queries.shown import LOADED, Marks, Shown, dress

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from fedicoop.work import Work

_BY_URI = select(Post).where(Post.uri == bindparam("uri")).options(*LOADED)


async def by_id(work: Work, ident: str) -> Post | None:
    """Give the post of a row id, tombstones too, with everything that is shown of it."""
    return await work.session.scalar(select(Post).where(Post.id == ident).options(*LOADED))


async def by_ids(work: Work, ids: Iterable[str]) -> list[Post]:
    """Give the posts of some row ids that are still there."""
    wanted = list(ids)[:500]
    query = select(Post).where(Post.id.in_(wanted), Post.deleted_at.is_(None))
    return list(await work.session.scalars(query.options(*LOADED))) if wanted else []


async def by_uri(work: Work, uri: str) -> Post | None:
    """Give the post of an ActivityPub id, tombstones too, with everything that is shown of it."""
    if not uri or work.memory.lacks(uri):
        return None
    return work.memory.find(Post, uri) or await work.session.scalar(_BY_URI, {"uri": uri})


async def by_uris(work: Work, uris: Iterable[str]) -> list[Post]:
    """Give the posts we know among some ActivityPub ids, as ``by_uri`` gives each."""
    query = select(Post).where(Post.uri.in_(list(uris)[:500])).options(*LOADED)
    return list(await work.session.scalars(query))


async def can_see(work: Work, post: Post, viewer: Actor | None) -> bool:
    """Tell whether a post, whose author is loaded, is for this viewer."""
    if viewer is None:
        return policy.may_see(post, None)
    if viewer.id == post.author_id:
        return policy.may_see(post, viewer)
    relation = await actors.relation(work, viewer, post.author)
    return policy.may_see(
        post,
        viewer,
        follows=relation.following,
        mentioned=await _is_mentioned(work, post, viewer),
        belongs=await _belongs(work, post, viewer),
        blocked=relation.blocking or relation.blocked_by,
    )


async def _belongs(work: Work, post: Post, viewer: Actor) -> bool:
    if post.visibility == Visibility.NETWORK and not viewer.is_local:
        return await rules.is_trusted(work, viewer.host)
    if post.visibility != Visibility.GROUP or post.group_id is None:
        return False
    return await groups.belongs(work, post.group_id, viewer)


async def _is_mentioned(work: Work, post: Post, viewer: Actor) -> bool:
    if post.visibility not in {Visibility.FOLLOWERS, Visibility.DIRECT}:
        return False
    query = exists().where(Mention.post_id == post.id, Mention.actor_id == viewer.id)
    return bool(await work.session.scalar(select(query)))


async def shown(work: Work, post: Post, viewer: Actor | None) -> Shown:
    """Make one post ready to be shown to a viewer who may see it."""
    found = await dress(work, viewer, [(post.id, None)])
    return found[0] if found else Shown(post, Marks())


async def history(work: Work, post: Post) -> list[Revision]:
    """Give what a post said before, oldest first; what it says now is the post itself."""
    query = select(Revision).where(Revision.post_id == post.id).order_by(Revision.id).limit(100)
    return list(await work.session.scalars(query))


async def published_since(work: Work, author: Actor, moment: datetime) -> list[datetime]:
    """Give when an author published since a moment, oldest first; deleted posts count too."""
    query = (
        select(Post.published_at)
        .where(Post.author_id == author.id, Post.published_at > moment)
        .order_by(Post.published_at)
    )
    return list(await work.session.scalars(query))


async def came_in_since(work: Work, author: Actor, group_id: str, moment: datetime) -> int:
    """Count what an author of another server wrote in a group and we got since a moment.

    By our clock: what the posts say of their own date is hers to choose.
    """
    query = select(func.count()).where(
        Post.author_id == author.id, Post.group_id == group_id, Post.fetched_at > moment
    )
    return await work.session.scalar(query) or 0


async def children(work: Work, uri: str) -> Sequence[Post]:
    """Give the posts that answer an address which was unknown when they came."""
    query = select(Post).where(Post.in_reply_to_uri == uri, Post.in_reply_to_id.is_(None))
    return (await work.session.scalars(query.limit(1000))).all()


async def by_address(work: Work, url: str) -> Post | None:
    """Give the post that people paste the address of: its id or its page."""
    query = select(Post).where(or_(Post.uri == url, Post.url == url), Post.deleted_at.is_(None))
    return await work.session.scalar(query.options(*LOADED).limit(1))


async def indexed(work: Work, limit: int, *, articles: bool = False) -> list[tuple[str, datetime]]:
    """Give the messages or articles that search engines may show: row id, last change.

    The newest of ours come first, for everybody, of who wants to be found by search engines;
    events have their own list.
    """
    is_article = and_(Post.type == "Article", Post.name != "")
    query = (
        select(Post.id, func.coalesce(Post.updated_at, Post.published_at))
        .join(Post.author)
        .where(Post.local, Post.type != "Event", Post.visibility == Visibility.PUBLIC)
        .where(is_article if articles else ~is_article)
        .where(Post.deleted_at.is_(None), ~Post.waits, ~Post.awaits_group)
        .where(or_(Actor.indexable, Actor.type != "Person"))
        .where(Actor.deleted_at.is_(None), Actor.suspended_at.is_(None))
        .order_by(Post.id.desc())
        .limit(limit)
    )
    return [(ident, at) for ident, at in await work.session.execute(query)]


async def local_posts(work: Work) -> int:
    """Count what was written here, for NodeInfo."""
    query = select(func.count()).where(Post.local, Post.deleted_at.is_(None))
    return await work.session.scalar(query) or 0
