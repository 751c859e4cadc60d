"""Who takes part in an event, in what state, and with which role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import joinedload

from fedicoop.actors import Actor
from fedicoop.events.models import CoOrganiser, Event, Need, Participation, State
from fedicoop.events.policy import ACTIVE
from fedicoop.groups import queries as groups
from fedicoop.posts import Visibility

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from fedicoop.work import Work


async def participation(work: Work, event: Event, actor: Actor | None) -> Participation | None:
    """Give somebody's answer to an event."""
    if actor is None:
        return None
    return await work.session.scalar(
        select(Participation)
        .where(Participation.event_id == event.id, Participation.actor_id == actor.id)
        .options(joinedload(Participation.actor))
    )


async def doors(work: Work, event: Event) -> list[str]:
    """Give where those elsewhere are reached who take part, or organise it too."""
    target = func.coalesce(func.nullif(Actor.shared_inbox, ""), Actor.inbox)
    taking_part = select(Participation.actor_id).where(
        Participation.event_id == event.id, Participation.state.in_((*ACTIVE, State.MAYBE))
    )
    organising = select(CoOrganiser.actor_id).where(
        CoOrganiser.event_id == event.id, CoOrganiser.state != "declined"
    )
    query = select(target).where(Actor.host != "", Actor.deleted_at.is_(None))
    either = Actor.id.in_(taking_part) | Actor.id.in_(organising)
    return sorted(await work.session.scalars(query.where(either).distinct()))


async def participation_by_id(work: Work, event: Event, ident: str) -> Participation | None:
    """Give one answer to an event by its row id."""
    return await work.session.scalar(
        select(Participation)
        .where(Participation.event_id == event.id, Participation.id == ident)
        .options(joinedload(Participation.actor))
    )


async def participation_by_uri(work: Work, uri: str) -> Participation | None:
    """Give the answer that an activity said, with its actor."""
    if not uri:
        return None
    return await work.session.scalar(
        select(Participation)
        .where(Participation.uri == uri)
        .options(joinedload(Participation.actor))
    )


async def participations(
    work: Work, event: Event, states: Iterable[str] = (State.GOING,), limit: int = 2000
) -> list[Participation]:
    """Give the answers of some states, in the order in which they came.

    Of what is for a group alone, only of those who still belong to it, and its organiser's.
    """
    query = (
        select(Participation)
        .where(Participation.event_id == event.id, Participation.state.in_(list(states)))
        .where(
            Participation.actor_id.isnot(None)
            | Participation.confirmed_at.isnot(None)
            | Participation.invited_at.isnot(None)
        )
        .options(joinedload(Participation.actor))
        .order_by(Participation.position, Participation.id)
        .limit(limit)
    )
    post = event.post
    if post.visibility == Visibility.GROUP and post.group_id is not None:
        inside = groups.is_in(Participation.actor_id, post.group_id)
        query = query.where(or_(inside, Participation.actor_id == event.organiser_id))
    return list(await work.session.scalars(query))


async def attendees(work: Work, event: Event, after: str | None, limit: int) -> list[Participation]:
    """Give the people with an account who come, a page of them after a row id."""
    query = (
        select(Participation)
        .where(Participation.event_id == event.id, Participation.state == State.GOING)
        .where(Participation.actor_id.isnot(None))
        .options(joinedload(Participation.actor))
        .order_by(Participation.id)
        .limit(limit)
    )
    if after:
        query = query.where(Participation.id > after)
    return list(await work.session.scalars(query))


async def somebody_waits(work: Work, event: Event) -> bool:
    """Tell whether there is a line for the seats of an event."""
    query = select(
        exists().where(Participation.event_id == event.id, Participation.state == State.WAITING)
    )
    return bool(await work.session.scalar(query))


async def counts(work: Work, event: Event) -> dict[str, int]:
    """Count the answers by state."""
    query = (
        select(Participation.state, func.count())
        .where(Participation.event_id == event.id)
        .group_by(Participation.state)
    )
    rows = await work.session.execute(query)
    return {row[0]: row[1] for row in rows}


async def invited_to(work: Work, event: Event) -> int:
    """Count who was invited to an event."""
    query = select(func.count()).where(
        Participation.event_id == event.id, Participation.invited_at.isnot(None)
    )
    return await work.session.scalar(query) or 0


async def invited_since(work: Work, organiser_id: str, moment: datetime) -> int:
    """Count who was invited since a moment to all events of one organiser."""
    query = (
        select(func.count())
        .select_from(Participation)
        .join(Event, Event.id == Participation.event_id)
        .where(Event.organiser_id == organiser_id, Participation.invited_at > moment)
    )
    return await work.session.scalar(query) or 0


async def invitations(work: Work, event: Event, limit: int = 600) -> list[Participation]:
    """Give who was invited to an event, whatever she answered, the last first."""
    query = (
        select(Participation)
        .where(Participation.event_id == event.id, Participation.invited_at.isnot(None))
        .options(joinedload(Participation.actor))
        .order_by(Participation.invited_at.desc(), Participation.id.desc())
        .limit(limit)
    )
    return list(await work.session.scalars(query))


async def needs_taken(work: Work, event: Event) -> dict[str, int]:
    """Count, by the row id of a need, who took the role."""
    query = (
        select(Participation.need_id, func.count())
        .where(Participation.event_id == event.id, Participation.state.in_(ACTIVE))
        .where(Participation.need_id.isnot(None))
        .group_by(Participation.need_id)
    )
    return {ident: number for ident, number in await work.session.execute(query) if ident}


async def need(work: Work, event: Event, ident: str) -> Need | None:
    """Give one of the roles of an event."""
    query = select(Need).where(Need.id == ident, Need.event_id == event.id)
    return await work.session.scalar(query)
