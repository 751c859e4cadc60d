"""When a digest is due, how far it looks, and what may stand in it in full: pure rules."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fedicoop.posts import Visibility

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.digests.models import DigestTurn
    from fedicoop.posts import Post

DAY = timedelta(days=1)
PERIODS = {
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=30),
    "quarterly": timedelta(days=91),
}
LOOKS_AHEAD = timedelta(days=14)
"""Beyond the next digest, so that nothing near its date is heard of too late."""
KEY_LIFE = timedelta(days=45)
_OPEN = frozenset({Visibility.PUBLIC, Visibility.UNLISTED})


def period(how_often: str) -> timedelta:
    """Give the time from one digest to the next; a quarter for who gets none, for the preview."""
    return PERIODS.get(how_often, PERIODS["quarterly"])


def is_due(how_often: str, created_at: datetime, turn: DigestTurn | None, now: datetime) -> bool:
    """Tell whether it is time: a period after the last one, or after the account was opened.

    Where there was nothing to say, or no room in the month, it is looked for again a day later.
    """
    if how_often not in PERIODS:
        return False
    tried = turn.tried_at if turn else None
    if tried is not None and now - tried < DAY:
        return False
    last = (turn.last_at if turn else None) or created_at
    return now - last >= PERIODS[how_often]


def may_ask_now(turn: DigestTurn | None, now: datetime) -> bool:
    """Tell whether a member may have her digest at once: once a day."""
    return turn is None or turn.last_at is None or now - turn.last_at >= DAY


def since(how_often: str, created_at: datetime, turn: DigestTurn | None, now: datetime) -> datetime:
    """Give from when on things are new to a member: since her last digest, or for a period."""
    if turn is not None and turn.last_at is not None:
        return turn.last_at
    return max(created_at, now - period(how_often))


def is_open(post: Post) -> bool:
    """Tell whether everybody may read a post: only then its words stand in a letter."""
    return post.visibility in _OPEN


def may_stand(post: Post, reader_id: str, moment: datetime) -> bool:
    """Tell whether a post is news for a digest: begun by somebody else, since a moment.

    An event stands among the events, and what was said to her alone in none.
    """
    if post.type == "Event" or post.visibility == Visibility.DIRECT:
        return False
    return (
        post.in_reply_to_uri is None and post.author_id != reader_id and post.published_at >= moment
    )
