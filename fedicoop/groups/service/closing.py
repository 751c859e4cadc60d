"""What a group closes to: those elsewhere when it becomes secret, followers who do not belong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm.attributes import set_committed_value

from fedicoop.actors import queries as addresses
from fedicoop.actors import service as actors
from fedicoop.errors import Invalid
from fedicoop.groups import documents, queries
from fedicoop.groups.models import State
from fedicoop.groups.service.belonging import end

if TYPE_CHECKING:
    from fedicoop.groups.models import Group
    from fedicoop.work import Work


async def leave_nobody_elsewhere(work: Work, group: Group) -> None:
    """Send away who waits on other servers: a secret group never leaves this one.

    Raises Invalid while people of other servers belong to it.
    """
    rows = await queries.from_elsewhere(work, group)
    if any(row.is_active for row in rows):
        raise Invalid(
            {"visibility": "People of other servers belong to this group: it cannot be secret."}
        )
    for row in rows:
        work.publish(documents.reject(work, group, row.actor, row.uri))
        await end(work, row, State.LEFT)


async def keep_members_only(work: Work, group: Group) -> None:
    """End the follows of a group that is no longer public, but for those who belong to it."""
    inside = set(await work.session.scalars(queries.belonging_to(group)))
    before = None
    while rows := await addresses.followers(work, group.actor, before, 200):
        before = rows[-1].id
        for row in rows:
            if row.follower_id not in inside:
                set_committed_value(row, "followed", group.actor)
                await actors.reject(work, row)
