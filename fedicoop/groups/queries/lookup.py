"""Finding groups: by name, by address, near a place; what happened in them."""

from __future__ import annotations

from math import cos, radians, sqrt
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, true
from sqlalchemy.orm import joinedload

from fedicoop.accounts import policy as roles
from fedicoop.accounts import queries as accounts
from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.actors import Actor
from fedicoop.groups.models import Entry, Group, Membership, Role, Share, Sight, State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from fedicoop.work import Work

MOST = 200
LOADED = (joinedload(Group.actor), joinedload(Group.parent).joinedload(Group.actor))
_KM_PER_DEGREE = 111.2
_INSIDE = (State.ACTIVE, State.INVITED, State.ASKED)


async def by_id(work: Work, ident: str) -> Group | None:
    """Give the group of a row id, with its actor and the group above it."""
    return await _one(work, Group.id == ident)


async def by_actor(work: Work, actor_id: str) -> Group | None:
    """Give the group that an actor is; None for people, and for groups nobody here belongs to."""
    return await _one(work, Group.actor_id == actor_id)


async def is_secret(work: Work, actor: Actor) -> bool:
    """Tell whether an actor is a group that strangers must not know of."""
    if actor.type != "Group":
        return False
    group = await by_actor(work, actor.id)
    return group is not None and group.visibility == Sight.SECRET


async def by_actor_uri(work: Work, uri: str) -> Group | None:
    """Give the group of an ActivityPub id."""
    if not uri or work.memory.lacks(uri):
        return None
    return await _one(work, Actor.uri == uri)


async def by_username(work: Work, name: str) -> Group | None:
    """Give a group of ours by name."""
    return await _one(work, Actor.local_name == name.lower())


async def _one(work: Work, which: ColumnElement[bool]) -> Group | None:
    query = select(Group).join(Group.actor).where(which).options(*LOADED)
    return await work.session.scalar(query)


async def addressed(work: Work, uris: Iterable[str]) -> list[Group]:
    """Give the groups, not yet deleted, whose own address or members are among some addresses."""
    asked = [uri for uri in dict.fromkeys(uris) if _may_be_a_group(work, uri)][:500]
    if not asked:
        return []
    query = (
        select(Group)
        .join(Group.actor)
        .where(or_(Actor.uri.in_(asked), Group.members_uri.in_(asked)))
        .where(Actor.deleted_at.is_(None), Actor.suspended_at.is_(None))
        .options(*LOADED)
        .order_by(Group.id)
    )
    return list(await work.session.scalars(query))


def _may_be_a_group(work: Work, uri: str) -> bool:
    """Tell whether it is worth asking: not of the public, of what is nowhere, nor of a person."""
    if not uri or uri == PUBLIC or work.memory.lacks(uri):
        return False
    known = work.memory.find(Actor, uri)
    return known is None or known.type == "Group"


async def listed(
    work: Work,
    viewer: Actor | None,
    *,
    kind: str = "",
    text: str = "",
    archived: bool = False,
    limit: int = MOST,
) -> list[Group]:
    """Give the groups of this cooperative that a viewer may know of, by name.

    ``text`` is looked for in name, town and postcode.
    """
    query = await _seen(work, viewer)
    query = query.where(Group.archived_at.isnot(None) if archived else Group.archived_at.is_(None))
    if kind:
        query = query.where(Group.kind == kind)
    if text.strip():
        query = query.where(_says(text.strip()[:100]))
    query = query.order_by(func.lower(Actor.name), Group.id).limit(min(limit, 500))
    return list(await work.session.scalars(query))


def _says(text: str) -> ColumnElement[bool]:
    in_postcode = Group.postcode.startswith(text, autoescape=True)
    columns = (Actor.name, Actor.username, Group.town)
    return or_(in_postcode, *(each.icontains(text, autoescape=True) for each in columns))


async def _seen(work: Work, viewer: Actor | None) -> Select[Group]:
    """Say ``policy.may_see_group`` in SQL, for groups of ours; a test holds the two together."""
    return (
        select(Group)
        .join(Group.actor)
        .where(Actor.host == "", Actor.deleted_at.is_(None), Actor.suspended_at.is_(None))
        .where(await known_to(work, viewer))
        .options(*LOADED)
    )


