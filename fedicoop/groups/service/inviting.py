"""Asking people into a group, and their answers, wherever they live."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.actors import queries as addresses
from fedicoop.db import take_turn
from fedicoop.errors import Refused
from fedicoop.groups import documents, policy, queries
from fedicoop.groups.models import Membership, State
from fedicoop.groups.service.belonging import activate, begin, end
from fedicoop.groups.service.checking import check_sees
from fedicoop.groups.service.history import note

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.groups.models import Group
    from fedicoop.groups.policy import Standing
    from fedicoop.work import Work


_HOUR = timedelta(hours=1)
_MOST = 100


async def invite(
    work: Work, group: Group, by: Actor, guest: Actor, *, message: str = ""
) -> Membership:
    """Ask somebody into a group of ours, with a word to her.

    One who asked herself is let in by who may let her in. Raises Refused for who may not invite,
    and for people who cannot be invited.
    """
    standing = await check_may_invite(work, group, by, guest_inside=guest.is_local)
    if guest.type != "Person" or guest.is_gone:
        raise Refused(f"{guest.uri} cannot be invited", safe="Only people can be invited.")
    row = await queries.membership(work, group, guest)
    if row is not None and row.state in {State.ACTIVE, State.INVITED}:
        return row
    if (await queries.standing(work, group, guest)).is_out:
        raise Refused(f"{guest.uri} is excluded", safe="This person was excluded from the group.")
    await _check_peace(work, group, by, guest)
    if row is not None and row.state == State.ASKED and policy.may_moderate(group, standing):
        note(work, group, by, "approved", member=guest.id)
        await activate(work, row)
        if not guest.is_local:
            work.publish(documents.accept(work, row))
        return row
    row = await begin(
        work, group, guest, State.INVITED, uri=_fresh(row), message=text.clean(message, 2000)
    )
    row.invited_by = by
    await work.session.flush()
    note(work, group, by, "invited", member=guest.id)
    _say(work, row, by)
    return row


async def check_may_invite(
    work: Work, group: Group, by: Actor, *, guest_inside: bool = True
) -> Standing:
    """Give what somebody is to a group of ours that she may invite to; raises Refused otherwise.

    Who invites a hundred people in an hour waits a while: they are strangers to her.
    """
    standing = await check_sees(work, group, by)
    if not group.is_local:
        raise Refused(
            f"{group.actor.uri} is not ours",
            safe="Invitations to this group are made on its own server.",
        )
    if not policy.may_invite(group, standing, guest_inside=guest_inside):
        raise Refused(f"{by.uri} may not invite to {group.actor.uri}")
    await take_turn(work.session, f"group invitations {by.id}")
    if await queries.done_of_late(work, group, by, work.now() - _HOUR, "invited") >= _MOST:
        raise Refused(
            f"{by.uri} invites too many",
            safe="You invited many people: please go on in an hour.",
        )
    return standing


async def _check_peace(work: Work, group: Group, by: Actor, guest: Actor) -> None:
    """Raise Refused when the guest has nothing to do with the group, or with who invites."""
    for other in (by, group.actor):
        if await addresses.blocked_either_way(work, guest, other):
            raise Refused(f"{guest.uri} and {other.uri} are at odds")


def _fresh(row: Membership | None) -> str:
    """Keep the id of who asked already; else there is a new one."""
    return row.uri if row is not None and row.state == State.ASKED else ""


def _say(work: Work, row: Membership, by: Actor) -> None:
    if row.actor.is_local:
        work.tell("group_invited", row.actor_id, by.id, row.group.actor.uri)
    else:
        work.publish(documents.invite(row, by if by.is_local else row.group.actor))


async def invited(work: Work, group: Group, by: Actor, guest: Actor, uri: str) -> Membership | None:
    """Note that one of ours was asked into a group of another server; None when that is no news."""
    await _check_peace(work, group, by, guest)
    row = await queries.membership(work, group, guest)
    if row is not None and row.state in {State.ACTIVE, State.INVITED}:
        return None
    row = await begin(work, group, guest, State.INVITED, uri=uri)
    row.invited_by = by
    await work.session.flush()
    work.tell("group_invited", guest.id, by.id, group.actor.uri)
    return row


async def accept_invitation(work: Work, row: Membership) -> None:
    """Come into a group as one was asked to."""
    if row.state != State.INVITED:
        return
    if (
        row.group.is_local
        and policy.may_join(row.group, await queries.standing(work, row.group, row.actor))
        is not policy.Door.AT_ONCE
    ):
        raise Refused(f"{row.group.actor.uri} takes nobody in", safe="This group takes nobody in.")
    note(work, row.group, row.actor, "accepted")
    if row.actor.is_local and not row.group.is_local:
        work.publish(documents.invitation_answer(work, "Accept", row))
    await activate(work, row)


async def decline_invitation(work: Work, row: Membership) -> None:
    """Say no to an invitation."""
    if row.state != State.INVITED:
        return
    note(work, row.group, row.actor, "refused")
    if row.actor.is_local and not row.group.is_local:
        work.publish(documents.invitation_answer(work, "Reject", row))
    await end(work, row, State.LEFT)
