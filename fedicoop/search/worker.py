"""Reading what was written into the index, soon after, for as long as the instance lives."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fedicoop.log import logger
from fedicoop.search import queries, service

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager

    from fedicoop.work import Work

    Opener = Callable[[], AbstractAsyncContextManager[Work]]

PAUSE = 2.0
log = logger(__name__)


async def run_once(reading: Opener, writing: Opener) -> int:
    """Read everything that waits; gives how much. The one writer is not taken for nothing."""
    total = 0
    async with reading() as work:
        waits = await queries.has_waiting(work)
    while waits:
        async with writing() as work:
            done = await service.catch_up(work)
        total += done
        waits = done > 0
        await asyncio.sleep(0)
    return total


async def run(reading: Opener, writing: Opener, pause: float = PAUSE) -> None:
    """Look every few seconds until cancelled; one failed round never ends the next."""
    while True:
        try:
            await run_once(reading, writing)
        except Exception:
            log.exception("the search index stumbled")
        await asyncio.sleep(pause)
