"""What is left in groups of people, and of groups, that are gone for good: nothing of theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import aliased

from fedicoop.actors import Actor
from fedicoop.groups.models import Contact, Entry, Group, Membership
from fedicoop.groups.queries import LOADED
from fedicoop.groups.service.belonging import uncount

if TYPE_CHECKING:
    from fedicoop.work import Work

_BATCH = 200


async def forget_departed(work: Work) -> int:
    """Forget the memberships of those who left for good; gives how many, 200 at most.

    Nobody is told: the Delete of the actor said it all. The journals keep what was done, but not
    the words that were said about them.
    """
    whose = aliased(Actor)
    rows = list(
        await work.session.scalars(
            select(Membership)
            .join(Membership.actor)
            .join(Membership.group)
            .join(whose, whose.id == Group.actor_id)
            .where(or_(Actor.deleted_at.isnot(None), whose.deleted_at.isnot(None)))
            .options(*LOADED)
            .order_by(Membership.id)
            .limit(_BATCH)
        )
    )
    for row in rows:
        await _forget(work, row)
    return len(rows)


async def _forget(work: Work, row: Membership) -> None:
    uncount(work, row)
    mine = (Contact.group_id == row.group_id, Contact.actor_id == row.actor_id)
    await work.session.execute(delete(Contact).where(*mine))
    entries = await work.session.scalars(
        select(Entry).where(Entry.group_id == row.group_id, Entry.deed == "excluded")
    )
    for entry in entries:
        if entry.detail.get("member") == row.actor_id:
            entry.detail = {"member": row.actor_id}
    await work.session.delete(row)
    await work.session.flush()
