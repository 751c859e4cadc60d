"""What can be asked about the directory: who is in it, by name, skill and town."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import contains_eager

from fedicoop.accounts import Member
from fedicoop.actors import Actor
from fedicoop.actors import queries as people
from fedicoop.directory import policy
from fedicoop.directory.models import Listing, Skill
from fedicoop.groups import queries as groups
from fedicoop.posts.queries.visibility import not_blocked
from fedicoop.search import queries as search

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedicoop.groups import Group
    from fedicoop.search import Question
    from fedicoop.work import Work

MOST_PAGES = 200
_MOST_SUGGESTED = 150
_KM_PER_DEGREE = 111.195


@dataclass(frozen=True)
class Wanted:
    """Who is looked for; what is left out does not matter.

    ``question`` are words of a name or of what somebody says of herself, ``near`` is (latitude,
    longitude). By ``college`` and ``group`` only those are looked for who are called on: nobody
    reads in a list who is in which.
    """

    question: Question | None = None
    skill: str = ""
    near: tuple[float, float] | None = None
    km: float = 30
    college: str = ""
    group: Group | None = None

    @property
    def is_narrowed(self) -> bool:
        """Tell whether less than everybody is asked for, by more than a name."""
        return bool(self.skill or self.college or self.group or self.near is not None)


@dataclass(frozen=True)
class Entry:
    """A member in the directory, with what she shows there to members."""

    actor: Actor
    skills: tuple[str, ...] = ()
    town: str = ""


async def listed(
    work: Work, viewer: Actor, wanted: Wanted, page: int = 1, size: int = 40
) -> tuple[list[Entry], bool]:
    """Give a page of those who want to be found, and whether there are more.

    Near a town the nearest come first, else those who joined last; there is no other order.
    """
    if not 1 <= page <= MOST_PAGES:
        return [], False
    query = _matching(work, viewer, wanted).offset((page - 1) * size).limit(size + 1)
    rows = list(await work.session.scalars(query.order_by(*_order(wanted))))
    return await _entries(work, rows[:size]), len(rows) > size and page < MOST_PAGES


async def called(work: Work, by: Actor, wanted: Wanted) -> list[Member]:
    """Give whom a call would be for, one more than may be called at once at the most."""
    query = _matching(work, by, wanted).where(_is_called(), Member.actor_id != by.id)
    rows = await work.session.scalars(query.order_by(Member.id).limit(policy.MOST_CALLED + 1))
    return list(rows)


def _matching(work: Work, viewer: Actor, wanted: Wanted) -> Select[Member]:
    query = (
        select(Member)
        .join(Member.actor)
        .outerjoin(Listing, Listing.member_id == Member.id)
        .where(people.findable(), Actor.host == "", Member.disabled_at.is_(None))
        .where(not_blocked(viewer, Actor.id))
        .options(contains_eager(Member.actor))
    )
    if wanted.question is not None:
        query = query.where(Member.actor_id.in_(search.named(work, wanted.question)))
    if wanted.skill:
        query = query.where(_can(wanted.skill))
    if wanted.college:
        query = query.where(Member.college == wanted.college)
    if wanted.group is not None:
        query = query.where(Member.actor_id.in_(groups.belonging_to(wanted.group)))
    if wanted.near is not None:
        query = query.where(_lives_near(wanted.near, wanted.km))
    return query


def _can(skill: str) -> ColumnElement[bool]:
    """Say who shows a skill in which every word begins so."""
    stems = policy.stems_of(skill)
    if not stems:
        return false()
    said = (Skill.key.contains(f" {stem}", autoescape=True) for stem in stems)
    return and_(Listing.shows_skills, Member.id.in_(select(Skill.member_id).where(*said)))


def _lives_near(middle: tuple[float, float], km: float) -> ColumnElement[bool]:
    """Say who shows a town within a distance: first a box, which an index answers."""
    latitude, longitude = middle
    high = km / _KM_PER_DEGREE
    broad = high / _wide(latitude)
    return and_(
        Listing.shows_town,
        Listing.latitude.between(latitude - high, latitude + high),
        Listing.longitude.between(longitude - broad, longitude + broad),
        _squared_km(middle) <= km * km,
    )


def _wide(latitude: float) -> float:
    return max(0.01, math.cos(math.radians(latitude)))


def _squared_km(middle: tuple[float, float]) -> ColumnElement[Any]:
    """Say how far a member's town is, on a flat map: good enough for towns."""
    latitude, longitude = middle
    up = (Listing.latitude - latitude) * _KM_PER_DEGREE
    across = (Listing.longitude - longitude) * (_KM_PER_DEGREE * _wide(latitude))
    return up * up + across * across


def _order(wanted: Wanted) -> list[ColumnElement[Any]]:
    nearest = [] if wanted.near is None else [_squared_km(wanted.near)]
    return [*nearest, Member.id.desc()]


def _is_called() -> ColumnElement[bool]:
    """Say who may be called on, as ``policy.is_called`` does."""
    has_skills = exists().where(Skill.member_id == Member.id)
    undecided = and_(Listing.called.is_(None), Listing.shows_skills, has_skills)
    return or_(Listing.called.is_(True), undecided)


async def _entries(work: Work, members: Sequence[Member]) -> list[Entry]:
    """Give members with what they show."""
    idents = [each.id for each in members]
    listings = await work.session.scalars(select(Listing).where(Listing.member_id.in_(idents)))
    towns = {each.member_id: each.town for each in listings if each.shows_town}
    skills: dict[str, list[str]] = defaultdict(list)
    for ident, name in await work.session.execute(
        select(Skill.member_id, Skill.name)
        .join(Listing, Listing.member_id == Skill.member_id)
        .where(Skill.member_id.in_(idents), Listing.shows_skills)
        .order_by(Skill.key)
    ):
        skills[ident].append(name)
    return [Entry(each.actor, tuple(skills[each.id]), towns.get(each.id, "")) for each in members]


async def shown_of(work: Work, actor: Actor) -> Entry:
    """Give what somebody shows to members on her page; nothing for people elsewhere."""
    query = select(Member).join(Member.actor).where(Member.actor_id == actor.id)
    found = (await work.session.scalars(query.options(contains_eager(Member.actor)))).all()
    entries = await _entries(work, found)
    return entries[0] if entries else Entry(actor)


async def listing_of(work: Work, member: Member) -> tuple[Listing | None, list[str]]:
    """Give what a member chose and all her skills, shown or not: for her own eyes."""
    row = await work.session.get(Listing, member.id)
    names = select(Skill.name).where(Skill.member_id == member.id).order_by(Skill.key)
    return row, list(await work.session.scalars(names))


async def skills_here(work: Work) -> list[str]:
    """Give the skills that are shown here, in the order of their letters, each written one way."""
    rows = await work.session.scalars(
        select(func.min(Skill.name))
        .join(Listing, Listing.member_id == Skill.member_id)
        .join(Member, Member.id == Skill.member_id)
        .join(Member.actor)
        .where(Listing.shows_skills, Member.disabled_at.is_(None), people.findable())
        .group_by(Skill.key)
        .order_by(Skill.key)
        .limit(_MOST_SUGGESTED)
    )
    return list(rows)
