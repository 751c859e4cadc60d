"""Following and muting discussions, following subjects; nobody is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from fedicoop.actors import Actor
from fedicoop.errors import Invalid, NotFound, Refused
from fedicoop.posts import queries
from fedicoop.posts.models import TagFollow, ThreadChoice

if TYPE_CHECKING:
    from fedicoop.posts.models import Post
    from fedicoop.work import Work

MOST_TAGS = 100
_LONGEST_TAG = 100


async def choose_thread(work: Work, actor: Actor, post: Post, *, hears: bool | None) -> None:
    """Follow the discussion that a post is in (True), mute it (False), or neither (None).

    Raises NotFound for a post that the member does not see.
    """
    if not actor.is_local or not await queries.can_see(work, post, actor):
        raise NotFound(f"{actor.uri} does not see {post.uri}")
    row = await work.session.get(ThreadChoice, (actor.id, post.conversation))
    if hears is None:
        if row is not None:
            await work.session.delete(row)
    elif row is None:
        work.session.add(
            ThreadChoice(
                actor_id=actor.id,
                conversation=post.conversation,
                hears=hears,
                created_at=work.now(),
            )
        )
    else:
        row.hears = hears
    await work.session.flush()


async def follow_tag(work: Work, actor: Actor, name: str) -> None:
    """Let what is published under a subject come to a member's home page.

    Raises Invalid for no subject, Refused above a hundred.
    """
    name = name.lstrip("#").lower()
    if not name or len(name) > _LONGEST_TAG or not name.isprintable() or " " in name:
        raise Invalid({"name": "This is not a subject."})
    known = await queries.followed_tags(work, actor)
    if name in known:
        return
    if len(known) >= MOST_TAGS:
        raise Refused(f"{actor.uri} follows {MOST_TAGS} tags", safe="You follow enough subjects.")
    work.session.add(TagFollow(actor_id=actor.id, name=name, created_at=work.now()))
    await work.session.flush()


async def unfollow_tag(work: Work, actor: Actor, name: str) -> None:
    """Follow a subject no longer."""
    about = (TagFollow.actor_id == actor.id, TagFollow.name == name.lstrip("#").lower())
    await work.session.execute(delete(TagFollow).where(*about))


async def forget_choices(work: Work) -> None:
    """Forget what those followed and muted who left for good."""
    gone = select(Actor.id).where(Actor.deleted_at.isnot(None))
    for table in (ThreadChoice, TagFollow):
        await work.session.execute(delete(table).where(table.actor_id.in_(gone)))
