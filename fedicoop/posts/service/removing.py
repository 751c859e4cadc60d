"""Deleting posts: the tombstone first, then the word to everybody who ever got them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete as delete_rows
from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from fedicoop.actors import Actor
from fedicoop.errors import Refused
from fedicoop.messages import service as messages
from fedicoop.notifications import service as notifications
from fedicoop.posts import documents, policy, queries
from fedicoop.posts.models import (
    Attachment,
    Bookmark,
    Boost,
    Like,
    Mention,
    Pin,
    Post,
    QuoteAuthorization,
    Revision,
    Tag,
    Visibility,
)
from fedicoop.posts.sequence import dated_id
from fedicoop.posts.service.circling import to_circle
from fedicoop.posts.service.grouping import take_out
from fedicoop.posts.service.pictures import let_go, shown_by
from fedicoop.posts.service.store import count_out
from fedicoop.urls import same_host

if TYPE_CHECKING:
    from fedicoop.work import Work

_PARTS = (
    Attachment,
    Bookmark,
    Boost,
    Like,
    Mention,
    Pin,
    QuoteAuthorization,
    Revision,
    Tag,
)
_BATCH = 200


async def delete(work: Work, post: Post, actor: Actor, *, moderates: bool = False) -> None:
    """Delete a post for good: only its address and the date stay, so that it cannot come back.

    Nothing happens when it is deleted already. Raises Refused for strangers; ``moderates`` lets a
    moderator of ours take anything away from this server, and posts of ours from everywhere.
    """
    if post.is_deleted:
        return
    if not policy.may_delete(post, actor, moderates=moderates):
        raise Refused(f"{actor.uri} may not delete {post.uri}")
    to, cc = post.to, post.cc
    was_said = post.local and not post.waits and post.visibility != Visibility.MEMBERS
    await erase(work, post)
    if not was_said:
        return
    said = documents.delete(work, post, to, cc)
    if post.visibility == Visibility.NETWORK:
        await to_circle(work, said, post.uri)
    else:
        work.publish(said, about=post.uri)


async def remove_from_group(work: Work, post: Post, by: Actor) -> None:
    """Take a post out of a group of ours: who follows it is told, our copy of others' goes.

    One of ours that was for the group alone is deleted, or never came in, and its author is told;
    an open one stays its author's.
    """
    was_open, waited = post.visibility in policy.OPEN, post.awaits_group
    group_uri = post.audience
    await take_out(work, post, by)
    if not post.local:
        await erase(work, post)
    elif waited or not was_open:
        await delete(work, post, post.author)
    if waited and post.local:
        work.tell("group_kept_out", post.author_id, by.id, group_uri)


async def erase(work: Work, post: Post) -> None:
    """Leave a tombstone and tell nobody; its place in the thread is kept for its answers."""
    await count_out(work, post)
    pictures = shown_by(post.attachments)
    for table in _PARTS:
        await work.session.execute(
            delete_rows(table)
            .where(table.post_id == post.id)
            .execution_options(synchronize_session="fetch")
        )
    for name in ("attachments", "mentions", "tags"):
        set_committed_value(post, name, [])
    post.name = post.content = post.source = post.summary = post.language = ""
    if post.parties:
        came_at = post.published_at if post.local else post.fetched_at or post.published_at
        await messages.forget_message(work, post.parties, post.author_id, came_at)
    post.to, post.cc = [], []
    post.likes_count = post.boosts_count = 0
    post.quotable = False
    post.deleted_at = work.now()
    await work.session.flush()
    await let_go(work, pictures)
    await notifications.forget_subject(work, post.uri)


async def remember_deleted(work: Work, actor: Actor, uri: str) -> None:
    """Note the deletion of a post that never arrived, so that it is not kept when it does.

    Only on the actor's own host, and it binds nobody but her: whoever publishes or deletes at
    this address later takes it over (see ``receive``).
    """
    if actor.is_local or not same_host(uri, actor.uri):
        raise Refused(f"{uri} is not {actor.uri}'s to delete")
    known = await queries.by_uri(work, uri)
    if known is not None:
        if not known.type:
            known.author = actor
        return
    now = work.now()
    work.session.add(
        Post(
            id=dated_id(now, now),
            uri=uri,
            author=actor,
            local=False,
            type="",
            visibility=Visibility.DIRECT,
            conversation=uri,
            published_at=now,
            deleted_at=now,
        )
    )
    await work.session.flush()


async def erase_author(work: Work, author: Actor, *, limit: int = _BATCH) -> int:
    """Erase posts of somebody who is gone, some at a time; gives how many, 0 when it is done.

    Nobody is told: the Delete of the actor says it all.
    """
    rows = await work.session.scalars(
        select(Post)
        .where(Post.author_id == author.id, Post.deleted_at.is_(None))
        .options(*queries.LOADED)
        .limit(limit)
    )
    found = list(rows)
    for post in found:
        await erase(work, post)
    return len(found)


async def erase_departed(work: Work, *, limit: int = _BATCH) -> int:
    """Erase posts of those who left for good, some at a time; gives how many, 0 when all are."""
    author = await work.session.scalar(
        select(Actor)
        .join(Post, Post.author_id == Actor.id)
        .where(Actor.deleted_at.isnot(None), Post.deleted_at.is_(None))
        .limit(1)
    )
    return await erase_author(work, author, limit=limit) if author is not None else 0
