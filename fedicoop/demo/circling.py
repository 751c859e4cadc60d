"""How the demo's cooperatives trust each other, and hear what each server announces."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fedicoop.actors import queries as actors
from fedicoop.demo.seeding import PATIENCE
from fedicoop.inbox import libraries
from fedicoop.inbox.servers import find_server
from fedicoop.network import service as network

if TYPE_CHECKING:
    from fedicoop.demo.folders import Ground
    from fedicoop.demo.seeding import House


async def trust(ground: Ground, house: House) -> None:
    """Take every other cooperative into the circle; no network is needed."""
    async with house.instance.writing() as work:
        for other in ground.network.cooperatives:
            if other is not house.cooperative:
                await network.trust(work, None, other.host)


async def join(ground: Ground, house: House) -> None:
    """Let a server follow all others, and wait until they have agreed."""
    others = [each for each in ground.network.cooperatives if each is not house.cooperative]
    uris = [await find_server(house.instance, each.host) for each in others]
    async with house.instance.writing() as work:
        for server in await actors.by_uris(work, uris):
            await network.ask(work, None, server)
    await house.deliver()
    async with asyncio.timeout(PATIENCE):
        while not await _is_heard(house, uris):  # noqa: ASYNC110 - another process answers
            await asyncio.sleep(0.1)


async def read_libraries(house: House) -> None:
    """Let a server read what the others share of their libraries, as it does every hour."""
    await libraries.read_due(house.instance)


async def _is_heard(house: House, uris: list[str]) -> bool:
    async with house.instance.reading() as work:
        itself = await actors.instance_actor(work)
        found = await actors.by_uris(work, uris)
        return all([await actors.is_following(work, itself, each) for each in found])
