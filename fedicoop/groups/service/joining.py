"""Coming into a group and leaving it: one function each, wherever the two live."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.actors import service as actors
from fedicoop.errors import NotFound, Refused
from fedicoop.groups import documents, policy, queries
from fedicoop.groups.models import Membership, State
from fedicoop.groups.policy import Door
from fedicoop.groups.service.belonging import activate, begin, check_not_last, end, hold
from fedicoop.groups.service.checking import check_moderates, check_sees
from fedicoop.groups.service.history import note

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.groups.models import Group
    from fedicoop.work import Work

_LONGEST_MESSAGE = 2000
_HOUR = timedelta(hours=1)
_OFTEN = 10


async def join(
    work: Work, group: Group, actor: Actor, *, message: str = "", uri: str = ""
) -> Membership:
    """Come into a group: at once, or by asking who looks after it; the state says which.

    ``uri`` is the id of the Join that another server sent; repeated, it is answered again. Raises
    NotFound for a group that does not exist for her, Refused for one that does not take her.
    """
    message = text.clean(message, _LONGEST_MESSAGE)
    row = await queries.membership(work, group, actor)
    if not group.is_local:
        return await _ask_elsewhere(work, group, actor, row, message)
    if row is not None and row.is_active:
        if uri:
            await _rename(work, row, uri)
        _answer(work, row)
        return row
    standing = await check_sees(work, group, actor)
    door = policy.may_join(group, standing)
    if door in {Door.NEVER, Door.INVITED}:
        raise Refused(f"{actor.uri} may not join {group.actor.uri}: {door}", safe=_NO[door])
    await _check_pace(work, group, actor)
    asked_before = row is not None and row.state == State.ASKED
    row = await begin(work, group, actor, State.ASKED, uri=uri, message=message)
    if door is Door.AT_ONCE:
        note(work, group, actor, "joined")
        await activate(work, row)
        _answer(work, row)
    elif not asked_before:
        note(work, group, actor, "asked")
        await _tell_team(work, row)
    return row


async def _check_pace(work: Work, group: Group, actor: Actor) -> None:
    """Raise Refused for who comes and goes all day: the journal is for people to read."""
    since = work.now() - _HOUR
    if await queries.done_of_late(work, group, actor, since, "joined", "asked") >= _OFTEN:
        raise Refused(f"{actor.uri} joins too often", safe="You came and went too often today.")


_NO = {
    Door.NEVER: "This group takes nobody in.",
    Door.INVITED: "Only people who were invited come into this group.",
}


async def _rename(work: Work, row: Membership, uri: str) -> None:
    taken = await queries.membership_by_uri(work, uri)
    if taken is not None and taken.id != row.id:
        raise Refused(f"{uri} is taken")
    row.uri = uri
    await work.session.flush()


def _answer(work: Work, row: Membership) -> None:
    if not row.actor.is_local:
        work.publish(documents.accept(work, row))


async def _tell_team(work: Work, row: Membership) -> None:
    for each in await queries.team(work, row.group):
        if each.actor.is_local:
            work.tell("group_asked", each.actor_id, row.actor_id, row.group.actor.uri)


async def _ask_elsewhere(
    work: Work, group: Group, actor: Actor, row: Membership | None, message: str
) -> Membership:
    """Ask a group of another server to take one of ours in; its answer makes her a member."""
    if not actor.is_local:
        raise Refused(f"{group.actor.uri} is not ours to join for {actor.uri}")
    if group.actor.is_gone:
        raise NotFound(f"{group.actor.uri} is gone")
    if row is not None and row.is_active:
        return row
    row = await begin(work, group, actor, State.ASKED, message=message)
    work.publish(documents.join(row))
    await actors.follow(work, actor, group.actor)
    return row


def turn_away(work: Work, group: Group, actor: Actor, uri: str) -> None:
    """Answer no to a Join of another server that may not be; nothing is kept."""
    work.publish(documents.reject(work, group, actor, uri))


async def leave(work: Work, group: Group, actor: Actor) -> None:
    """Leave a group, or no longer ask to come in; nothing happens when there was nothing.

    Raises Refused for the last facilitator of a group that has other members, unless she lives
    elsewhere: what her server says has happened.
    """
    row = await queries.membership(work, group, actor)
    if row is None or row.state in {State.LEFT, State.BANNED}:
        return
    if actor.is_local:
        await check_not_last(work, row)
    for each in await queries.team(work, group) if group.is_local else ():
        work.untell("group_asked", each.actor_id, actor.id, group.actor.uri)
    note(work, group, actor, "left")
    if actor.is_local and not group.is_local:
        work.publish(documents.leave(work, row))
    await end(work, row, State.LEFT)


async def approve(work: Work, row: Membership, by: Actor) -> None:
    """Let somebody in who asks; raises Refused for who does not look after the group."""
    await check_moderates(work, row.group, by)
    await hold(work, row)
    if row.state != State.ASKED:
        return
    note(work, row.group, by, "approved", member=row.actor_id)
    await activate(work, row)
    _answer(work, row)
    if row.actor.is_local:
        work.tell("group_accepted", row.actor_id, row.group.actor_id, row.group.actor.uri)


async def decline(work: Work, row: Membership, by: Actor) -> None:
    """Say no to somebody who asks to come in, or take an invitation back."""
    await check_moderates(work, row.group, by)
    await hold(work, row)
    if row.state not in {State.ASKED, State.INVITED}:
        return
    note(work, row.group, by, "declined", member=row.actor_id)
    if not row.actor.is_local:
        work.publish(documents.reject(work, row.group, row.actor, row.uri))
    elif row.state == State.ASKED:
        work.tell("group_declined", row.actor_id, row.group.actor_id, row.group.actor.uri)
    await end(work, row, State.LEFT)
