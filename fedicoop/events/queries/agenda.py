"""The agenda: events of every cooperative that is known here, filtered, in their order."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Select, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import aliased, joinedload

from fedicoop.actors import Actor
from fedicoop.events.models import CoOrganiser, Event, Participation, Place, State, Status
from fedicoop.events.queries.lookup import LOADED
from fedicoop.posts import Post, Visibility
from fedicoop.posts.queries.visibility import Author, visible_to

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.sql.base import ExecutableOption

    from fedicoop.work import Work

KM_PER_DEGREE = 111.195
FARTHEST_KM = 1000
BRIEF = (joinedload(Event.post), joinedload(Event.host), joinedload(Event.place))
"""What is shown of an event in a list."""
_EARLIER, _SPOT = aliased(Event), aliased(Place)
_MINE = (State.GOING, State.MAYBE, State.WAITING, State.ASKED, State.UNANSWERED)


@dataclass(frozen=True)
class Agenda:
    """What of the agenda is asked for; everything that is left out is not filtered.

    ``since`` counts by the end of an event, so that what is going on is shown. ``near`` is
    (latitude, longitude), with ``km`` around it. ``servers`` are hosts, "" for this cooperative.
    ``cancelled`` False hides what does not take place. ``past`` turns the order round.
    """

    since: datetime | None = None
    until: datetime | None = None
    kinds: tuple[str, ...] = ()
    host_ids: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()
    near: tuple[float, float] | None = None
    km: float = 30
    online: bool | None = None
    tag: str = ""
    words: str = ""
    cancelled: bool = True
    past: bool = False


@dataclass(frozen=True)
class Dates:
    """Some of an agenda; ``next`` is the cursor of what comes then, None at the end."""

    items: list[Event] = field(default_factory=list)
    next: str | None = None


async def upcoming(
    work: Work,
    viewer: Actor | None,
    agenda: Agenda | None = None,
    after: str | None = None,
    limit: int = 20,
    *,
    brief: bool = False,
) -> Dates:
    """Give events that a viewer may see, the next first (the last first when ``past``).

    Without ``since`` and ``until`` those that are not over (or, ``past``, those that are).
    ``brief`` loads what a line of a list shows, and not everything.
    """
    agenda = agenda or Agenda()
    query = _asked(work, viewer, agenda)
    order = (Event.starts_at, Event.id)
    start = await work.session.get(Event, after) if after else None
    if start is not None:
        here = tuple_(start.starts_at, start.id)
        query = query.where(tuple_(*order) < here if agenda.past else tuple_(*order) > here)
    query = query.order_by(*(each.desc() if agenda.past else each for each in order))
    limit = max(1, min(limit, 1000))
    ids = list(await work.session.scalars(query.with_only_columns(Event.id).limit(limit + 1)))
    more = ids[limit - 1] if len(ids) > limit else None
    return Dates(await _loaded(work, ids[:limit], BRIEF if brief else LOADED), more)


async def _loaded(work: Work, ids: list[str], options: Sequence[ExecutableOption]) -> list[Event]:
    """Give events in the order of their row ids: what is sorted above are narrow rows."""
    rows = await work.session.scalars(select(Event).where(Event.id.in_(ids)).options(*options))
    found = {event.id: event for event in rows}
    return [found[ident] for ident in ids]


async def upcoming_count(work: Work, viewer: Actor | None, agenda: Agenda | None = None) -> int:
    """Count the events that ``upcoming`` would give in all its pages."""
    query = _asked(work, viewer, agenda or Agenda())
    counted = select(func.count()).select_from(query.with_only_columns(Event.id).subquery())
    return await work.session.scalar(counted) or 0


async def by_month(work: Work, viewer: Actor | None, agenda: Agenda) -> dict[tuple[str, str], int]:
    """Count events by (month as 2026-12, host of the server; "" is this one), at most 20,000."""
    query = _asked(work, viewer, agenda).join(Actor, Actor.id == Event.host_id)
    rows = await work.session.execute(
        query.with_only_columns(Event.starts_wall, Actor.host).limit(20_000)
    )
    found: dict[tuple[str, str], int] = {}
    for wall, host in rows:
        key = (wall[:7], host)
        found[key] = found.get(key, 0) + 1
    return found


async def servers(work: Work) -> list[str]:
    """Give the hosts of the servers whose events are known, "" for this one, a hundred at most."""
    hosts = select(Event.host_id).distinct()
    query = select(Actor.host).where(Actor.id.in_(hosts)).distinct().order_by(Actor.host).limit(100)
    return list(await work.session.scalars(query))


def _asked(work: Work, viewer: Actor | None, agenda: Agenda) -> Select[Event]:
    query = (
        select(Event)
        .join(Post, Post.id == Event.id)
        .join(Author, Author.id == Post.author_id)
        .where(visible_to(viewer), Post.visibility.not_in(_unlisted(agenda)))
    )
    if agenda.words:
        query = query.outerjoin(Place, Place.id == Event.place_id)
    return query.where(*_when(work, agenda), *_what(agenda), *_whose(agenda))


def _unlisted(agenda: Agenda) -> list[str]:
    """Give what stands in no agenda; what is public but quiet stands in its own host's."""
    found = [Visibility.DIRECT]
    return list(found if agenda.host_ids else [*found, Visibility.UNLISTED])


