"""Liking, passing on and keeping posts: the same deeds from here and from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from fedicoop.errors import NotFound, Refused
from fedicoop.ids import new_id
from fedicoop.posts import documents, policy, queries
from fedicoop.posts.models import Bookmark, Boost, Like, Post, Visibility
from fedicoop.posts.sequence import dated_id
from fedicoop.posts.service.store import count, lock

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.actors import Actor
    from fedicoop.work import Work


async def like(work: Work, actor: Actor, post: Post, *, uri: str = "") -> bool:
    """Like a post, once; gives False when she did already.

    ``uri`` is the id of the Like that another server sent. Raises NotFound for what the actor
    does not see.
    """
    sees = await queries.can_see(work, post, actor)
    if not policy.may_like(sees=sees):
        raise NotFound(f"{actor.uri} may not like {post.uri}")
    await lock(work, post)
    _check_owner(await queries.like_by_uri(work, uri), actor, post)
    row = await queries.like_by(work, actor, post)
    if row is not None:
        row.uri = uri or row.uri
        return False
    ident = new_id(work.now())
    row = Like(
        id=ident,
        uri=uri or work.urls.activity(ident),
        actor=actor,
        post=post,
        created_at=work.now(),
    )
    work.session.add(row)
    await work.session.flush()
    await count(work, post, Post.likes_count, 1)
    _let_author_know(work, "like", actor, post)
    if actor.is_local and not post.author.is_local:
        work.publish(documents.like(row, actor, post))
    return True


def _check_owner(known: Like | Boost | None, actor: Actor, post: Post) -> None:
    """Refuse an activity id that already stands for something else."""
    if known is not None and (known.actor_id != actor.id or known.post_id != post.id):
        raise Refused(f"{known.uri} is taken")


async def unlike(work: Work, actor: Actor, post: Post) -> bool:
    """Take a like back; gives False when there was none."""
    await lock(work, post)
    row = await queries.like_by(work, actor, post)
    if row is None:
        return False
    if actor.is_local and not post.author.is_local:
        work.publish(documents.undo(work, documents.like(row, actor, post)))
    await work.session.delete(row)
    await work.session.flush()
    await count(work, post, Post.likes_count, -1)
    _let_author_forget(work, "like", actor, post)
    return True


async def boost(
    work: Work,
    actor: Actor,
    post: Post,
    *,
    visibility: str = Visibility.PUBLIC,
    uri: str = "",
    published: datetime | None = None,
) -> bool:
    """Pass a post on to one's followers, once; gives False when she did already.

    ``uri`` and ``published`` come from the Announce of another server. Raises NotFound for what
    the actor does not see, Refused for what is not to be passed on.
    """
    if not await queries.can_see(work, post, actor):
        raise NotFound(f"{actor.uri} does not see {post.uri}")
    if not policy.may_boost(post, actor, sees=True):
        raise Refused(f"{post.uri} may not be passed on by {actor.uri}")
    await lock(work, post)
    _check_owner(await queries.boost_by_uri(work, uri), actor, post)
    row = await queries.boost_by(work, actor, post)
    if row is not None:
        row.uri = uri or row.uri
        return False
    row = _new_boost(work, actor, post, uri, published)
    row.visibility = str(policy.boost_visibility(post, visibility))
    work.session.add(row)
    await work.session.flush()
    await count(work, post, Post.boosts_count, 1)
    _let_author_know(work, "boost", actor, post)
    if actor.is_local:
        work.publish(documents.announce(row, actor, post), about=post.uri)
    return True


def _new_boost(work: Work, actor: Actor, post: Post, uri: str, published: datetime | None) -> Boost:
    now = work.now()
    moment = min(published, now) if published else now
    ident = dated_id(moment, now)
    return Boost(
        id=ident,
        uri=uri or work.urls.activity(ident),
        actor=actor,
        post=post,
        published_at=moment,
    )


async def unboost(work: Work, actor: Actor, post: Post) -> bool:
    """Take a boost back; gives False when there was none."""
    await lock(work, post)
    row = await queries.boost_by(work, actor, post)
    if row is None:
        return False
    if actor.is_local:
        work.publish(documents.undo(work, documents.announce(row, actor, post)))
    await work.session.delete(row)
    await work.session.flush()
    if actor.type != "Application":
        await count(work, post, Post.boosts_count, -1)
    _let_author_forget(work, "boost", actor, post)
    return True


def _let_author_know(work: Work, kind: str, actor: Actor, post: Post) -> None:
    if post.author.is_local and post.author_id != actor.id:
        work.tell(kind, post.author_id, actor.id, post.uri)


def _let_author_forget(work: Work, kind: str, actor: Actor, post: Post) -> None:
    if post.author.is_local and post.author_id != actor.id:
        work.untell(kind, post.author_id, actor.id, post.uri)


async def bookmark(work: Work, actor: Actor, post: Post) -> bool:
    """Keep a post for oneself; gives False when it was kept already."""
    if not await queries.can_see(work, post, actor):
        raise NotFound(f"{actor.uri} does not see {post.uri}")
    await lock(work, post)
    known = await work.session.scalar(
        select(Bookmark.id).where(Bookmark.actor_id == actor.id, Bookmark.post_id == post.id)
    )
    if known is None:
        now = work.now()
        row = Bookmark(id=new_id(now), actor_id=actor.id, post_id=post.id, created_at=now)
        work.session.add(row)
        await work.session.flush()
    return known is None


async def unbookmark(work: Work, actor: Actor, post: Post) -> None:
    """Keep a post no longer."""
    await work.session.execute(
        delete(Bookmark).where(Bookmark.actor_id == actor.id, Bookmark.post_id == post.id)
    )
