"""Keys without a password: to a member's own calendar, and to an answer from a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import joinedload

from fedicoop.actors import Actor
from fedicoop.events.models import CalendarKey, Event, EventKey, Feed
from fedicoop.ids import hash_token, new_id, new_token

if TYPE_CHECKING:
    from fedicoop.events.models import Participation
    from fedicoop.work import Work


async def open_calendar(work: Work, member: Actor) -> str:
    """Give a new key to a member's calendar, which is never shown again; the old one opens no more.

    Whoever has it reads when and where she is, and can do nothing else.
    """
    await close_calendar(work, member)
    token = new_token()
    work.session.add(
        CalendarKey(
            id=new_id(work.now()),
            actor_id=member.id,
            token_hash=hash_token(token),
            created_at=work.now(),
        )
    )
    await work.session.flush()
    return token


async def close_calendar(work: Work, member: Actor) -> None:
    """Let no key open a member's calendar any more."""
    await work.session.execute(
        update(CalendarKey)
        .where(CalendarKey.actor_id == member.id, CalendarKey.revoked_at.is_(None))
        .values(revoked_at=work.now())
    )


async def answer_key(
    work: Work, event: Event, member: Actor | None, guest: Participation | None = None
) -> str:
    """Give a key by which one person answers one event from her letter, until it is over."""
    token = new_token()
    work.session.add(
        EventKey(
            id=new_id(work.now()),
            token_hash=hash_token(token),
            event_id=event.id,
            actor_id=member.id if member else None,
            participation_id=guest.id if guest else None,
            created_at=work.now(),
        )
    )
    await work.session.flush()
    return token


async def was_asked(work: Work, event: Event, member: Actor) -> bool:
    """Tell whether a member has a letter already by which she can answer."""
    query = select(EventKey.id).where(EventKey.event_id == event.id, EventKey.actor_id == member.id)
    return await work.session.scalar(query.limit(1)) is not None


async def event_key(work: Work, token: str) -> EventKey | None:
    """Give what a token from a letter is for; None when its event is over."""
    ends = func.coalesce(Event.ends_at, Event.starts_at)
    return await work.session.scalar(
        select(EventKey)
        .join(Event, Event.id == EventKey.event_id)
        .where(EventKey.token_hash == hash_token(token), ends > work.now())
        .options(joinedload(EventKey.actor), joinedload(EventKey.participation))
    )


async def prune_keys(work: Work) -> None:
    """Forget the keys to events that are over, and all that members who left had opened."""
    ends = func.coalesce(Event.ends_at, Event.starts_at)
    over = select(Event.id).where(ends <= work.now())
    await work.session.execute(delete(EventKey).where(EventKey.event_id.in_(over)))
    gone = select(Actor.id).where(Actor.deleted_at.isnot(None))
    for column in (EventKey.actor_id, CalendarKey.actor_id, Feed.organiser_id, Feed.host_id):
        await work.session.execute(delete(column.class_).where(column.in_(gone)))
