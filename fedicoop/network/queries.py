"""What can be asked about the servers that ours follows, and that follow ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fedicoop.actors import Actor, Follow
from fedicoop.actors import queries as actors
from fedicoop.moderation import queries as rules
from fedicoop.moderation.policy import normal_host

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.work import Work

_MOST = 500


@dataclass(frozen=True)
class Neighbour:
    """Another server as ours knows it.

    ``we`` and ``they`` say whether one follows the other: "" for no, "asked" or "accepted";
    ``since`` is when the first of the two asked.
    """

    host: str
    actor: Actor | None
    we: str = ""
    they: str = ""
    trusted: bool = False
    since: datetime | None = None


async def neighbours(work: Work) -> list[Neighbour]:
    """Give every server that follows ours, that ours follows, or that we trust, by name."""
    relay = await actors.instance_actor(work)
    ours = {row.followed.host: row for row in await _follows(work, relay, ours=True)}
    theirs: dict[str, Follow] = {}
    for row in await _follows(work, relay, ours=False):
        theirs.setdefault(row.follower.host, row)
    circle = set(await rules.circle(work))
    met = {normal_host(host) for host in (*ours, *theirs)}
    hosts = {*ours, *theirs, *(circle - met)}
    return [
        _neighbour(host, ours.get(host), theirs.get(host), trusted=normal_host(host) in circle)
        for host in sorted(hosts)
    ]


async def _follows(work: Work, relay: Actor, *, ours: bool) -> list[Follow]:
    side, other = (
        (Follow.follower_id, Follow.followed) if ours else (Follow.followed_id, Follow.follower)
    )
    query = (
        select(Follow)
        .join(other)
        .where(side == relay.id, Actor.host != "", Actor.deleted_at.is_(None))
        .options(joinedload(Follow.follower), joinedload(Follow.followed))
        .order_by(Actor.type != "Application", Follow.id)
        .limit(_MOST)
    )
    return list(await work.session.scalars(query))


def _neighbour(host: str, we: Follow | None, they: Follow | None, *, trusted: bool) -> Neighbour:
    known = we.followed if we else they.follower if they else None
    moments = [row.created_at for row in (we, they) if row is not None]
    return Neighbour(
        host=host,
        actor=known,
        we=_said(we),
        they=_said(they),
        trusted=trusted,
        since=min(moments, default=None),
    )


def _said(row: Follow | None) -> str:
    if row is None:
        return ""
    return "accepted" if row.accepted_at is not None else "asked"


async def followers_from(work: Work, host: str) -> list[Follow]:
    """Give who of a server follows ours, asked or accepted; a whole server comes first."""
    relay = await actors.instance_actor(work)
    wanted = normal_host(host)
    rows = await _follows(work, relay, ours=False)
    return [row for row in rows if normal_host(row.follower.host) == wanted]


async def followed_at(work: Work, host: str) -> list[Follow]:
    """Give whom of a server ours follows, asked or accepted."""
    relay = await actors.instance_actor(work)
    wanted = normal_host(host)
    rows = await _follows(work, relay, ours=True)
    return [row for row in rows if normal_host(row.followed.host) == wanted]
