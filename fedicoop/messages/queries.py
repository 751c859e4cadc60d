"""What can be asked about private conversations; each belongs to one of ours and is hers alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from fedicoop.messages.models import Conversation, Standing
from fedicoop.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from fedicoop.actors import Actor
    from fedicoop.work import Work

_MOST = 100


async def by_id(work: Work, owner: Actor, ident: str) -> Conversation | None:
    """Give a conversation of somebody; None for anybody else's."""
    row = await work.session.get(Conversation, ident)
    return row if row is not None and row.owner_id == owner.id else None


async def with_people(work: Work, owner: Actor, parties: str) -> Conversation | None:
    """Give what somebody has of what certain people write to each other."""
    query = select(Conversation).where(
        Conversation.owner_id == owner.id, Conversation.parties == parties
    )
    return await work.session.scalar(query) if parties else None


async def held(work: Work, parties: str, owner_ids: Iterable[str]) -> dict[str, Conversation]:
    """Give what each of some people, by row id, has of a conversation."""
    query = select(Conversation).where(
        Conversation.parties == parties, Conversation.owner_id.in_(list(owner_ids))
    )
    rows = await work.session.scalars(query.execution_options(populate_existing=True))
    return {row.owner_id: row for row in rows}


async def open_of(
    work: Work, owner: Actor, before: str | None = None, limit: int = 20
) -> list[Conversation]:
    """Give somebody's conversations, the newest first; ``before`` is a ``latest_id``."""
    there = (Conversation.standing == Standing.OPEN, Conversation.put_away_at.is_(None))
    return await _page(work, owner, before, limit, *there)


async def asked_of(
    work: Work, owner: Actor, before: str | None = None, limit: int = 20
) -> list[Conversation]:
    """Give the conversations of strangers that wait for somebody's yes or no."""
    return await _page(work, owner, before, limit, Conversation.standing == Standing.ASKED)


async def away_of(
    work: Work, owner: Actor, before: str | None = None, limit: int = 20
) -> list[Conversation]:
    """Give what somebody put away or ignores."""
    ignored = Conversation.standing == Standing.IGNORED
    put = Conversation.put_away_at.isnot(None)
    return await _page(work, owner, before, limit, or_(ignored, put))


async def _page(
    work: Work, owner: Actor, before: str | None, limit: int, *which: ColumnElement[bool]
) -> list[Conversation]:
    query = select(Conversation).where(Conversation.owner_id == owner.id, *which)
    if before:
        query = query.where(Conversation.latest_id < before)
    query = query.order_by(Conversation.latest_id.desc()).limit(min(limit, _MOST))
    return list(await work.session.scalars(query))


async def unread_count(work: Work, owner: Actor) -> int:
    """Count the messages somebody has not read, for the figure in the page's head."""
    query = select(func.sum(Conversation.unread)).where(
        Conversation.owner_id == owner.id,
        Conversation.unread > 0,
        Conversation.standing == Standing.OPEN,
    )
    return await work.session.scalar(query) or 0


async def asked_count(work: Work, owner: Actor) -> int:
    """Count the conversations that wait for somebody's yes or no."""
    return (await asking(work, [owner.id])).get(owner.id, 0)


async def asking(work: Work, owner_ids: list[str]) -> dict[str, int]:
    """Count what waits for the yes or no of each of some people; who has nothing is left out."""
    query = (
        select(Conversation.owner_id, func.count())
        .where(Conversation.owner_id.in_(owner_ids), Conversation.standing == Standing.ASKED)
        .group_by(Conversation.owner_id)
    )
    return {row[0]: row[1] for row in await work.session.execute(query)}


async def asking_from(work: Work, owner_ids: list[str], host: str) -> dict[str, int]:
    """Count what asks each of some people, and names somebody of a server among who takes part."""
    query = select(Conversation.owner_id, Conversation.people).where(
        Conversation.owner_id.in_(owner_ids), Conversation.standing == Standing.ASKED
    )
    found: dict[str, int] = dict.fromkeys(owner_ids, 0)
    for owner_id, people in await work.session.execute(query):
        found[owner_id] += any(host_of(uri) == host for uri in people)
    return found


async def begun_since(work: Work, owner: Actor, moment: datetime) -> int:
    """Count to how many people somebody began to write since a moment."""
    rows = await work.session.scalars(
        select(Conversation.people).where(
            Conversation.owner_id == owner.id,
            Conversation.begun,
            Conversation.created_at > moment,
        )
    )
    return sum(len(people) for people in rows)


async def correspondents(work: Work, owner: Actor, limit: int = 20) -> list[str]:
    """Give the URIs of those with whom somebody wrote last."""
    rows = await open_of(work, owner, limit=limit)
    return list(dict.fromkeys(uri for row in rows for uri in row.people))[:limit]
