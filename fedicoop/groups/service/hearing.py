"""What groups of other servers say about those of ours who belong to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.errors import Refused
from fedicoop.groups import policy, queries
from fedicoop.groups.models import Group, Kind, Openness, Sight, State
from fedicoop.groups.service.belonging import activate, end
from fedicoop.groups.service.history import note
from fedicoop.ids import new_id
from fedicoop.moderation import queries as rules
from fedicoop.urls import same_host

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.groups.models import Membership
    from fedicoop.work import Work

_OPENNESS = {
    "open": Openness.OPEN,
    "moderated": Openness.REQUEST,
    "invite_only": Openness.INVITATION,
}


async def remember(work: Work, actor: Actor) -> Group:
    """Give the row of a group of another server, made when somebody here first needs it.

    One that has members and does not want to be found is closed (Mobilizon): what is written in
    it is for its members.
    The address of its members counts on its own host only: elsewhere it would be another group's.
    Raises Refused for what is not a group.
    """
    if actor.type != "Group":
        raise Refused(f"{actor.uri} is not a group", safe="This is not a group.")
    group = await queries.by_actor(work, actor.id)
    if group is None:
        if actor.is_local:
            raise Refused(f"{actor.uri} is not a group of ours")
        group = Group(
            id=new_id(work.now()),
            actor=actor,
            actor_id=actor.id,
            kind=Kind.THEMATIC,
            visibility=Sight.PUBLIC,
            parent=None,
            rights=dict(policy.DEFAULT_RIGHTS),
            automatic={},
            members_count=0,
            created_at=work.now(),
        )
        work.session.add(group)
    if not actor.is_local:
        group.openness = _OPENNESS.get(str(actor.extra.get("openness")), Openness.REQUEST)
        members = str(actor.extra.get("members") or "")
        group.members_uri = members if same_host(members, actor.uri) else ""
        group.visibility = await _sight(work, group)
    await work.session.flush()
    return group


async def _sight(work: Work, group: Group) -> Sight:
    """Give who a group elsewhere is for, as its server says; of the network only if we trust it."""
    if not group.members_uri or group.actor.discoverable:
        return Sight.PUBLIC
    for_network = bool(group.actor.extra.get("network"))
    trusted = for_network and await rules.is_trusted(work, group.actor.host)
    return Sight.NETWORK if trusted else Sight.PRIVATE


async def accepted(work: Work, row: Membership, role: str) -> None:
    """Note that a group elsewhere took one of ours in."""
    if row.group.is_local or row.state not in {State.ASKED, State.ACTIVE}:
        return
    if row.state == State.ASKED:
        note(work, row.group, None, "joined", member=row.actor_id)
        work.tell("group_accepted", row.actor_id, row.group.actor_id, row.group.actor.uri)
    await activate(work, row)
    row.role = role
    await work.session.flush()


async def removed(work: Work, row: Membership, *, banned: bool) -> None:
    """Note that a group elsewhere does not take one of ours in, or excluded her."""
    if row.group.is_local or row.state in {State.LEFT, State.BANNED}:
        return
    note(work, row.group, None, "excluded" if banned else "declined", member=row.actor_id)
    work.tell("group_declined", row.actor_id, row.group.actor_id, row.group.actor.uri)
    await end(work, row, State.BANNED if banned else State.LEFT)


async def role_changed(work: Work, row: Membership, role: str) -> None:
    """Note that one of ours has another role in a group elsewhere."""
    if row.group.is_local or not row.is_active or row.role == role:
        return
    row.role = role
    note(work, row.group, None, "role", member=row.actor_id, after=role)
    work.tell("group_role", row.actor_id, row.group.actor_id, row.group.actor.uri)
    await work.session.flush()
