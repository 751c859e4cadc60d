"""Who and what the address of a page means, as far as the reader may know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.activitypub.webfinger import parse_handle
from fedicoop.actors import queries as actors
from fedicoop.errors import Malformed, NotFound
from fedicoop.groups import queries as groups
from fedicoop.groups.policy import may_see_group, may_see_members
from fedicoop.posts import queries as posts

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.posts import Post
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_LONGEST_ID = 40
POSTS_ON_A_PAGE = 10
"""Of a member's home and of a profile: each brings its buttons, and telephones are slow."""


async def somebody(work: Work, handle: str, viewer: Actor | None = None) -> Actor:
    """Give the actor of /@ana or /@ana@peer.example; raises NotFound for the gone and unknown.

    A secret group is unknown to everybody but those who belong to it.
    """
    name = handle.removeprefix("@")
    actor = await (_elsewhere(work, name) if "@" in name else actors.by_username(work, name))
    if actor is None or actor.is_gone:
        raise NotFound(f"nobody is called {handle[:100]!r}")
    if not await may_know(work, actor, viewer):
        raise NotFound(f"{handle[:100]!r} is not for this reader")
    return actor


async def may_know(work: Work, actor: Actor, viewer: Actor | None) -> bool:
    """Tell whether somebody exists for a reader: all do, but for secret groups."""
    if not actor.is_local or actor.type != "Group":
        return True
    group = await groups.by_actor(work, actor.id)
    if group is None:
        return True
    return may_see_group(group, await groups.standing(work, group, viewer))


async def may_know_members(work: Work, actor: Actor, viewer: Actor) -> bool:
    """Tell whether a reader may know who is in a group, and so who follows it.

    Of a group elsewhere that does not want to be found, only it says who its members are.
    """
    if actor.type != "Group":
        return True
    group = await groups.by_actor(work, actor.id)
    if group is None or not group.is_local:
        return actor.discoverable
    return may_see_members(group, await groups.standing(work, group, viewer))


async def _elsewhere(work: Work, name: str) -> Actor | None:
    try:
        return await actors.by_handle(work, parse_handle(name))
    except Malformed:
        return None


async def readable(visit: Visit, work: Work, ident: str) -> Post:
    """Give a post by its row id; raises NotFound for what this reader may not see."""
    post = await posts.by_id(work, ident) if len(ident) <= _LONGEST_ID else None
    viewer = visit.member.actor if visit.member else None
    if post is None or not await posts.can_see(work, post, viewer):
        raise NotFound(f"no post {ident[:_LONGEST_ID]!r} for this reader")
    return post


def cursor(visit: Visit) -> str | None:
    """Give where a list goes on: the row id in ``before``, None at its beginning."""
    return visit.query("before", _LONGEST_ID) or None


def may_index(actor: Actor) -> bool:
    """Tell whether search engines may keep a page: of people only when they asked for it."""
    return actor.is_local and (actor.indexable or actor.type != "Person")
