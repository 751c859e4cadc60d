"""What is left in events of people who are gone for good: nothing of theirs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from fedicoop.actors import Actor
from fedicoop.events import queries
from fedicoop.events.models import CalendarKey, Event, EventKey, Participation, Sketch, State
from fedicoop.events.policy import ACTIVE
from fedicoop.events.service import seats
from fedicoop.groups import queries as groups
from fedicoop.posts import Post, Visibility

if TYPE_CHECKING:
    from fedicoop.work import Work

_BATCH = 200
_MANY = 500


async def forget_departed(work: Work) -> int:
    """Forget what those who left for good said they come to, drafted, and could read from afar.

    Their seats go to the next in line, and so do those of who left the group that an event is
    for. Gives how much went, at most 200 of each kind.
    """
    gone = select(Actor.id).where(Actor.deleted_at.isnot(None))
    answers = await work.session.scalars(
        select(Participation).where(Participation.actor_id.in_(gone)).limit(_BATCH)
    )
    sketches = await work.session.scalars(
        select(Sketch).where(Sketch.organiser_id.in_(gone)).limit(_BATCH)
    )
    keys = await work.session.scalars(
        select(CalendarKey).where(CalendarKey.actor_id.in_(gone)).limit(_BATCH)
    )
    letters = await work.session.scalars(
        select(EventKey).where(EventKey.actor_id.in_(gone)).limit(_BATCH)
    )
    rows: list[Participation | Sketch | CalendarKey | EventKey]
    rows = [*answers, *sketches, *keys, *letters]
    freed = {row.event_id for row in rows if isinstance(row, Participation)}
    for row in rows:
        await work.session.delete(row)
    behind = await _left_behind(work)
    for each in behind:
        each.state, each.need_id, each.changed_at = State.CANCELLED, None, work.now()
        freed.add(each.event_id)
    await work.session.flush()
    for ident in sorted(freed):
        event = await queries.by_id(work, ident)
        if event is not None and event.local:
            await seats.lock(work, event)
            await seats.fill(work, event)
    return len(rows) + len(behind)


async def _left_behind(work: Work) -> list[Participation]:
    """Give answers to events of ours by people who no longer belong to the group they are for."""
    query = (
        select(Participation)
        .join(Event, Event.id == Participation.event_id)
        .join(Post, Post.id == Event.id)
        .where(Event.local, Post.visibility == Visibility.GROUP, Post.group_id.isnot(None))
        .where(Participation.state.in_(ACTIVE), Participation.actor_id.isnot(None))
        .where(Participation.actor_id != Event.organiser_id)
        .where(~groups.is_in(Participation.actor_id, Post.group_id))
        .limit(_BATCH)
    )
    return list(await work.session.scalars(query))


async def forget_guests(work: Work) -> int:
    """Forget who the guests without an account were, some weeks after an event; 500 at most.

    Their number, and whether they came, stay; who never confirmed goes altogether.
    """
    since = work.now() - timedelta(days=work.config.events.forget_guests_days)
    rows = list(
        await work.session.scalars(
            select(Participation)
            .join(Event, Event.id == Participation.event_id)
            .where(
                Participation.email.isnot(None),
                func.coalesce(Event.ends_at, Event.starts_at) < since,
            )
            .limit(_MANY)
        )
    )
    for row in rows:
        if row.confirmed_at is None:
            await work.session.delete(row)
            continue
        row.name, row.email, row.token_hash, row.message, row.answers = "", None, None, "", []
    keys = EventKey.participation_id.in_([row.id for row in rows])
    await work.session.execute(delete(EventKey).where(keys))
    await work.session.flush()
    return len(rows)