async def known_to(work: Work, viewer: Actor | None) -> ColumnElement[bool]:
    """Say which groups exist for somebody: secret ones for those in it or invited."""
    not_secret = Group.visibility != Sight.SECRET
    if viewer is None or viewer.is_gone:
        return not_secret
    member = await accounts.by_actor(work, viewer.id) if viewer.is_local else None
    if roles.may_moderate(member):
        return true()
    mine = select(Membership.group_id).where(
        Membership.actor_id == viewer.id, Membership.state.in_(_INSIDE)
    )
    return or_(not_secret, Group.id.in_(mine))


async def near(
    work: Work, viewer: Actor | None, latitude: float, longitude: float, km: float = 50
) -> list[tuple[Group, float]]:
    """Give the living groups around a point, the nearest first, with the kilometres to each."""
    tall = km / _KM_PER_DEGREE
    wide = tall / max(cos(radians(latitude)), 0.01)
    query = (await _seen(work, viewer)).where(
        Group.archived_at.is_(None),
        Group.latitude.between(latitude - tall, latitude + tall),
        Group.longitude.between(longitude - wide, longitude + wide),
    )
    found = []
    for group in await work.session.scalars(query.limit(1000)):
        distance = _distance(group, latitude, longitude)
        if distance <= km:
            found.append((group, distance))
    return sorted(found, key=lambda each: (each[1], each[0].id))


def _distance(group: Group, latitude: float, longitude: float) -> float:
    """Give the kilometres to a group on a flat map: good enough for towns."""
    north = (group.latitude or 0.0) - latitude
    east = ((group.longitude or 0.0) - longitude) * cos(radians(latitude))
    return _KM_PER_DEGREE * sqrt(north * north + east * east)


async def children(work: Work, group: Group, viewer: Actor | None) -> list[Group]:
    """Give the groups below a group that a viewer may know of, by name."""
    query = (await _seen(work, viewer)).where(Group.parent_id == group.id)
    return list(await work.session.scalars(query.order_by(func.lower(Actor.name), Group.id)))


async def has_children(work: Work, group: Group) -> bool:
    """Tell whether there are groups below a group."""
    return bool(await work.session.scalar(select(exists().where(Group.parent_id == group.id))))


async def taking_in(work: Work) -> list[Group]:
    """Give the living groups of ours that take people in by themselves."""
    query = (
        select(Group)
        .join(Group.actor)
        .where(Actor.host == "", Actor.deleted_at.is_(None), Group.archived_at.is_(None))
        .options(*LOADED)
        .order_by(Group.id)
    )
    return [group for group in await work.session.scalars(query) if group.automatic]


async def history(
    work: Work, group: Group, before: str | None = None, limit: int = 50
) -> list[Entry]:
    """Give what happened in a group, newest first, each with who did it."""
    query = select(Entry).where(Entry.group_id == group.id).options(joinedload(Entry.actor))
    if before:
        query = query.where(Entry.id < before)
    return list(await work.session.scalars(query.order_by(Entry.id.desc()).limit(min(limit, MOST))))


async def done_of_late(
    work: Work, group: Group, actor: Actor, moment: datetime, *deeds: str
) -> int:
    """Count how often somebody did one of some deeds in a group since a moment."""
    query = select(func.count()).where(
        Entry.group_id == group.id,
        Entry.actor_id == actor.id,
        Entry.deed.in_(deeds),
        Entry.at > moment,
    )
    return await work.session.scalar(query) or 0


async def share_of(work: Work, group: Group, object_uri: str) -> Share | None:
    """Give the row that says that a group passed something on."""
    query = select(Share).where(Share.group_id == group.id, Share.object_uri == object_uri)
    return await work.session.scalar(query)


async def share_by_uri(work: Work, uri: str) -> Share | None:
    """Give what was passed on by the id of its Announce."""
    return await work.session.scalar(select(Share).where(Share.uri == uri))


async def known_membership(work: Work, uri: str) -> tuple[str, tuple[str, ...]] | None:
    """Give whose a Member is: the group's; and who else may change it: she, and its moderators."""
    if work.memory.lacks(uri):
        return None
    row = await work.session.scalar(
        select(Membership)
        .where(Membership.uri == uri)
        .options(joinedload(Membership.actor), joinedload(Membership.group).joinedload(Group.actor))
    )
    if row is None:
        return None
    team = await work.session.scalars(
        select(Actor.uri)
        .join(Membership, Membership.actor_id == Actor.id)
        .where(Membership.group_id == row.group_id, Membership.state == State.ACTIVE)
        .where(Membership.role.in_((Role.FACILITATOR, Role.MODERATOR)))
    )
    return row.group.actor.uri, (row.actor.uri, *team)