def _when(work: Work, agenda: Agenda) -> list[ColumnElement[bool]]:
    ends = func.coalesce(Event.ends_at, Event.starts_at)
    found: list[ColumnElement[bool]] = []
    if agenda.since is not None or (agenda.until is None and not agenda.past):
        moment = agenda.since or work.now()
        found.append(_not_over(moment) if agenda.near is None else _ends_after(moment))
    if agenda.until is not None:
        found.append(Event.starts_at < agenda.until)
    elif agenda.past:
        found.append(and_(ends <= work.now(), Event.starts_at <= work.now()))
    return found


def _not_over(moment: datetime) -> ColumnElement[bool]:
    """Say that an event ends after a moment.

    The first that does is looked for beforehand, so that the index on the start is entered there,
    and not at events of ten years ago. (Around a town, the index on places leads.)
    """
    first = (
        select(func.coalesce(func.min(_EARLIER.starts_at), moment))
        .where(_EARLIER.starts_at < moment, _EARLIER.ends_at > moment)
        .scalar_subquery()
    )
    return and_(Event.starts_at >= first, _ends_after(moment))


def _ends_after(moment: datetime) -> ColumnElement[bool]:
    return or_(Event.starts_at >= moment, Event.ends_at > moment)


def _what(agenda: Agenda) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if agenda.kinds:
        found.append(Event.kind.in_(agenda.kinds))
    if agenda.online is not None:
        found.append(Event.online.is_(agenda.online))
    if not agenda.cancelled:
        found.append(Event.status != Status.CANCELLED)
    if agenda.tag:
        found.append(Post.tags.any(name=agenda.tag.lstrip("#").lower()))
    if agenda.words:
        found.append(_says(agenda.words))
    if agenda.near is not None:
        found.append(Event.place_id.in_(_near(agenda.near, agenda.km)))
    return found


def _says(words: str) -> ColumnElement[bool]:
    said = [part for part in words[:100].split() if part][:5]
    texts = (Post.name, Post.content, Place.town, Place.name)
    return and_(*(or_(*(each.icontains(part, autoescape=True) for each in texts)) for part in said))


def _near(middle: tuple[float, float], km: float) -> Select[str]:
    """Give the row ids of the places within a distance: first a box, which an index answers.

    The earth is taken as flat around the middle: right to about 1 % at 300 km.
    """
    latitude, longitude = middle
    km = max(0.0, min(km, FARTHEST_KM))
    wide = max(0.01, math.cos(math.radians(latitude)))
    high, broad = km / KM_PER_DEGREE, km / KM_PER_DEGREE / wide
    up = (_SPOT.latitude - latitude) * KM_PER_DEGREE
    across = (_SPOT.longitude - longitude) * (KM_PER_DEGREE * wide)
    return select(_SPOT.id).where(
        _SPOT.latitude.between(latitude - high, latitude + high),
        _SPOT.longitude.between(longitude - broad, longitude + broad),
        up * up + across * across <= km * km,
    )


def _whose(agenda: Agenda) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if agenda.host_ids:
        partner = exists().where(
            CoOrganiser.event_id == Event.id,
            CoOrganiser.actor_id.in_(agenda.host_ids),
            CoOrganiser.state == "accepted",
        )
        found.append(or_(Event.host_id.in_(agenda.host_ids), partner))
    if agenda.servers:
        found.append(Author.host.in_(agenda.servers))
    return found


async def calendar_of(
    work: Work, member: Actor, since: datetime | None = None, limit: int = 500
) -> list[Event]:
    """Give what a member organises and what she said she comes to, the next first."""
    mine = exists().where(
        Participation.event_id == Event.id,
        Participation.actor_id == member.id,
        Participation.state.in_(_MINE),
    )
    query = (
        select(Event)
        .join(Post, Post.id == Event.id)
        .join(Author, Author.id == Post.author_id)
        .where(visible_to(member), or_(Event.organiser_id == member.id, mine))
        .where(_not_over(since or work.now()))
        .options(*LOADED)
        .order_by(Event.starts_at, Event.id)
        .limit(min(limit, 1000))
    )
    return list(await work.session.scalars(query))
