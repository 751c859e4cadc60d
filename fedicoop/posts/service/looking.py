"""Filling threads and profiles when somebody opens them, so that a small server is not empty."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fedicoop.posts.policy import OPEN

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.posts.models import Post
    from fedicoop.work import Work

_AGAIN = timedelta(minutes=15)


def look_again(work: Work, post: Post) -> bool:
    """Wish for a remote post and its answers to be read again, at most every quarter of an hour.

    Gives whether anything was wished for; a page then may say that more is on its way.
    """
    if post.local or post.is_deleted or post.visibility not in OPEN:
        return False
    if post.looked_at is not None and work.now() - post.looked_at < _AGAIN:
        return False
    post.looked_at = work.now()
    work.wish(post.uri)
    if post.replies_uri:
        work.wish(post.replies_uri)
    return True


def backfill(work: Work, actor: Actor) -> None:
    """Wish for the newest posts of somebody elsewhere: on the first follow, or a first visit."""
    if not actor.is_local and not actor.is_gone and actor.outbox:
        work.wish(actor.outbox)
