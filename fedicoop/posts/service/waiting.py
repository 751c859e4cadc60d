"""Answers that wait until who looks after the thread has read them: let in, or turned away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.posts import policy, queries
from fedicoop.posts.service.grouping import distribute, group_of, hidden_in, moderates, root_of
from fedicoop.posts.service.store import count_in, tell_named

if TYPE_CHECKING:
    from fedicoop.posts.models import Post
    from fedicoop.work import Work

WAITING = "event_comment"


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
