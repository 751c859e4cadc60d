"""What stands on top of a profile or a group: the featured collection, ours and others'."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.errors import Invalid, Refused
from fedicoop.groups import service as groups
from fedicoop.ids import new_id
from fedicoop.posts import documents, policy, queries
from fedicoop.posts.models import Pin
from fedicoop.posts.service.grouping import moderated

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.groups import Group
    from fedicoop.posts.models import Post
    from fedicoop.work import Work


async def pin(work: Work, actor: Actor, post: Post) -> None:
    """Put one's own open post on top, at most five; the oldest of others' pins gives way.

    Raises Refused for what is not one's own and open, Invalid when there are five already.
    """
    if not policy.may_pin(post, actor):
        raise Refused(f"{actor.uri} may not pin {post.uri}")
    pins = await queries.pins_of(work, actor)
    if any(row.post_id == post.id for row in pins):
        return
    if len(pins) >= policy.MOST_PINS:
        if actor.is_local:
            raise Invalid({"": "At most 5 posts can be pinned."})
        await work.session.delete(pins[-1])
    now = work.now()
    work.session.add(Pin(id=new_id(now), actor_id=actor.id, post_id=post.id, created_at=now))
    await work.session.flush()
    if actor.is_local:
        work.publish(documents.pinned(work, "Add", actor, post))


async def unpin(work: Work, actor: Actor, post: Post) -> None:
    """Take a post from the top; nothing happens when it was not there."""
    row = next((row for row in await queries.pins_of(work, actor) if row.post_id == post.id), None)
    if row is None:
        return
    await work.session.delete(row)
    await work.session.flush()
    if actor.is_local:
        work.publish(documents.pinned(work, "Remove", actor, post))


async def pin_in_group(work: Work, post: Post, by: Actor, *, pinned: bool = True) -> None:
    """Put a post on top of its group of ours, or no longer; what is open is said to its followers.

    Raises Refused for who does not look after the group.
    """
    group = await moderated(work, post, by)
    if (post.group_pinned_at is not None) is pinned:
        return
    post.group_pinned_at = work.now() if pinned else None
    await work.session.flush()
    if post.visibility in policy.OPEN and not post.awaits_group:
        await groups.feature(work, group, by, post.uri, on_top=pinned)


async def pin_elsewhere(work: Work, group: Group, post: Post, *, pinned: bool) -> None:
    """Note what a group of another server put on top of itself; only what is in it counts."""
    if group.is_local or post.group_id != group.id:
        return
    post.group_pinned_at = work.now() if pinned else None
    await work.session.flush()
