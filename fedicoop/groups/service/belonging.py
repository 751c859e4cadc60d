"""How a membership begins and ends, whoever is here and whoever is elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from fedicoop.actors import queries as addresses
from fedicoop.actors import service as actors
from fedicoop.errors import Refused
from fedicoop.groups import queries
from fedicoop.groups.models import Group, Membership, Role, Sight, State
from fedicoop.ids import new_id

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.work import Work


async def begin(
    work: Work, group: Group, actor: Actor, state: State, *, uri: str = "", message: str = ""
) -> Membership:
    """Keep what now stands between somebody and a group; ``uri`` is the Join or Invite of others.

    Raises Refused for an id that stands for another membership.
    """
    taken = await queries.membership_by_uri(work, uri)
    row = await queries.membership(work, group, actor)
    if taken is not None and (row is None or taken.id != row.id):
        raise Refused(f"{uri} is taken")
    if row is None:
        ident = new_id(work.now())
        row = Membership(
            id=ident,
            uri=uri or work.urls.activity(ident),
            group=group,
            actor=actor,
            role=Role.MEMBER,
            automatic=False,
            invited_by=None,
            message="",
            created_at=work.now(),
        )
        work.session.add(row)
    elif uri:
        row.uri = uri
    elif row.state in {State.LEFT, State.BANNED}:
        row.uri = work.urls.activity(new_id(work.now()))
    row.state, row.message, row.ended_at = state, message[:2000], None
    await work.session.flush()
    return row


async def activate(work: Work, row: Membership, *, automatic: bool = False) -> None:
    """Make somebody a member now: she is counted, and hears what the group passes on.

    A follow of hers that waited is accepted; one of ours follows the group from now on.
    """
    await hold(work, row)
    if not row.is_active:
        _count(work, row.group, 1)
    row.state, row.automatic, row.ended_at = State.ACTIVE, automatic, None
    row.joined_at = row.joined_at or work.now()
    await work.session.flush()
    if row.actor.is_local:
        await _follow(work, row)
    await _accept_follow(work, row)


async def _follow(work: Work, row: Membership) -> None:
    if not await addresses.blocked_either_way(work, row.actor, row.group.actor):
        await actors.follow(work, row.actor, row.group.actor)


async def _accept_follow(work: Work, row: Membership) -> None:
    if row.group.is_local:
        follow = await addresses.follow_between(work, row.actor.id, row.group.actor_id)
        if follow is not None and follow.accepted_at is None:
            await actors.accept(work, follow)


async def end(work: Work, row: Membership, state: State) -> None:
    """Let a membership end: it is no longer counted, and what the group does is not heard."""
    await hold(work, row)
    uncount(work, row)
    row.state, row.ended_at, row.role = state, work.now(), Role.MEMBER
    await work.session.flush()
    if row.actor.is_local:
        await actors.unfollow(work, row.actor, row.group.actor)
    elif row.group.is_local and row.group.visibility != Sight.PUBLIC:
        follow = await addresses.follow_between(work, row.actor.id, row.group.actor_id)
        if follow is not None:
            await actors.reject(work, follow)


async def hold(work: Work, row: Membership) -> None:
    """Read once more how far a membership is, and make others wait who change it now.

    Two moderators who answer at once would otherwise count somebody twice.
    """
    await work.session.flush()
    await work.session.refresh(row, ["state", "role"], with_for_update=True)


def uncount(work: Work, row: Membership) -> None:
    """Count somebody no longer, if she was counted."""
    if row.is_active:
        _count(work, row.group, -1)


def _count(work: Work, group: Group, by: int) -> None:
    """Change how many belong to a group, in the database itself, and in the row at hand."""
    work.tally(Group.members_count, group.id, by)
    set_committed_value(group, "members_count", max(0, group.members_count + by))


async def check_not_last(work: Work, row: Membership) -> None:
    """Raise Refused when a group with members would be left without anybody who leads it.

    Two facilitators who leave at once wait for each other: the second is the last.
    """
    if not row.is_active or row.role != Role.FACILITATOR or not row.group.is_local:
        return
    await work.session.execute(select(Group.id).where(Group.id == row.group.id).with_for_update())
    others = [each for each in await queries.facilitators(work, row.group) if each.id != row.id]
    if not others and row.group.members_count > 1:
        raise Refused(
            f"{row.actor.uri} is the last facilitator",
            safe="This is the last facilitator: name another one first.",
        )
