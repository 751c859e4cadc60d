"""Which documents are for whom: the rules of policy, asked of the database."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select

from fedicoop.accounts import policy as roles
from fedicoop.accounts import queries as accounts
from fedicoop.actors import Actor, Block
from fedicoop.groups import Group, Kind, Membership, Sight, State
from fedicoop.groups import queries as groups
from fedicoop.groups.policy import STRANGER, Standing
from fedicoop.library.models import Audience, Paper
from fedicoop.library.policy import VISITOR, Reader, audiences_in
from fedicoop.moderation import queries as rules

if TYPE_CHECKING:
    from fedicoop.work import Work

_SEEN_BY_ALL_INSIDE = (Sight.PUBLIC, Sight.NETWORK, Sight.MEMBERS)


async def reader(work: Work, actor: Actor | None) -> Reader:
    """Say what somebody is to the library: what every rule asks."""
    who = await _known(work, actor)
    if not who.inside:
        return who
    query = select(_boards(who.actor_id).exists())
    return replace(who, on_board=bool(await work.session.scalar(query)))


async def _known(work: Work, actor: Actor | None) -> Reader:
    """Say what somebody is without asking for her governing bodies, which a query does itself."""
    if actor is None or actor.is_gone:
        return VISITOR
    if not actor.is_local:
        return Reader(actor.id, in_circle=await rules.is_trusted(work, actor.host))
    member = await accounts.by_actor(work, actor.id)
    if member is None or not roles.is_active(member):
        return VISITOR
    return Reader(
        actor.id,
        inside=True,
        publishes=roles.may_speak(member),
        administers=roles.may_administer(member),
        moderates=roles.may_moderate(member),
        college=member.college,
    )


def _boards(actor_id: str) -> Select[str]:
    """Select what makes somebody one of a governing body of ours."""
    return (
        select(Membership.id)
        .join(Membership.group)
        .join(Group.actor)
        .where(Membership.actor_id == actor_id, Membership.state == State.ACTIVE)
        .where(Group.kind == Kind.BOARD, Group.archived_at.is_(None))
        .where(Actor.host == "", Actor.deleted_at.is_(None), Actor.suspended_at.is_(None))
    )


async def standing(work: Work, paper: Paper, actor: Actor | None) -> Standing:
    """Say what somebody is to the group of a document."""
    if paper.group is None:
        return STRANGER
    return await groups.standing(work, paper.group, actor)


async def visible_to(work: Work, viewer: Actor | None) -> ColumnElement[bool]:
    """Say ``policy.may_see`` in SQL for what is not put away; a test holds the two together.

    The query outer-joins the group and its actor.
    """
    there = or_(
        Paper.group_id.is_(None), and_(Actor.deleted_at.is_(None), Actor.suspended_at.is_(None))
    )
    kept = and_(Paper.archived_at.is_(None), there)
    if viewer is None or viewer.is_gone:
        return and_(kept, _wide(Audience.PUBLIC))
    who = await _known(work, viewer)
    together = and_(_wide(Audience.NETWORK), _let_in(viewer))
    inside = and_(_wide(Audience.MEMBERS), _let_in(viewer))
    allowed = or_(
        _wide(Audience.PUBLIC),
        together if who.inside or who.in_circle else false(),
        inside if who.inside else false(),
        _named(who),
        _for_groups(viewer, who),
    )
    return and_(kept, allowed)


def _for_groups(viewer: Actor, who: Reader) -> ColumnElement[bool]:
    """Say whom a group's own documents are for: who belongs, and moderators where they may look."""
    mine = Paper.group_id.in_(groups.belonging(viewer.id))
    if not who.moderates:
        return and_(_narrow(), mine)
    seen = Group.visibility.in_(_SEEN_BY_ALL_INSIDE)
    return and_(_narrow(), or_(mine, and_(seen, _let_in(viewer))))


def _wide(audience: Audience) -> ColumnElement[bool]:
    """Say that a document is for that many, and that its group is too."""
    sights = [sight for sight in Sight if audience in audiences_in(sight)]
    fits = or_(Paper.group_id.is_(None), Group.visibility.in_(sights))
    return and_(Paper.audience == audience, fits)


def _narrow() -> ColumnElement[bool]:
    """Say that a document is for its group alone, by itself or because the group closed."""
    wide = (Audience.PUBLIC, Audience.NETWORK, Audience.MEMBERS)
    return and_(Paper.group_id.isnot(None), ~or_(*(_wide(each) for each in wide)))


def _let_in(viewer: Actor) -> ColumnElement[bool]:
    """Say that a document's group did not exclude the reader."""
    out = exists().where(
        Membership.group_id == Paper.group_id,
        Membership.actor_id == viewer.id,
        Membership.state == State.BANNED,
    )
    inside = exists().where(
        Membership.group_id == Paper.group_id,
        Membership.actor_id == viewer.id,
        Membership.state == State.ACTIVE,
    )
    blocked = exists().where(
        or_(
            and_(Block.blocker_id == Group.actor_id, Block.blocked_id == viewer.id),
            and_(Block.blocked_id == Group.actor_id, Block.blocker_id == viewer.id),
        )
    )
    return or_(Paper.group_id.is_(None), inside, and_(~out, ~blocked))


def _named(who: Reader) -> ColumnElement[bool]:
    """Say which documents for some members are for this one."""
    if not who.inside:
        return false()
    some = Paper.audience.in_((Audience.COLLEGE, Audience.BOARD))
    ours = and_(some, Paper.group_id.is_(None))
    if who.administers:
        return ours
    hers = [Paper.author_id == who.actor_id]
    if who.college:
        hers.append(and_(Paper.audience == Audience.COLLEGE, Paper.college == who.college))
    hers.append(and_(Paper.audience == Audience.BOARD, _boards(who.actor_id).exists()))
    return and_(ours, or_(*hers))
