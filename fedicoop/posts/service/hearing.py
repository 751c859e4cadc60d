"""Following and muting discussions and subjects; nobody is told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from fedicoop.actors import Actor
from fedicoop.errors import Invalid, NotFound, Refused
from fedicoop.posts import queries
from fedicoop.posts.models import TagChoice, ThreadChoice

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


async def choose_tag(work: Work, actor: Actor, name: str, *, hears: bool | None) -> None:
    """Follow a subject (True), mute it (False), or neither (None).

    What is published under it comes to the member's home page, or stays out of her lists. Raises
    Invalid for no subject, Refused above a hundred that are followed, or muted.
    """
    name = name.lstrip("#").lower()
    if hears is None:
        about = (TagChoice.actor_id == actor.id, TagChoice.name == name)
        await work.session.execute(delete(TagChoice).where(*about))
        return
    if not name or len(name) > _LONGEST_TAG or not name.isprintable() or " " in name:
        raise Invalid({"name": "This is not a subject."})
    row = await work.session.get(TagChoice, (actor.id, name))
    if row is not None and row.hears == hears:
        return
    known = await (queries.followed_tags if hears else queries.muted_tags)(work, actor)
    if len(known) >= MOST_TAGS:
        raise Refused(f"{actor.uri} chose {MOST_TAGS} tags", safe="You chose enough subjects.")
    if row is not None:
        row.hears = hears
    else:
        chosen = TagChoice(actor_id=actor.id, name=name, hears=hears, created_at=work.now())
        work.session.add(chosen)
    await work.session.flush()


async def forget_choices(work: Work) -> None:
    """Forget what those followed and muted who left for good."""
    gone = select(Actor.id).where(Actor.deleted_at.isnot(None))
    for table in (ThreadChoice, TagChoice):
        await work.session.execute(delete(table).where(table.actor_id.in_(gone)))
