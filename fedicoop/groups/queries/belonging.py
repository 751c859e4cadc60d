"""Who belongs to a group, asks to, was asked; and what somebody is to a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import joinedload

from fedicoop.accounts import policy as roles
from fedicoop.accounts import queries as accounts
from fedicoop.actors import Actor
from fedicoop.actors import queries as actors
from fedicoop.groups.models import Contact, Group, Membership, Role, Sight, State
from fedicoop.groups.policy import STRANGER, Standing
from fedicoop.moderation import queries as rules

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.sql.elements import SQLCoreOperations

    from fedicoop.work import Work

MOST = 200
LOADED = (
    joinedload(Membership.actor),
    joinedload(Membership.invited_by),
    joinedload(Membership.group).joinedload(Group.actor),
)


async def membership(work: Work, group: Group, actor: Actor) -> Membership | None:
    """Give what stands between somebody and a group, in whatever state."""
    query = select(Membership).where(
        Membership.group_id == group.id, Membership.actor_id == actor.id
    )
    return await _one(work, query)


async def membership_by_uri(work: Work, uri: str) -> Membership | None:
    """Give a membership by the id of its Member."""
    if not uri or work.memory.lacks(uri):
        return None
    return await _one(work, select(Membership).where(Membership.uri == uri))


async def membership_by_id(work: Work, ident: str) -> Membership | None:
    """Give a membership by its row id, for the pages."""
    return await _one(work, select(Membership).where(Membership.id == ident))


async def _one(work: Work, query: Select[Membership]) -> Membership | None:
    return await work.session.scalar(query.options(*LOADED))


async def standing(work: Work, group: Group, actor: Actor | None) -> Standing:
    """Say what somebody is to a group: what every rule asks."""
    if actor is None or actor.is_gone:
        return STRANGER
    row = await membership(work, group, actor)
    member = await accounts.by_actor(work, actor.id) if actor.is_local else None
    return Standing(
        role=row.role if row else "",
        state=row.state if row else "",
        inside=actor.is_local,
        in_circle=await _in_circle(work, group, actor),
        moderates=roles.may_moderate(member),
        blocked=await actors.block_between(work, group.actor_id, actor.id) is not None,
    )


async def _in_circle(work: Work, group: Group, actor: Actor) -> bool:
    """Ask only for a group that is for the circle: for others it makes no difference."""
    if group.visibility != Sight.NETWORK or actor.is_local:
        return False
    return await rules.is_trusted(work, actor.host)


def belonging(actor_id: str) -> Select[str]:
    """Select the row ids of the groups that somebody belongs to, for other queries."""
    return select(Membership.group_id).where(
        Membership.actor_id == actor_id, Membership.state == State.ACTIVE
    )


def spoken_for_by(actor_ids: Select[str]) -> Select[str]:
    """Select the row ids of the groups whose actors are among some, for other queries."""
    return select(Group.id).where(Group.actor_id.in_(actor_ids))


def is_in(
    actor_id: SQLCoreOperations[str | None], group_id: SQLCoreOperations[str | None] | str
) -> ColumnElement[bool]:
    """Say, for other queries, that somebody belongs to a group, both given by row id."""
    return exists().where(
        Membership.group_id == group_id,
        Membership.actor_id == actor_id,
        Membership.state == State.ACTIVE,
    )


async def belongs(work: Work, group_id: str, actor: Actor) -> bool:
    """Tell whether somebody belongs to a group now."""
    mine = belonging(actor.id).where(Membership.group_id == group_id)
    return bool(await work.session.scalar(select(mine.exists())))


def _order() -> ColumnElement[int]:
    ranks = {Role.FACILITATOR: 0, Role.MODERATOR: 1}
    return case(ranks, value=Membership.role, else_=2)


async def members(
    work: Work, group: Group, *, only_open: bool = False, after: str | None = None, limit: int = 50
) -> list[Membership]:
    """Give who belongs to a group, in the order of joining; ``after`` is a membership's id.

    ``only_open`` leaves those who agreed to be found.
    """
    query = _active(group).order_by(Membership.id).limit(min(limit, MOST))
    if only_open:
        query = query.where(Actor.discoverable)
    if after:
        query = query.where(Membership.id > after)
    return list(await work.session.scalars(query.options(*LOADED)))


def _active(group: Group) -> Select[Membership]:
    return (
        select(Membership)
        .join(Membership.actor)
        .where(Membership.group_id == group.id, Membership.state == State.ACTIVE)
        .where(Actor.deleted_at.is_(None), Actor.suspended_at.is_(None))
    )


async def team(work: Work, group: Group) -> list[Membership]:
    """Give the facilitators, then the moderators of a group."""
    query = (
        _active(group)
        .where(Membership.role.in_((Role.FACILITATOR, Role.MODERATOR)))
        .order_by(_order(), Membership.id)
        .limit(MOST)
    )
    return list(await work.session.scalars(query.options(*LOADED)))


async def facilitators(work: Work, group: Group) -> list[Membership]:
    """Give the facilitators of a group."""
    return [row for row in await team(work, group) if row.role == Role.FACILITATOR]


async def roster(
    work: Work, group: Group, before: str | None = None, limit: int = 20
) -> list[Membership]:
    """Give who belongs to a group, newest first, for its members collection."""
    query = _active(group).order_by(Membership.id.desc()).limit(min(limit, MOST))
    if before:
        query = query.where(Membership.id < before)
    return list(await work.session.scalars(query.options(*LOADED)))


async def roster_size(work: Work, group: Group) -> int:
    """Count who belongs to a group now."""
    query = select(func.count()).select_from(_active(group).subquery())
    return await work.session.scalar(query) or 0


def belonging_to(group: Group) -> Select[str]:
    """Select the row ids of those who belong to a group, for other queries."""
    return select(Membership.actor_id).where(
        Membership.group_id == group.id, Membership.state == State.ACTIVE
    )


async def from_elsewhere(work: Work, group: Group) -> list[Membership]:
    """Give those of other servers who belong to a group, ask to, or were invited."""
    query = (
        select(Membership)
        .join(Membership.actor)
        .where(Membership.group_id == group.id, Actor.host != "", Actor.deleted_at.is_(None))
        .where(Membership.state.in_((State.ACTIVE, State.ASKED, State.INVITED)))
        .order_by(Membership.id)
    )
    return list(await work.session.scalars(query.options(*LOADED)))


async def asking_in(work: Work, group_ids: Iterable[str]) -> dict[str, int]:
    """Count who asks to come into each of some groups, by the group's row id."""
    query = (
        select(Membership.group_id, func.count())
        .join(Membership.actor)
        .where(Membership.group_id.in_(list(group_ids)), Membership.state == State.ASKED)
        .where(Actor.deleted_at.is_(None), Actor.suspended_at.is_(None))
        .group_by(Membership.group_id)
    )
    rows = await work.session.execute(query)
    return dict(rows.all())


