"""Comments that wait: who looks after an event lets them in, or turns them away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.errors import NotFound
from fedicoop.events.service import telling
from fedicoop.events.service.hosts import check_manages
from fedicoop.posts import service as posts

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.events.models import Event
    from fedicoop.posts import Post
    from fedicoop.work import Work


async def let_in(work: Work, event: Event, comment: Post, by: Actor) -> None:
    """Show a comment that waited; raises Refused for who does not look after the event."""
    await _check(work, event, comment, by)
    await posts.let_in(work, comment)


async def keep_out(work: Work, event: Event, comment: Post, by: Actor) -> None:
    """Leave nothing of a comment that waited; its author hears of it, when she is one of ours.

    What somebody elsewhere wrote stays on her own server: nothing is said to it.
    """
    await _check(work, event, comment, by)
    author = comment.author
    await posts.delete(work, comment, by, moderates=True)
    if author.is_local:
        work.tell(telling.COMMENT_REFUSED, author.id, by.id, event.uri)


async def _check(work: Work, event: Event, comment: Post, by: Actor) -> None:
    """Let nobody decide but who looks after the event, and about nothing but what waits there."""
    await check_manages(work, event, by)
    if comment.conversation != event.uri or not comment.waits or comment.is_deleted:
        raise NotFound("no such comment waits at this event")
