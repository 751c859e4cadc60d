"""Making what members asked for, one after the other, for as long as the instance lives."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fedicoop.log import logger
from fedicoop.takeaways import making

if TYPE_CHECKING:
    from fedicoop.takeaways.making import Opener

PAUSE = 5.0
log = logger(__name__)


async def run_once(reading: Opener, writing: Opener) -> int:
    """Make everything that waits; gives how many. The one writer is not taken for nothing."""
    made = 0
    while await making.make_next(reading, writing):
        made += 1
    return made


async def run(reading: Opener, writing: Opener, pause: float = PAUSE) -> None:
    """Look every few seconds until cancelled; one failed round never ends the next."""
    while True:
        try:
            await run_once(reading, writing)
        except Exception:
            log.exception("the files with members' data stumbled")
        await asyncio.sleep(pause)
