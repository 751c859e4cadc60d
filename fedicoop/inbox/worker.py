"""The loop behind the front door: process, fetch, process again; asleep when there is nothing."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from fedicoop.inbox.fetch import fetch_some, fetch_wishes
from fedicoop.inbox.models import Arrival, Outcome
from fedicoop.inbox.process import AT_ONCE, process_some
from fedicoop.log import logger

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from fedicoop.instance import Instance

_LONGEST_SLEEP = 60.0
_GATHERING = 0.05
"""A transaction for one activity costs nearly as much as for twenty: some may come together."""
log = logger(__name__)


async def run_once(instance: Instance) -> int:
    """Do everything that is due now; give how many arrivals and wishes were worked on."""
    total = 0
    while True:
        done = await process_some(instance)
        done += await fetch_some(instance)
        done += await fetch_wishes(instance)
        if not done:
            return total
        total += done


async def run(instance: Instance) -> None:
    """Work for ever. Fetching has its own loop: a slow server holds up nobody else's activities."""
    async with asyncio.TaskGroup() as group:
        group.create_task(_process(instance))
        group.create_task(_fetch(instance))


async def _process(instance: Instance) -> None:
    while True:
        instance.arrived.clear()
        done = await _safely(process_some(instance))
        if done:
            instance.wanted.set()
            if done < AT_ONCE:
                await asyncio.sleep(_GATHERING)
            continue
        await _sleep(instance, instance.arrived, fetching=False)


async def _fetch(instance: Instance) -> None:
    while True:
        instance.wanted.clear()
        done = await _safely(fetch_some(instance)) + await _safely(fetch_wishes(instance))
        if done:
            instance.arrived.set()
            continue
        await _sleep(instance, instance.wanted, fetching=True)


async def _safely(step: Coroutine[Any, Any, int]) -> int:
    """Take one step; a database that is away for a moment must not end the loop."""
    try:
        return await step
    except Exception:
        log.exception("the inbox worker stumbled")
        await asyncio.sleep(1)
        return 0


async def _sleep(instance: Instance, bell: asyncio.Event, *, fetching: bool) -> None:
    """Sleep until the bell rings or something put off falls due."""
    async with instance.reading() as work:
        needs = Arrival.needs.isnot(None) if fetching else Arrival.needs.is_(None)
        due = await work.session.scalar(
            select(func.min(Arrival.due_at)).where(Arrival.outcome == Outcome.WAITING, needs)
        )
        pause = (due - work.now()).total_seconds() if due else _LONGEST_SLEEP
    # Not wait_for: on Python 3.11 it can swallow the cancellation that ends the server.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(min(max(pause, 0.01), _LONGEST_SLEEP)):
            await bell.wait()
