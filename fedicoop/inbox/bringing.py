"""Going through the lists that members brought along: each is found, and followed as ever."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fedicoop.accounts import policy
from fedicoop.accounts import queries as accounts
from fedicoop.actors import queries as actors
from fedicoop.actors import service
from fedicoop.errors import FedicoopError, NotFound
from fedicoop.inbox import lookup
from fedicoop.log import logger
from fedicoop.posts import service as posts
from fedicoop.takeaways import Deed, bringing

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.instance import Instance
    from fedicoop.takeaways import Bringing
    from fedicoop.work import Work

AT_ONCE = 20
"""How many people of a list are looked for in one round of the upkeep."""
PATIENCE = 60.0
_NOBODY = "Nobody was found under this address."
_SLOW = "The other server did not answer."
log = logger(__name__)


async def go_on(instance: Instance, most: int = AT_ONCE, patience: float = PATIENCE) -> int:
    """Go on with one list for a while; gives for how many people something was tried."""
    async with instance.reading() as work:
        if not await bringing.has_due(work):
            return 0
    async with instance.writing() as work:
        row = await bringing.lease(work)
    if row is None:
        return 0
    tried = 0
    ends = asyncio.get_running_loop().time() + patience
    for handle in row.handles[row.done : row.done + most]:
        fault = await _one(instance, row, handle)
        tried += 1
        async with instance.writing() as work:
            faults = [(handle, fault)] if fault else []
            await bringing.note(work, row.id, row.done + tried, faults)
        if asyncio.get_running_loop().time() > ends:
            break
    async with instance.writing() as work:
        await bringing.let_go(work, row.id)
    return tried


async def _one(instance: Instance, row: Bringing, handle: str) -> str:
    """Do with one person what is to be done; gives why it failed, or ""."""
    try:
        uri = await lookup.resolve(instance, handle)
        async with instance.writing() as work:
            await _do(work, row, uri)
    except NotFound:
        return _NOBODY
    except FedicoopError as error:
        log.info("somebody on a list was not reached", handle=handle, reason=str(error))
        return error.safe if error.status < 500 else _SLOW
    return ""


async def _do(work: Work, row: Bringing, uri: str) -> None:
    member = await accounts.by_id(work, row.member_id)
    other = await actors.by_uri(work, uri)
    if member is None or not policy.is_active(member) or other is None or other.is_gone:
        raise NotFound("one of them is gone")
    if row.deed == Deed.FOLLOW:
        await _follow(work, member.actor, other)
    elif row.deed == Deed.MUTE:
        await service.mute(work, member.actor, other)
    else:
        await service.block(work, member.actor, other)


async def _follow(work: Work, me: Actor, other: Actor) -> None:
    """Do what the button on somebody's page does."""
    is_first = not other.is_local and not await actors.has_local_follower(work, other)
    await service.follow(work, me, other)
    if is_first:
        posts.backfill(work, other)
