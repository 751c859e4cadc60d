"""From whom somebody wants to hear nothing: whom she blocks, and whom she only mutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from fedicoop.actors.models import Block, Mute

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Select

    from fedicoop.actors.models import Actor
    from fedicoop.work import Work

_MOST = 500


def muted_by(muter_id: str) -> Select[str]:
    """Select the row ids of those whom somebody mutes."""
    return select(Mute.muted_id).where(Mute.muter_id == muter_id)


async def mutes(work: Work, one: Actor, other: Actor) -> bool:
    """Tell whether one mutes the other."""
    query = select(exists().where(Mute.muter_id == one.id, Mute.muted_id == other.id))
    return bool(await work.session.scalar(query))


async def muters_among(work: Work, muted: Actor, ids: Iterable[str]) -> set[str]:
    """Give those of some people, by row id, who mute somebody."""
    query = select(Mute.muter_id).where(Mute.muted_id == muted.id, Mute.muter_id.in_(list(ids)))
    return set(await work.session.scalars(query))


async def muted_of(work: Work, muter: Actor) -> list[Actor]:
    """Give whom somebody mutes, the last first."""
    rows = await work.session.scalars(
        select(Mute)
        .where(Mute.muter_id == muter.id)
        .options(joinedload(Mute.muted))
        .order_by(Mute.created_at.desc(), Mute.muted_id)
        .limit(_MOST)
    )
    return [row.muted for row in rows]


async def blocked_of(work: Work, blocker: Actor) -> list[Actor]:
    """Give whom somebody blocks, the last first."""
    rows = await work.session.scalars(
        select(Block)
        .where(Block.blocker_id == blocker.id)
        .options(joinedload(Block.blocked))
        .order_by(Block.id.desc())
        .limit(_MOST)
    )
    return [row.blocked for row in rows]
