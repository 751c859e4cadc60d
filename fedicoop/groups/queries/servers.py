"""What the servers of those who follow our groups run: some read groups only as FEP-1b12 says."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from fedicoop.actors import Actor, Follow
from fedicoop.groups.models import Group, Software

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fedicoop.work import Work

THREADIVERSE = ("lemmy", "piefed", "mbin", "kbin", "nodebb", "discourse")
_ASK_AGAIN = timedelta(days=30)


async def unasked_hosts(work: Work, limit: int = 20) -> list[str]:
    """Give hosts of followers of our groups that nobody asked in the last month."""
    fresh = select(Software.host).where(Software.asked_at > work.now() - _ASK_AGAIN)
    query = (
        select(Actor.host)
        .join(Follow, Follow.follower_id == Actor.id)
        .join(Group, Group.actor_id == Follow.followed_id)
        .where(Actor.host != "", Follow.accepted_at.isnot(None), Actor.host.not_in(fresh))
        .distinct()
        .order_by(Actor.host)
        .limit(limit)
    )
    return list(await work.session.scalars(query))


async def threadiverse(work: Work, hosts: Iterable[str]) -> set[str]:
    """Give those of some hosts that run software which reads announced activities only."""
    rows = await work.session.scalars(select(Software.host).where(Software.name.in_(THREADIVERSE)))
    return set(rows) & set(hosts)
