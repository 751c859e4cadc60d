"""Following, muting, blocking, who follows whom, requests to answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.actors import queries as actors
from fedicoop.actors import service
from fedicoop.errors import NotFound
from fedicoop.posts import service as posts
from fedicoop.web.pages.finding import cursor, may_know_members, somebody
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.responses import Response

    from fedicoop.actors import Actor, Follow
    from fedicoop.web.visit import Endpoint, Visit
    from fedicoop.work import Work

    Deed = Callable[[Work, Actor, Actor], Awaitable[object]]

_SIZE, _ASKING = 40, 20


@members
async def follow(visit: Visit) -> Response:
    """Follow somebody, or ask to; the first follower of somebody elsewhere gets what is there."""
    async with visit.writing() as work:
        me, other = await _both(visit, work)
        is_first = not other.is_local and not await actors.has_local_follower(work, other)
        row = await service.follow(work, me, other)
        if is_first:
            posts.backfill(work, other)
        said = "followed" if row.accepted_at else "asked"
    return await _done(visit, other, said)


def _button(deed: Deed, said: str) -> Endpoint:
    """Make what a button on somebody's page does: the deed, then back to that page."""

    async def press(visit: Visit) -> Response:
        async with visit.writing() as work:
            me, other = await _both(visit, work)
            await deed(work, me, other)
        return await _done(visit, other, said)

    return members(press)


async def _both(visit: Visit, work: Work) -> tuple[Actor, Actor]:
    return await visit.actor(work), await somebody(work, visit.param("handle"))


async def _done(visit: Visit, other: Actor, said: str) -> Response:
    return await visit.back(visit.reader.person(other).path, say=said)


@members
async def show_followers(visit: Visit) -> Response:
    """Show who follows somebody, as far as this server knows."""
    async with visit.reading() as work:
        other = await _listed(visit, work)
        rows = await actors.followers(work, other, cursor(visit), _SIZE)
    return _list(visit, other, rows, [row.follower for row in rows], "followers")


@members
async def show_following(visit: Visit) -> Response:
    """Show whom somebody follows, but for the groups that do not say who is in them."""
    async with visit.reading() as work:
        other = await _listed(visit, work)
        rows = await actors.following(work, other, cursor(visit), _SIZE)
        found = [row.followed for row in rows]
        if other.id != visit.me.actor_id:
            found = [each for each in found if await may_know_members(work, each, visit.me.actor)]
    return _list(visit, other, rows, found, "following")


async def _listed(visit: Visit, work: Work) -> Actor:
    """Give whose lists are read; raises NotFound for a group whose members are not for the reader.

    Who follows a closed group belongs to it.
    """
    other = await somebody(work, visit.param("handle"), visit.me.actor)
    if not await may_know_members(work, other, visit.me.actor):
        raise NotFound("who is in this group is not for this reader")
    return other


def _list(
    visit: Visit, other: Actor, rows: list[Follow], found: list[Actor], kind: str
) -> Response:
    reader = visit.reader
    return visit.page(
        "people.html",
        kind=kind,
        person=reader.person(other),
        own=other.id == visit.me.actor_id,
        people=[reader.person(each) for each in found],
        next=rows[-1].id if len(rows) == _SIZE else None,
    )


@members
async def show_requests(visit: Visit) -> Response:
    """Show who asks to follow this member."""
    async with visit.reading() as work:
        rows = await actors.requests(work, visit.me.actor, cursor(visit), _ASKING)
    return visit.page(
        "requests.html",
        people=[visit.reader.person(row.follower) for row in rows],
        next=rows[-1].id if len(rows) == _ASKING else None,
        locked=visit.me.actor.locked,
    )


@members
async def accept(visit: Visit) -> Response:
    """Say yes to somebody who asks."""
    async with visit.writing() as work:
        await service.accept(work, await _asked(visit, work))
    return visit.redirect("/follow-requests", say="accepted")


@members
async def reject(visit: Visit) -> Response:
    """Say no to somebody who asks."""
    async with visit.writing() as work:
        await service.reject(work, await _asked(visit, work))
    return visit.redirect("/follow-requests", say="rejected")


async def _asked(visit: Visit, work: Work) -> Follow:
    """Give the request of the person named in the address; NotFound when there is none."""
    row = await actors.follow_between(work, visit.param("ident"), visit.me.actor_id)
    if row is None or row.accepted_at is not None:
        raise NotFound("nobody of this id asks to follow this member")
    return row


routes = [
    Route("/@{handle}/follow", follow, methods=["POST"]),
    Route("/@{handle}/unfollow", _button(service.unfollow, "unfollowed"), methods=["POST"]),
    Route("/@{handle}/block", _button(service.block, "blocked"), methods=["POST"]),
    Route("/@{handle}/unblock", _button(service.unblock, "unblocked"), methods=["POST"]),
    Route("/@{handle}/mute", _button(service.mute, "muted"), methods=["POST"]),
    Route("/@{handle}/unmute", _button(service.unmute, "unmuted"), methods=["POST"]),
    Route("/@{handle}/followers", show_followers),
    Route("/@{handle}/following", show_following),
    Route("/follow-requests", show_requests),
    Route("/follow-requests/{ident}/accept", accept, methods=["POST"]),
    Route("/follow-requests/{ident}/reject", reject, methods=["POST"]),
]
