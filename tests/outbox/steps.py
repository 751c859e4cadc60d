"""Letting workers run, stopping them, and waiting for what they do."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import OperationalError

from tests.outbox.peers import (
    a_note,
    an_activity,
    letters,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from fedicoop.actors import Actor
    from fedicoop.instance import Instance
    from fedicoop.outbox import State
    from fedicoop.outbox.worker import DeliveryWorker


@contextlib.asynccontextmanager
async def running(worker: DeliveryWorker, coop: Instance) -> AsyncIterator[asyncio.Task[None]]:
    """Let a worker run as the application does, and stop it at the end."""
    task = asyncio.get_running_loop().create_task(worker.run(coop.posted))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(holds: Callable[[], bool | Awaitable[bool]], seconds: float = 10.0) -> None:
    """Wait until something holds, not for ever."""
    for _ in range(int(seconds / 0.005)):
        found = holds()
        if await found if isinstance(found, Awaitable) else found:
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never came to hold")


async def all_are(coop: Instance, state: State) -> bool:
    """Tell whether every letter is in a state."""
    return {letter.state for letter in await letters(coop)} == {state}


async def none_is_left(coop: Instance) -> bool:
    """Tell whether every letter was forgotten."""
    return not await letters(coop)


async def given_letters(coop: Instance, ana: Actor, hosts: int) -> None:
    """Write one letter to each of some hosts, h0.example, h1.example …."""
    inboxes = tuple(f"https://h{number}.example/inbox" for number in range(hosts))
    async with coop.writing() as work:
        work.publish(an_activity(work, ana, "Create", a_note(ana)), inboxes=inboxes)


def gone() -> Any:
    """Stand for a database that is away."""
    raise OperationalError("BEGIN", {}, OSError("gone"))
