"""In whose name a member may announce an event: her own, her groups', the cooperative's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop.actors import queries as actors
from fedicoop.errors import Invalid
from fedicoop.groups import policy
from fedicoop.groups import queries as groups
from fedicoop.web.i18n import msg

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.groups import Group
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

MYSELF = ""
_NOT_HERS = msg("You may not announce events in this name.")


@dataclass(frozen=True)
class Name:
    """A name in which one announces: its value in the form, its actor and its group, if any."""

    value: str
    actor: Actor
    group: Group | None = None


async def names(visit: Visit, work: Work, wanted: str = "") -> list[Name]:
    """Give the names in which the reader may announce; ``wanted`` is a group she asks for."""
    me = await visit.actor(work)
    found = [Name(MYSELF, me)]
    rows = await groups.memberships_of(work, me)
    candidates = {row.group.id: row.group for row in rows}
    asked = await groups.by_username(work, wanted) if wanted else None
    if asked is not None:
        candidates.setdefault(asked.id, asked)
    for group in candidates.values():
        if await _lets(work, group, me):
            found.append(Name(group.actor.username, group.actor, group))
    cooperative = await actors.by_username(work, actors.COOPERATIVE_NAME)
    if visit.is_moderator and cooperative is not None:
        found.append(Name(cooperative.username, cooperative))
    return found


async def _lets(work: Work, group: Group, me: Actor) -> bool:
    if not group.is_local or group.is_archived:
        return False
    standing = await groups.standing(work, group, me)
    return policy.may_manage(group, standing) or policy.may_create_event(group, standing)


def chosen(found: list[Name], value: str) -> Name:
    """Give the name that was chosen; raises Invalid for one that is not the reader's to use."""
    for each in found:
        if each.value == value:
            return each
    raise Invalid({"host": _NOT_HERS})


async def may_create_in(visit: Visit, work: Work, group: Group) -> bool:
    """Tell whether the reader may announce events of a group."""
    return visit.member is not None and await _lets(work, group, visit.member.actor)
