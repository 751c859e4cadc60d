"""What others say about who belongs to a group: joining, leaving, inviting, roles, exclusion.

About groups of ours the group itself answers, after the rules; about groups elsewhere we believe
the group, its moderators as far as we know them, and who lives on its server (so does Mobilizon).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.activitypub.activity import embedded, id_of, object_uri, text_of
from fedicoop.actors import queries as actors
from fedicoop.errors import NeedsObject, Refused
from fedicoop.groups import documents, policy, queries, service
from fedicoop.groups.models import State
from fedicoop.handlers import Handlers, Incoming, Known
from fedicoop.urls import same_host

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.groups.models import Group, Membership
    from fedicoop.work import Work

handlers = Handlers()

_PEOPLE = ("Person", "Service")


@handlers.knows
async def known(work: Work, uri: str) -> Known | None:
    """Say whether a URI is a Member: the group's to change, hers, and its moderators'."""
    found = await queries.known_membership(work, uri)
    return Known("Member", found[0], found[1]) if found else None


async def sender_of(work: Work, incoming: Incoming) -> Actor:
    """Give who speaks; raises NeedsObject for somebody who is not known here yet."""
    actor = await actors.by_uri(work, incoming.sender)
    if actor is None:
        raise NeedsObject(incoming.sender)
    return actor


async def _about(work: Work, incoming: Incoming) -> Membership | None:
    """Find the Member that an activity is about: by its id, else by person and group."""
    row = await queries.membership_by_uri(work, object_uri(incoming.activity))
    if row is not None:
        return row
    inner = embedded(incoming.activity) or {}
    person = await actors.by_uri(work, id_of(inner.get("actor")) or "")
    group = await queries.by_actor_uri(work, object_uri(inner))
    if person is None or group is None:
        return None
    return await queries.membership(work, group, person)


async def _check_speaks_for(work: Work, group: Group, sender: Actor) -> None:
    """Raise Refused for who has no say about a group of another server."""
    if same_host(sender.uri, group.actor.uri):
        return
    standing = await queries.standing(work, group, sender)
    if not policy.may_moderate(group, standing):
        raise Refused(f"{sender.uri} does not speak for {group.actor.uri}")


@handlers.on("Join", "Group")
async def on_join(work: Work, incoming: Incoming) -> None:
    """Somebody comes into a group of ours, or asks to; the group answers at once, or later."""
    group = await queries.by_actor_uri(work, object_uri(incoming.activity))
    sender = await sender_of(work, incoming)
    if group is None or not group.is_local or sender.type not in _PEOPLE:
        return
    uri = id_of(incoming.activity) or ""
    message = text_of(incoming.activity, "participationMessage")
    try:
        await service.join(work, group, sender, message=message, uri=uri)
    except Refused:
        service.turn_away(work, group, sender, uri)


@handlers.on("Leave", "Group")
async def on_leave(work: Work, incoming: Incoming) -> None:
    """Somebody leaves a group of ours."""
    group = await queries.by_actor_uri(work, object_uri(incoming.activity))
    if group is not None and group.is_local:
        await service.leave(work, group, await sender_of(work, incoming))


@handlers.on("Accept", "Member")
async def on_accept(work: Work, incoming: Incoming) -> None:
    """Somebody belongs: a group took one of ours in, a moderator says so, or a guest agrees."""
    row = await _about(work, incoming)
    sender = await sender_of(work, incoming)
    if row is None:
        return
    if not row.group.is_local:
        await _check_speaks_for(work, row.group, sender)
        await service.accepted(work, row, _role(incoming))
    elif row.actor_id == sender.id:
        await service.accept_invitation(work, row)
    else:
        await service.approve(work, row, sender)


@handlers.on("Reject", "Member")
async def on_reject(work: Work, incoming: Incoming) -> None:
    """Somebody does not come in: a group or a moderator says no, or a guest declines."""
    row = await _about(work, incoming)
    sender = await sender_of(work, incoming)
    if row is None:
        return
    if not row.group.is_local:
        await _check_speaks_for(work, row.group, sender)
        await service.removed(work, row, banned=False)
    elif row.actor_id == sender.id:
        await service.decline_invitation(work, row)
    else:
        await service.decline(work, row, sender)


@handlers.on("Undo", "Member")
async def on_undo(work: Work, incoming: Incoming) -> None:
    """Somebody takes her Join back, or an invitation of one of ours."""
    row = await _about(work, incoming)
    sender = await sender_of(work, incoming)
    if row is None:
        return
    if row.group.is_local and row.actor_id == sender.id:
        await service.leave(work, row.group, sender)
    elif not row.group.is_local and row.state == State.INVITED:
        await _check_speaks_for(work, row.group, sender)
        await service.removed(work, row, banned=False)


@handlers.on("Remove", "Member")
async def on_remove(work: Work, incoming: Incoming) -> None:
    """Somebody is excluded, by a group elsewhere or by a moderator of one of ours."""
    row = await _about(work, incoming)
    sender = await sender_of(work, incoming)
    if row is None:
        return
    if row.group.is_local:
        await service.exclude(work, row.group, row.actor, sender)
    else:
        await _check_speaks_for(work, row.group, sender)
        await service.removed(work, row, banned=True)


@handlers.on("Update", "Member")
async def on_update(work: Work, incoming: Incoming) -> None:
    """Somebody has another role in a group."""
    row = await _about(work, incoming)
    sender = await sender_of(work, incoming)
    if row is None or embedded(incoming.activity) is None:
        return
    if row.group.is_local:
        await service.set_role(work, row, _role(incoming), sender)
    else:
        await _check_speaks_for(work, row.group, sender)
        await service.role_changed(work, row, _role(incoming))


def _role(incoming: Incoming) -> str:
    return documents.role_of(text_of(embedded(incoming.activity) or {}, "role"))


@handlers.on("Invite", "Group", "")
async def on_invite(work: Work, incoming: Incoming) -> None:
    """Somebody asks one of ours into a group elsewhere, or somebody into a group of ours."""
    sender = await sender_of(work, incoming)
    target = id_of(incoming.activity.get("target")) or ""
    guest = await actors.by_uri(work, target)
    group = await queries.by_actor_uri(work, object_uri(incoming.activity))
    if group is not None and group.is_local:
        if guest is None:
            await service.check_may_invite(work, group, sender, guest_inside=False)
            raise NeedsObject(target)
        await service.invite(work, group, sender, guest)
    elif guest is not None and guest.is_local:
        group = group or await _group_elsewhere(work, incoming)
        await _check_speaks_for(work, group, sender)
        await service.invited(work, group, sender, guest, id_of(incoming.activity) or "")


async def _group_elsewhere(work: Work, incoming: Incoming) -> Group:
    uri = object_uri(incoming.activity)
    actor = await actors.by_uri(work, uri)
    if actor is None:
        raise NeedsObject(uri)
    return await service.remember(work, actor)
