"""Answers that wait until who looks after the thread has read them: let in, or turned away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.errors import TooMany
from fedicoop.groups import policy as rules
from fedicoop.groups import queries as groups
from fedicoop.posts import policy, queries
from fedicoop.posts.service.grouping import (
    distribute,
    group_of,
    hidden_in,
    moderated,
    moderates,
    pass_on,
    root_of,
)
from fedicoop.posts.service.store import count_in, tell_named

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.groups import Group
    from fedicoop.posts.models import Post
    from fedicoop.work import Work

WAITING = "event_comment"
_SLOW = "This group takes its time: please wait a little before you write in it again."


async def wait_if_asked(work: Work, post: Post, parent: Post | None) -> None:
    """Note on a new answer whether it waits, and tell who began the thread that it does.

    What answers an answer that waits does so too, although its author elsewhere cannot know.
    """
    post.waits = False
    if parent is None or not work.urls.is_local(parent.conversation):
        return
    root = parent if parent.conversation == parent.uri else await root_of(work, parent)
    if root is None or not root.answers_wait:
        return
    group = await group_of(work, root)
    is_moderator = group is not None and await moderates(work, group, post.author)
    post.waits = policy.must_wait(root, post.author, post.visibility, moderates=is_moderator)
    if post.waits:
        work.tell(WAITING, root.author_id, post.author.id, root.uri)


async def hold(work: Work, post: Post, group: Group | None) -> None:
    """Let a new post of ours wait when a moderator of its group reads it first.

    Until then it is there for its author alone, and nothing of it is sent.
    """
    if group is None or not group.is_local:
        return
    standing = await groups.standing(work, group, post.author)
    newcomer = await queries.is_new_in(work, post.author, group)
    if rules.needs_approval(group, standing, newcomer=newcomer):
        post.awaits_group = post.waits = True


async def keep_pace(work: Work, author: Actor, group: Group | None) -> None:
    """Stop one of ours who does not wait as long as a group of ours asks; raises TooMany."""
    if group is None or not group.is_local or not group.slow_minutes:
        return
    pause = rules.must_wait_between(group, await groups.standing(work, group, author))
    last = await queries.last_in(work, author, group)
    if last is None or work.now() - last >= pause:
        return
    seconds = int((last + pause - work.now()).total_seconds()) + 1
    raise TooMany(f"{author.uri} posts too often there", retry_after=seconds, safe=_SLOW)


async def approve(work: Work, post: Post, by: Actor) -> None:
    """Let a post in that waited for a moderator; the group passes it on."""
    group = await moderated(work, post, by)
    if not post.awaits_group:
        return
    post.awaits_group = False
    await work.session.flush()
    if post.waits:
        await let_in(work, post)
    else:
        await pass_on(work, post, group)


async def let_in(work: Work, post: Post) -> None:
    """Show an answer that waited to whom it is for; what is ours is said only now.

    Who may do so is the business of the room whose thread it is.
    """
    if not post.waits or post.is_deleted:
        return
    post.waits = False
    parent = await queries.by_id(work, post.in_reply_to_id) if post.in_reply_to_id else None
    await work.session.flush()
    await count_in(work, post, parent)
    await tell_named(work, post, parent)
    if post.local:
        await distribute(work, post, await group_of(work, post), hidden_in(post))