async def asking(work: Work, group: Group, limit: int = MOST) -> list[Membership]:
    """Give those who ask to come in, the longest waiting first."""
    return await _in_state(work, Membership.group_id == group.id, State.ASKED, limit)


async def invited(work: Work, group: Group, limit: int = MOST) -> list[Membership]:
    """Give those who were invited and did not answer."""
    return await _in_state(work, Membership.group_id == group.id, State.INVITED, limit)


async def banned(work: Work, group: Group, limit: int = MOST) -> list[Membership]:
    """Give those who were excluded."""
    return await _in_state(work, Membership.group_id == group.id, State.BANNED, limit)


async def invitations_of(work: Work, actor: Actor) -> list[Membership]:
    """Give the groups that somebody was invited to and did not answer."""
    return await _in_state(work, Membership.actor_id == actor.id, State.INVITED, MOST)


async def memberships_of(work: Work, actor: Actor) -> list[Membership]:
    """Give the groups that somebody belongs to, here and elsewhere."""
    return await _in_state(work, Membership.actor_id == actor.id, State.ACTIVE, MOST)


async def _in_state(
    work: Work, which: ColumnElement[bool], state: State, limit: int
) -> list[Membership]:
    query = (
        select(Membership)
        .join(Membership.actor)
        .where(which, Membership.state == state)
        .where(Actor.deleted_at.is_(None), Actor.suspended_at.is_(None))
        .order_by(Membership.id)
        .limit(min(limit, MOST))
    )
    return list(await work.session.scalars(query.options(*LOADED)))


async def contacts(work: Work, group: Group) -> list[Actor]:
    """Give the people who are named on a group's page, in their order."""
    rows = await work.session.scalars(
        select(Actor)
        .join(Contact, Contact.actor_id == Actor.id)
        .where(Contact.group_id == group.id)
        .where(Actor.deleted_at.is_(None), Actor.suspended_at.is_(None))
        .order_by(Contact.position)
    )
    return list(rows)


async def member_doors(work: Work, group: Group, *, but_hosts: Iterable[str] = ()) -> list[str]:
    """Give where the members elsewhere are reached: each server's shared inbox once."""
    target = func.coalesce(func.nullif(Actor.shared_inbox, ""), Actor.inbox)
    active = _active(group).with_only_columns(target).where(Actor.host != "")
    rows = await work.session.scalars(active.where(Actor.host.not_in(list(but_hosts))).distinct())
    return sorted(rows)


async def one_of_ours(work: Work, group: Group) -> Actor | None:
    """Give a member of a group who lives here: it is in her name that we ask for its content."""
    return await work.session.scalar(
        _active(group)
        .with_only_columns(Actor)
        .where(Actor.host == "")
        .order_by(Membership.id)
        .limit(1)
    )
