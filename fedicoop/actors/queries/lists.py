"""Lists of the address book: who follows whom, who asks to, and where they are reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from fedicoop import text
from fedicoop.actors.models import Actor, Follow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from fedicoop.work import Work

_LONGEST = 100_000


async def followers(
    work: Work, actor: Actor, before: str | None = None, limit: int = 20
) -> list[Follow]:
    """Give accepted followers, newest first, each with its actor; ``before`` is a follow's id."""
    query = (
        select(Follow)
        .join(Follow.follower)
        .where(Follow.followed_id == actor.id, Follow.accepted_at.isnot(None))
        .where(Actor.deleted_at.is_(None), Actor.suspended_at.is_(None))
        .options(joinedload(Follow.follower))
    )
    return await _page(work, query, before, limit)


async def following(
    work: Work, actor: Actor, before: str | None = None, limit: int = 20
) -> list[Follow]:
    """Give those whom an actor follows, newest first, each with its actor."""
    query = (
        select(Follow)
        .join(Follow.followed)
        .where(Follow.follower_id == actor.id, Follow.accepted_at.isnot(None))
        .where(Actor.deleted_at.is_(None), Actor.suspended_at.is_(None))
        .options(joinedload(Follow.followed))
    )
    return await _page(work, query, before, limit)


async def requests(
    work: Work, actor: Actor, before: str | None = None, limit: int = 20
) -> list[Follow]:
    """Give those who ask to follow an actor and wait for an answer."""
    query = (
        select(Follow)
        .where(Follow.followed_id == actor.id, Follow.accepted_at.is_(None))
        .options(joinedload(Follow.follower), joinedload(Follow.followed))
    )
    return await _page(work, query, before, limit)


async def _page(work: Work, query: Select[Follow], before: str | None, limit: int) -> list[Follow]:
    if before:
        query = query.where(Follow.id < before)
    rows = await work.session.scalars(query.order_by(Follow.id.desc()).limit(min(limit, 200)))
    return list(rows)


async def followers_among(work: Work, followed: Actor, ids: Iterable[str]) -> set[str]:
    """Give those of some people, by row id, who follow somebody and were accepted."""
    query = select(Follow.follower_id).where(
        Follow.followed_id == followed.id,
        Follow.accepted_at.isnot(None),
        Follow.follower_id.in_(list(ids)),
    )
    return set(await work.session.scalars(query))


async def listed_members(work: Work, limit: int = 60) -> list[Actor]:
    """Give our members who want to be found, by name."""
    return list(await work.session.scalars(_found_here().order_by(Actor.name).limit(limit)))


async def called(work: Work, name: str, limit: int = 5) -> list[Actor]:
    """Give our members who want to be found and have this name, however it is written."""
    same = or_(Actor.name == name, func.lower(Actor.name) == name.lower())
    return list(await work.session.scalars(_found_here().where(same).limit(limit)))


def _found_here() -> Select[Actor]:
    return select(Actor).where(
        Actor.host == "",
        Actor.type == "Person",
        Actor.discoverable,
        Actor.deleted_at.is_(None),
        Actor.suspended_at.is_(None),
    )


async def follower_inboxes(work: Work, actor: Actor) -> list[str]:
    """Give where an actor's followers elsewhere are reached: each server's shared inbox once."""
    target = func.coalesce(func.nullif(Actor.shared_inbox, ""), Actor.inbox)
    rows = await work.session.scalars(
        select(target)
        .join(Follow, Follow.follower_id == Actor.id)
        .where(Follow.followed_id == actor.id, Follow.accepted_at.isnot(None))
        .where(Actor.host != "", Actor.deleted_at.is_(None), Actor.suspended_at.is_(None))
        .distinct()
    )
    return list(rows)


async def local_followers(work: Work, actor: Actor) -> list[Actor]:
    """Give everybody here who follows an actor."""
    rows = await work.session.scalars(
        select(Actor)
        .join(Follow, Follow.follower_id == Actor.id)
        .where(Follow.followed_id == actor.id, Follow.accepted_at.isnot(None))
        .where(Actor.host == "", Actor.deleted_at.is_(None))
    )
    return list(rows)


async def count_people(work: Work) -> int:
    """Count the people who live here."""
    query = select(func.count()).select_from(Actor)
    here = query.where(Actor.host == "", Actor.type == "Person", Actor.deleted_at.is_(None))
    return await work.session.scalar(here) or 0


async def words_of(work: Work, idents: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Give (name, rest) as plain text by row id, of the people who want to be found."""
    rows = await work.session.execute(
        select(Actor.id, Actor.name, Actor.username, Actor.summary).where(
            Actor.id.in_(idents), findable()
        )
    )
    return {
        ident: (f"{name} {username}", text.plain(summary, _LONGEST))
        for ident, name, username, summary in rows
    }


def findable() -> ColumnElement[bool]:
    """Say who wants to be found by name: people and organisations that are there and say so."""
    return and_(
        Actor.type.in_(("Person", "Organization", "Service")),
        Actor.discoverable,
        Actor.deleted_at.is_(None),
        Actor.suspended_at.is_(None),
        Actor.moved_to == "",
    )


async def indexed(work: Work, limit: int) -> list[tuple[str, datetime]]:
    """Give whom search engines may show, the newest first: name and when she came here.

    People of ours who asked for it, and the cooperative; groups have a list of their own.
    """
    wanted = or_(Actor.type == "Organization", and_(Actor.type == "Person", Actor.indexable))
    query = (
        select(Actor.username, Actor.created_at)
        .where(Actor.host == "", Actor.moved_to == "", wanted)
        .where(Actor.deleted_at.is_(None), Actor.suspended_at.is_(None))
        .order_by(Actor.id.desc())
        .limit(limit)
    )
    return [(name, at) for name, at in await work.session.execute(query)]
