"""How much room documents take: every version counts, also of what was put away."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import Select, func, select

from fedicoop.actors import Actor
from fedicoop.groups import Group
from fedicoop.library.models import Paper, Version

if TYPE_CHECKING:
    from fedicoop.work import Work

_SHOWN = 10
_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Room:
    """Bytes that are still free: in the whole library, for a member, in a group.

    A member's own room counts for what she adds to groups; None where nothing is asked of it.
    """

    whole: int
    member: int | None = None
    group: int | None = None

    @property
    def left(self) -> int:
        """Give how large the next file may be, at most."""
        return max(
            0, min(each for each in (self.whole, self.member, self.group) if each is not None)
        )


@dataclass(frozen=True)
class Use:
    """What is used, in bytes: in all, and by the groups and members that use most of it."""

    whole: int
    most: int
    groups: list[tuple[Actor, int]] = field(default_factory=list)
    members: list[tuple[Actor, int]] = field(default_factory=list)


def _sum() -> Select[int]:
    return select(func.coalesce(func.sum(Version.bytes), 0))


async def _used(work: Work, query: Select[int]) -> int:
    return int(await work.session.scalar(query) or 0)


async def room(work: Work, by: Actor, group: Group | None = None) -> Room:
    """Give the room for a member's next file in a group or, without one, in the cooperative's own.

    Who adds for the cooperative speaks for it: that takes nothing of her own room.
    """
    limits = work.config.limits
    whole = limits.documents_mb * _MEGABYTE - await _used(work, _sum())
    if group is None:
        return Room(whole)
    grouped = _sum().join(Paper, Paper.id == Version.paper_id)
    hers = grouped.where(Version.by_id == by.id, Paper.group_id.isnot(None))
    here = grouped.where(Paper.group_id == group.id)
    return Room(
        whole,
        limits.documents_mb_per_member * _MEGABYTE - await _used(work, hers),
        limits.documents_mb_per_group * _MEGABYTE - await _used(work, here),
    )


async def use(work: Work) -> Use:
    """Give what is used, for who runs the site."""
    total = func.sum(Version.bytes)
    groups = (
        select(Actor, total)
        .join(Group, Group.actor_id == Actor.id)
        .join(Paper, Paper.group_id == Group.id)
        .join(Version, Version.paper_id == Paper.id)
    )
    members = (
        select(Actor, total)
        .join(Version, Version.by_id == Actor.id)
        .join(Paper, Paper.id == Version.paper_id)
        .where(Paper.group_id.isnot(None))
    )
    found: list[list[tuple[Actor, int]]] = []
    for query in (groups, members):
        largest = query.group_by(Actor.id).having(total > 0).order_by(total.desc(), Actor.id)
        rows = await work.session.execute(largest.limit(_SHOWN))
        found.append([(actor, int(count)) for actor, count in rows])
    most = work.config.limits.documents_mb * _MEGABYTE
    return Use(await _used(work, _sum()), most, *found)
