"""Seats: counted in the database, given in order, never twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from fedicoop.events import documents, policy, queries
from fedicoop.events.models import Event, Participation, State
from fedicoop.events.service import telling
from fedicoop.ids import new_id

if TYPE_CHECKING:
    from fedicoop.work import Work


async def lock(work: Work, event: Event) -> None:
    """Make others wait who want seats of this event, and see how many are taken now."""
    await work.session.execute(select(Event.id).where(Event.id == event.id).with_for_update())
    await count(work, event)


async def count(work: Work, event: Event) -> None:
    """Count the seats of those who come, with their guests."""
    if not event.local:
        return
    query = select(func.coalesce(func.sum(1 + Participation.guests), 0)).where(
        Participation.event_id == event.id, Participation.state == State.GOING
    )
    event.seats_taken = int(await work.session.scalar(query) or 0)


async def fill(work: Work, event: Event) -> list[Participation]:
    """Let people of the waiting list in, in their order, as far as there is room; give who."""
    await work.session.flush()
    await count(work, event)
    if event.is_over or not event.waiting_list:
        return []
    waiting = await queries.participations(work, event, (State.WAITING,), limit=500)
    found = policy.promoted(event, waiting)
    for row in found:
        await seat(work, event, row)
    await work.session.flush()
    await count(work, event)
    return found


async def seat(work: Work, event: Event, row: Participation) -> None:
    """Give somebody her seat and let her know, wherever she is."""
    row.state = State.GOING
    row.changed_at = work.now()
    row.position = new_id(work.now())
    await telling.tell_one(work, event, row, telling.ACCEPTED, event.host)
    answer(work, event, row, "Accept")
    await work.session.flush()
    await count(work, event)
    await alert(work, event)


def answer(work: Work, event: Event, row: Participation, kind: str) -> None:
    """Answer somebody elsewhere; nobody else needs it."""
    if row.actor is not None and not row.actor.is_local and row.uri:
        work.publish(documents.answer(work, kind, event, row, row.actor), about=row.uri)


async def alert(work: Work, event: Event) -> None:
    """Tell the organiser, once, that more people come than she asked to be told of."""
    if policy.alert_is_due(event):
        event.alerted_at = work.now()
        speaker = (
            event.host_id if event.host_id != event.organiser_id else await _someone(work, event)
        )
        work.tell(telling.ALERT, event.organiser_id, speaker, event.uri)


async def _someone(work: Work, event: Event) -> str:
    """Give the last who came: a notice is always about somebody else."""
    query = (
        select(Participation.actor_id)
        .where(Participation.event_id == event.id, Participation.actor_id.isnot(None))
        .order_by(Participation.position.desc())
        .limit(1)
    )
    return await work.session.scalar(query) or event.host_id
