"""What calendar files are made of: the state of all events, a member's key, her part in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from fedicoop.accounts import queries as accounts
from fedicoop.db import skip_locked
from fedicoop.events.models import CalendarKey, Event, Feed, Participation, Shown, State
from fedicoop.ids import hash_token

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from fedicoop.actors import Actor
    from fedicoop.work import Work


async def edition(work: Work) -> tuple[int, datetime | None]:
    """Give what changes when an event is announced, changed, received or deleted; both indexed."""
    # Two questions in one: each is answered by an index alone, which one of both would not be.
    number = select(func.count()).select_from(Event).scalar_subquery()
    latest = select(func.max(Event.changed_at)).scalar_subquery()
    row = (await work.session.execute(select(number, latest))).one()
    return row[0], row[1]


async def open_links(work: Work, member: Actor | None, events: Iterable[Event]) -> frozenset[str]:
    """Give the row ids of the events whose meeting links a member may see in her calendar."""
    if member is None:
        return frozenset()
    shown = list(events)
    idents = [each.id for each in shown]
    query = select(Participation.event_id).where(
        Participation.actor_id == member.id,
        Participation.state == State.GOING,
        Participation.event_id.in_(idents[:1000]),
    )
    goes = set(await work.session.scalars(query))
    return frozenset(
        each.id
        for each in shown
        if member.id in {each.organiser_id, each.host_id}
        or (each.id in goes and each.tools_shown == Shown.PARTICIPANTS)
    )


async def calendar_key(work: Work, token: str) -> CalendarKey | None:
    """Give the key that a token is, with whose it is.

    None when it was revoked, when she left, and while her account is disabled.
    """
    key = await work.session.scalar(
        select(CalendarKey)
        .where(CalendarKey.token_hash == hash_token(token), CalendarKey.revoked_at.is_(None))
        .options(joinedload(CalendarKey.actor))
    )
    if key is None or key.actor.is_gone:
        return None
    member = await accounts.by_actor(work, key.actor_id)
    return None if member is not None and member.disabled_at is not None else key


async def calendar_key_of(work: Work, member: Actor) -> CalendarKey | None:
    """Give the key that opens a member's calendar now."""
    query = select(CalendarKey).where(
        CalendarKey.actor_id == member.id, CalendarKey.revoked_at.is_(None)
    )
    return await work.session.scalar(query.order_by(CalendarKey.id.desc()).limit(1))


async def feeds_of(work: Work, organiser: Actor) -> list[Feed]:
    """Give the calendars elsewhere that a member has read here."""
    query = select(Feed).where(Feed.organiser_id == organiser.id).options(joinedload(Feed.host))
    return list(await work.session.scalars(query.order_by(Feed.id).limit(200)))


async def all_feeds(work: Work) -> list[Feed]:
    """Give every calendar elsewhere that is read here."""
    loaded = select(Feed).options(joinedload(Feed.host), joinedload(Feed.organiser))
    return list(await work.session.scalars(loaded.order_by(Feed.id).limit(2000)))


async def feed(work: Work, ident: str) -> Feed | None:
    """Give one of the calendars that are read, with whose it is."""
    query = select(Feed).where(Feed.id == ident)
    loaded = query.options(joinedload(Feed.host), joinedload(Feed.organiser))
    return await work.session.scalar(loaded)


async def feed_at(work: Work, host: Actor, url: str) -> Feed | None:
    """Give the calendar that is read into somebody's agenda from an address."""
    query = select(Feed).where(Feed.host_id == host.id, Feed.url == url)
    loaded = query.options(joinedload(Feed.host), joinedload(Feed.organiser))
    return await work.session.scalar(loaded)


async def due_feeds(work: Work, limit: int = 5, *, lease: bool = False) -> list[Feed]:
    """Give the calendars whose turn it is, the longest waiting first; those of no other worker."""
    query = select(Feed).where(Feed.due_at <= work.now()).order_by(Feed.due_at).limit(limit)
    query = skip_locked(query) if lease else query
    loaded = query.options(selectinload(Feed.host), selectinload(Feed.organiser))
    return list(await work.session.scalars(loaded))


async def of_feed(work: Work, host: Actor, url: str) -> list[Event]:
    """Give the dates to come that were imported from an address and still stand."""
    query = select(Event).where(
        Event.host_id == host.id,
        Event.source_url == url,
        Event.source_uid != "",
        Event.starts_at > work.now(),
        Event.status != "cancelled",
    )
    return list(await work.session.scalars(query.order_by(Event.starts_at).limit(5000)))
