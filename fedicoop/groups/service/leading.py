"""Roles in a group, and who may no longer be in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.actors import queries as addresses
from fedicoop.actors import service as actors
from fedicoop.errors import Invalid, Refused
from fedicoop.groups import documents, policy, queries
from fedicoop.groups.models import Membership, Role, State
from fedicoop.groups.service.belonging import begin, check_not_last, end
from fedicoop.groups.service.checking import check_manages, check_moderates
from fedicoop.groups.service.history import note

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.groups.models import Group
    from fedicoop.work import Work


async def set_role(work: Work, row: Membership, role: str, by: Actor) -> None:
    """Give a member another role; a group with members never loses its last facilitator."""
    await check_manages(work, row.group, by)
    if role not in set(Role):
        raise Invalid({"role": "Choose one from the list."})
    if not row.is_active:
        raise Refused(f"{row.actor.uri} is no member", safe="This person is not in the group.")
    if row.role == role:
        return
    await check_not_last(work, row)
    before, row.role = row.role, str(role)
    note(work, row.group, by, "role", member=row.actor_id, before=before, after=str(role))
    await work.session.flush()
    if row.actor.is_local:
        work.tell("group_role", row.actor_id, by.id, row.group.actor.uri)
    else:
        work.publish(documents.update(work, row))


async def exclude(work: Work, group: Group, person: Actor, by: Actor, reason: str = "") -> None:
    """Shut somebody out of a group of ours, member or not: she can no longer join or post.

    Raises Refused for who does not look after the group, or ranks no higher than the other.
    """
    standing = await check_moderates(work, group, by)
    row = await queries.membership(work, group, person)
    other = await queries.standing(work, group, person)
    if by.id == person.id or not policy.may_act_on(standing, other):
        raise Refused(f"{by.uri} may not exclude {person.uri}")
    if row is None:
        row = await begin(work, group, person, State.LEFT)
    await check_not_last(work, row)
    note(work, group, by, "excluded", member=person.id, reason=text.clean(reason, 2000))
    if not person.is_local:
        work.publish(documents.remove(work, row))
    await end(work, row, State.BANNED)
    await actors.block(work, group.actor, person)


async def let_back(work: Work, group: Group, person: Actor, by: Actor) -> None:
    """Let somebody who was excluded come in again, if she wants to."""
    await check_moderates(work, group, by)
    row = await queries.membership(work, group, person)
    blocked = await addresses.block_between(work, group.actor_id, person.id)
    if blocked is None and (row is None or row.state != State.BANNED):
        return
    note(work, group, by, "let_back", member=person.id)
    if row is not None and row.state == State.BANNED:
        row.state = State.LEFT
    await actors.unblock(work, group.actor, person)
