"""Into a group and out of it, each in one click; invitations answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.errors import NotFound
from fedicoop.groups import Sight, State, queries, service
from fedicoop.posts import service as posts
from fedicoop.web.pages.finding import somebody
from fedicoop.web.pages.groups import cards
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.groups import Group, Membership
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_LONGEST = 1000


@members
async def join(visit: Visit) -> Response:
    """Come into a group, or ask to, here or on another server."""
    message = (await visit.form()).text("message", _LONGEST)
    async with visit.writing() as work:
        group = await _group(visit, work)
        row = await service.join(work, group, await visit.actor(work), message=message)
        if not group.is_local:
            posts.backfill(work, group.actor)
        said = "joined" if row.is_active else "asked"
        path = visit.reader.person(group.actor).path
    return await visit.back(path, say=said)


async def _group(visit: Visit, work: Work) -> Group:
    """Give the group of the address; one elsewhere is remembered when somebody first joins."""
    actor = await somebody(work, visit.param("handle"), visit.me.actor)
    if not actor.is_local and actor.type == "Group":
        return await service.remember(work, actor)
    return (await cards.seen(visit, work, visit.param("handle"))).group


@members
async def leave(visit: Visit) -> Response:
    """Leave a group, or take back that one asked; a secret one is no longer there then."""
    async with visit.writing() as work:
        group = (await cards.seen(visit, work, visit.param("handle"))).group
        me = await visit.actor(work)
        row = await queries.membership(work, group, me)
        said = "left" if row is not None and row.is_active else "unasked"
        await service.leave(work, group, me)
        path = "/groups" if _vanishes(group) else visit.reader.person(group.actor).path
    return visit.redirect(path, say=said)


def _vanishes(group: Group) -> bool:
    return group.visibility == Sight.SECRET


@members
async def accept(visit: Visit) -> Response:
    """Come into a group as one was asked to."""
    async with visit.writing() as work:
        row = await _invitation(visit, work)
        await service.accept_invitation(work, row)
        path = visit.reader.person(row.group.actor).path
    return visit.redirect(path, say="joined")


@members
async def decline(visit: Visit) -> Response:
    """Say no to an invitation."""
    async with visit.writing() as work:
        row = await _invitation(visit, work)
        await service.decline_invitation(work, row)
        path = "/groups" if _vanishes(row.group) else visit.reader.person(row.group.actor).path
    return visit.redirect(path, say="declined")


async def _invitation(visit: Visit, work: Work) -> Membership:
    """Give the member's own invitation; NotFound when there is none that waits."""
    group = (await cards.seen(visit, work, visit.param("handle"))).group
    row = await queries.membership(work, group, await visit.actor(work))
    if row is None or row.state != State.INVITED:
        raise NotFound("no invitation waits")
    return row


routes = [
    Route("/@{handle}/join", join, methods=["POST"]),
    Route("/@{handle}/leave", leave, methods=["POST"]),
    Route("/@{handle}/accept-invitation", accept, methods=["POST"]),
    Route("/@{handle}/decline-invitation", decline, methods=["POST"]),
]
