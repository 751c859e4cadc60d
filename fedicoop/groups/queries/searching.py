"""Groups as the search sees them: their words, and which of them a reader may know of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from fedicoop import text
from fedicoop.actors import Actor
from fedicoop.groups.models import Group, Sight
from fedicoop.groups.queries.lookup import LOADED, known_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedicoop.work import Work

_LONGEST = 100_000
_TOLD = (Sight.PUBLIC, Sight.NETWORK, Sight.MEMBERS)


async def words_of(work: Work, actor_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Give (name, rest) as plain text by the actor's row id.

    Of a private or secret group what it says of itself is for its members, and in no index.
    """
    query = select(Group).where(Group.actor_id.in_(actor_ids)).options(joinedload(Group.actor))
    found = {}
    for group in await work.session.scalars(query):
        if not group.actor.is_gone:
            told = text.plain(group.actor.summary, _LONGEST) if group.visibility in _TOLD else ""
            where = f"{group.actor.username} {group.town} {group.postcode}"
            found[group.actor_id] = (group.actor.name, f"{where}\n{told}")
    return found


async def findable(work: Work, viewer: Actor | None) -> Select[str]:
    """Select the actors' row ids of the groups of ours that a reader may find.

    Strangers find those that are for everybody, as in the list of groups.
    """
    query = (
        select(Actor.id)
        .join(Group, Group.actor_id == Actor.id)
        .where(Actor.host == "", Actor.deleted_at.is_(None), Actor.suspended_at.is_(None))
        .where(await known_to(work, viewer))
    )
    return query.where(Group.visibility == Sight.PUBLIC) if viewer is None else query


async def by_actors(work: Work, actor_ids: Sequence[str]) -> dict[str, Group]:
    """Give groups by their actors' row ids, with what a list shows of them."""
    query = select(Group).where(Group.actor_id.in_(actor_ids)).options(*LOADED)
    return {group.actor_id: group for group in await work.session.scalars(query)}
