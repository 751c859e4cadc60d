"""The cooperatives of the network as ours knows them: their names, their groups, their news."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, false, func, or_, select

from fedicoop.actors import Actor
from fedicoop.groups import Group, Sight
from fedicoop.moderation.policy import normal_host
from fedicoop.network.queries import neighbours
from fedicoop.posts import Boost, Post, Visibility
from fedicoop.posts.queries import Page, Shown, dress
from fedicoop.posts.queries.visibility import Author, visible_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import ColumnElement

    from fedicoop.work import Work

HUES = 12
_MOST = 200


@dataclass(frozen=True)
class Cooperative:
    """A server of the network; ``host`` is "" for this one, ``key`` names it in addresses."""

    host: str
    key: str
    name: str
    hue: int
    trusted: bool = False


def hue_of(host: str) -> int:
    """Give the colour of a host, one of HUES: always the same, on every server."""
    digest = hashlib.blake2b(normal_host(host).encode(), digest_size=4).digest()
    return int.from_bytes(digest) % HUES


def hues_of(hosts: Iterable[str]) -> dict[str, int]:
    """Give each host its colour, or the next one that no host before it has, while there are any.

    The order is that of the names, so that every server that knows the same hosts says the same.
    """
    found: dict[str, int] = {}
    for host in sorted(hosts):
        wanted, taken = hue_of(host), set(found.values())
        free = (hue % HUES for hue in range(wanted, wanted + HUES) if hue % HUES not in taken)
        found[host] = next(free, wanted)
    return found


async def cooperatives(work: Work) -> list[Cooperative]:
    """Give this cooperative, then those that ours follows or trusts, by name."""
    ours = work.urls.host
    near = [each for each in await neighbours(work) if each.we == "accepted" or each.trusted]
    hues = hues_of([ours, *(each.host for each in near)])
    here = Cooperative("", ours, work.config.name, hues[ours], trusted=True)
    others = [
        Cooperative(
            host=each.host,
            key=each.host,
            name=(each.actor.name if each.actor else "") or each.host,
            hue=hues[each.host],
            trusted=each.trusted,
        )
        for each in near
    ]
    return [here, *sorted(others, key=lambda each: (each.name.lower(), each.host))]


async def groups_of(
    work: Work, viewer: Actor | None, hosts: Sequence[str], limit: int = _MOST
) -> list[Actor]:
    """Give the groups of some cooperatives that a viewer may know of, by name.

    Of other servers these are the ones we met, by an event or a post of theirs. Members also see
    those that are for the network.
    """
    inside = viewer is not None and viewer.is_local
    shown = [Sight.PUBLIC, Sight.NETWORK] if inside else [Sight.PUBLIC]
    ended = or_(Group.visibility.not_in(shown), Group.archived_at.isnot(None))
    open_ones = or_(Actor.discoverable, _for_members(inside=inside))
    query = (
        select(Actor)
        .where(Actor.type == "Group", Actor.host.in_(hosts), open_ones)
        .where(Actor.deleted_at.is_(None), Actor.suspended_at.is_(None))
        .where(Actor.id.not_in(select(Group.actor_id).where(ended)), Actor.moved_to == "")
        .order_by(func.lower(Actor.name), Actor.id)
        .limit(min(limit, _MOST))
    )
    return list(await work.session.scalars(query))


def _for_members(*, inside: bool) -> ColumnElement[bool]:
    """Say which groups are for the network: ours by their row, others' as their server says."""
    if not inside:
        return false()
    ours = select(Group.actor_id).where(Group.visibility == Sight.NETWORK)
    return or_(Actor.id.in_(ours), Actor.extra["network"].as_boolean())


async def news(
    work: Work,
    viewer: Actor | None,
    hosts: Sequence[str],
    before: str | None = None,
    limit: int = 20,
) -> Page[Shown]:
    """Give what groups of the network told everybody, newest first.

    That is what the servers announced to each other. Members also see what is for the network.
    """
    size = max(1, min(limit, 100))
    query = (
        select(Post.id)
        .join(Author, Author.id == Post.author_id)
        .where(visible_to(viewer), Post.type != "Event", Author.host.in_(hosts))
        .where(or_(_announced(), _for_the_network(viewer)))
        .order_by(Post.id.desc())
        .limit(size)
    )
    if before:
        query = query.where(Post.id < before)
    ids = list(await work.session.scalars(query))
    shown = await dress(work, viewer, [(ident, None) for ident in ids])
    return Page(shown, ids[-1] if len(ids) == size else None)


def _announced() -> ColumnElement[bool]:
    servers = select(Actor.id).where(Actor.type == "Application")
    return Post.id.in_(select(Boost.post_id).where(Boost.actor_id.in_(servers)))


def _for_the_network(viewer: Actor | None) -> ColumnElement[bool]:
    if viewer is None or not viewer.is_local:
        return false()
    return and_(Post.visibility == Visibility.NETWORK, Post.in_reply_to_uri.is_(None))
