"""Who is to be reminded of an event that is near."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import aliased

from fedicoop.accounts import Member
from fedicoop.events import policy
from fedicoop.events.models import Event, Participation, Status
from fedicoop.posts import Post

if TYPE_CHECKING:
    from fedicoop.work import Work

_AHEAD = timedelta(days=3)
"""Longer than from ten in the morning to the end of the next day, wherever on earth."""
_LOOKED_AT = 2000


async def to_remind(work: Work, limit: int) -> list[str]:
    """Give the answers whose reminders are due, by row id, the soonest events first."""
    now = work.now()
    is_guest = Participation.email.isnot(None) & Participation.confirmed_at.isnot(None)
    query = (
        select(Participation.id, Event.starts_at, Event.timezone, Member.time_zone)
        .join(Event, Event.id == Participation.event_id)
        .outerjoin(Member, Member.actor_id == Participation.actor_id)
        .where(Event.starts_at > now + policy.LAST_CALL, Event.starts_at <= now + _AHEAD)
        .where(Event.status != Status.CANCELLED, Participation.state.in_(policy.REMINDED))
        .where(
            or_(Participation.reminded_for.is_(None), Participation.reminded_for != Event.starts_at)
        )
        .where(or_(Member.disabled_at.is_(None) & Member.id.isnot(None), is_guest))
        .order_by(Event.starts_at, Participation.id)
        .limit(_LOOKED_AT)
    )
    found = [
        ident
        for ident, starts_at, zone, clock in await work.session.execute(query)
        if policy.reminder_at(starts_at, zone, clock or zone) <= now
    ]
    return found[:limit]


async def answer_to_remind(work: Work, ident: str) -> Participation | None:
    """Give an answer as it is now, whatever was read before."""
    return await work.session.get(Participation, ident, populate_existing=True)


async def reminded_of_twin(work: Work, row: Participation, event: Event) -> bool:
    """Tell whether somebody was reminded of the same date already, which came here twice.

    From a calendar that was taken over, and from a server that announces it: same hour, same name.
    """
    if row.actor_id is None:
        return False
    other, twin, words = aliased(Participation), aliased(Event), aliased(Post)
    query = select(
        exists()
        .where(other.actor_id == row.actor_id, other.id != row.id)
        .where(other.state.in_(policy.REMINDED), other.reminded_for == event.starts_at)
        .where(and_(twin.id == other.event_id, words.id == twin.id))
        .where(twin.starts_at == event.starts_at, words.name == event.post.name)
    )
    return bool(await work.session.scalar(query))
