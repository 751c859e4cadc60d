"""What events ask of a member, and which of them are new to her."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from fedicoop.events.models import CoOrganiser, Event, Participation, State, Status
from fedicoop.groups.queries import belonging
from fedicoop.posts import Post, Visibility
from fedicoop.posts.queries.visibility import Author, visible_to
from fedicoop.posts.sequence import floor_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from fedicoop.actors import Actor
    from fedicoop.work import Work

_MOST = 100
_ANSWER = aliased(Post)


@dataclass(frozen=True)
class Waiting:
    """How much waits at an event for somebody who looks after it."""

    event_id: str
    title: str
    number: int


async def answers_to(work: Work, idents: Iterable[str], actor: Actor | None) -> dict[str, str]:
    """Give somebody's answers to some events, by the event's row id."""
    wanted = list(idents)
    if actor is None or not wanted:
        return {}
    query = select(Participation.event_id, Participation.state).where(
        Participation.event_id.in_(wanted), Participation.actor_id == actor.id
    )
    return {ident: str(state) for ident, state in await work.session.execute(query)}


async def has_answered(work: Work, actor: Actor) -> bool:
    """Tell whether somebody ever said that she comes to an event."""
    came = (State.GOING, State.ASKED, State.WAITING, State.UNANSWERED)
    query = select(Participation.id).where(
        Participation.actor_id == actor.id, Participation.state.in_(came)
    )
    return await work.session.scalar(query.limit(1)) is not None


async def invitations_of(work: Work, actor: Actor, limit: int = 10) -> list[Event]:
    """Give the events to come that somebody was invited to and did not answer, the next first."""
    query = (
        select(Event)
        .join(Event.post)
        .join(Participation, Participation.event_id == Event.id)
        .where(Participation.actor_id == actor.id, Participation.state == State.INVITED)
        .where(*_still_comes(work), Post.deleted_at.is_(None))
        .options(contains_eager(Event.post), joinedload(Event.host), joinedload(Event.place))
        .order_by(Event.starts_at, Event.id)
        .limit(limit)
    )
    return list(await work.session.scalars(query))


async def asking(work: Work, actor: Actor, leads: Sequence[str]) -> list[Waiting]:
    """Count who asks to come to the events of somebody, or of the actors whom she leads."""
    query = (
        select(Event.id, Post.name, func.count())
        .join(Post, Post.id == Event.id)
        .join(Participation, Participation.event_id == Event.id)
        .where(Participation.state == State.ASKED, _looks_after(actor, leads), *_still_comes(work))
    )
    return await _by_event(work, query)


async def commented(work: Work, actor: Actor, leads: Sequence[str]) -> list[Waiting]:
    """Count the comments that wait below the events that somebody looks after."""
    query = (
        select(Event.id, Post.name, func.count())
        .join(Post, Post.id == Event.id)
        .join(_ANSWER, _ANSWER.conversation == Post.uri)
        .where(_ANSWER.waits.is_(True), _ANSWER.deleted_at.is_(None), _looks_after(actor, leads))
    )
    return await _by_event(work, query)


async def partnerships(work: Work, leads: Sequence[str]) -> list[Waiting]:
    """Give the events that groups were asked to organise too, and did not answer."""
    if not leads:
        return []
    query = (
        select(Event.id, Post.name, func.count())
        .join(Post, Post.id == Event.id)
        .join(CoOrganiser, CoOrganiser.event_id == Event.id)
        .where(CoOrganiser.actor_id.in_(leads), CoOrganiser.state == "invited")
        .where(*_still_comes(work))
    )
    return await _by_event(work, query)


async def _by_event(work: Work, query: Select[str, str, int]) -> list[Waiting]:
    counted = query.group_by(Event.id, Post.name, Event.starts_at).order_by(Event.starts_at)
    rows = await work.session.execute(counted.limit(_MOST))
    return [Waiting(ident, title, number) for ident, title, number in rows]


def _looks_after(actor: Actor, leads: Sequence[str]) -> ColumnElement[bool]:
    mine = or_(Event.organiser_id == actor.id, Event.host_id.in_([actor.id, *leads]))
    return mine & Event.local


def _still_comes(work: Work) -> tuple[ColumnElement[bool], ...]:
    ends = func.coalesce(Event.ends_at, Event.starts_at)
    return (ends > work.now(), Event.status != Status.CANCELLED)


async def announced_since(work: Work, member: Actor, since: datetime) -> list[str]:
    """Give the row ids of what was announced here or in her groups since a moment and still comes.

    The next first; of what repeats, its first date alone; at most a hundred.
    """
    here = or_(Post.local.is_(True), Post.group_id.in_(belonging(member.id)))
    query = (
        select(Event.id, Event.series_id)
        .join(Post, Post.id == Event.id)
        .join(Author, Author.id == Post.author_id)
        .where(Post.id > floor_id(since), Event.organiser_id != member.id, here)
        .where(Post.visibility.not_in([Visibility.DIRECT, Visibility.UNLISTED]))
        .where(*_still_comes(work), visible_to(member))
        .order_by(Event.starts_at, Event.id)
        .limit(_MOST * 5)
    )
    first: dict[str, str] = {}
    for ident, series in await work.session.execute(query):
        first.setdefault(series or ident, ident)
    return list(first.values())[:_MOST]
