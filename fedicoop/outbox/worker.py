"""The loop behind the way out: take what is due, send it, note what became of it; asleep if idle.

Letters are under way side by side, a slow server holds up nobody else's. Whatever was answered
meanwhile is noted, and the next letters are taken, in one short transaction.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from fedicoop.ids import new_token
from fedicoop.log import logger
from fedicoop.outbox import deliver, pruning
from fedicoop.outbox.models import Delivery
from fedicoop.outbox.noting import Notes, give_back
from fedicoop.outbox.taking import Taker
from fedicoop.urls import Urls
from fedicoop.work import Work

if TYPE_CHECKING:
    from collections.abc import Callable

    from fedicoop.activitypub.client import Client
    from fedicoop.clock import Clock
    from fedicoop.config import Config
    from fedicoop.db import Database
    from fedicoop.outbox.deliver import Letter, Result

AT_ONCE = 128
_LONGEST_SLEEP = 2.0
"""Another process may have posted something: looking costs one question to an index."""
_STUMBLE = 1.0
_GATHER = 0.0005
_LAST_WORDS = 5.0
_TIDY_EVERY = timedelta(hours=1)
log = logger(__name__)


class DeliveryWorker:
    """Delivers one instance's letters; several workers and processes may share a database."""

    def __init__(
        self,
        database: Database,
        client: Client,
        clock: Clock,
        config: Config,
        *,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Take what is needed; ``chance`` gives 0 to 1 and spreads the pauses."""
        self._database = database
        self._client = client
        self._clock = clock
        self._config = config
        self._chance = chance
        self._urls = Urls(config.public_url)
        self._name = new_token()[:40]
        self._under_way: Counter[str] = Counter()
        self._results: list[Result] = []
        self._tidy_at = clock()

    async def run_once(self) -> int:
        """Send all that is due now, wait for the answers; give how many letters were sent."""
        sent = 0
        bell = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            while True:
                bell.clear()
                letters = await self._turn()
                self._start(group, letters, bell)
                sent += len(letters)
                if not letters and not self._under_way and not self._results:
                    return sent
                await bell.wait()
                await self._gather()

    async def run(self, posted: asyncio.Event) -> None:
        """Deliver for ever, woken by ``posted``; gives back what it holds when it is cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                while True:
                    posted.clear()
                    letters, pause = await self._safely()
                    self._start(group, letters, posted)
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(pause):
                            await posted.wait()
                            await self._gather()
        finally:
            await self._stop()

    def _start(self, group: asyncio.TaskGroup, letters: list[Letter], bell: asyncio.Event) -> None:
        for letter in letters:
            self._under_way[letter.host] += 1
            task = group.create_task(self._send(letter))
            task.add_done_callback(partial(self._landed, letter.host, bell))

    async def _send(self, letter: Letter) -> None:
        result = await deliver.send(self._client, letter)
        self._results.append(result)

    def _landed(self, host: str, bell: asyncio.Event, _task: asyncio.Task[None]) -> None:
        """Count a letter as no longer under way, answered or not."""
        self._under_way[host] -= 1
        if not self._under_way[host]:
            del self._under_way[host]
        bell.set()

    async def _gather(self) -> None:
        """Wait a moment for more answers when many are expected: a commit costs the same."""
        await asyncio.sleep(_GATHER * self._under_way.total())

    async def _safely(self) -> tuple[list[Letter], float]:
        """Take a turn if there is anything to do; give letters, and how long to sleep at most.

        A database that is away for a moment must not end the loop.
        """
        try:
            await self._tidy()
            pause = await self._pause()
            if not self._results and pause > 0:
                return [], pause
            letters = await self._turn()
        except Exception:
            log.exception("the delivery worker stumbled")
            await asyncio.sleep(_STUMBLE)
            return [], 0.0
        return letters, _LONGEST_SLEEP if letters else _STUMBLE

    async def _pause(self) -> float:
        """Give the seconds until a letter is due, at most two."""
        async with self._database.reading() as session:
            due = await session.scalar(
                select(func.min(Delivery.due_at)).where(Delivery.due_at.isnot(None))
            )
        if due is None:
            return _LONGEST_SLEEP
        return min(max((due - self._clock()).total_seconds(), 0.0), _LONGEST_SLEEP)

    async def _turn(self) -> list[Letter]:
        """Note the results so far and take the next letters, in one transaction."""
        results, self._results = self._results, []
        try:
            async with self._database.writing() as session:
                work = Work(session, self._config, self._clock, self._urls)
                if results:
                    notes = Notes(session, self._name, work.now(), self._chance)
                    await notes.write(results)
                room = AT_ONCE - self._under_way.total()
                return await Taker(work, self._name, self._under_way).take(room)
        except BaseException:
            self._results = results + self._results
            raise

    async def _tidy(self) -> None:
        """Forget, once an hour, what was settled long ago."""
        if self._clock() >= self._tidy_at:
            self._tidy_at = self._clock() + _TIDY_EVERY
            await pruning.prune(self._database, self._clock())

    async def _stop(self) -> None:
        """Note the last answers and let other workers have the rest, in a few seconds at most."""
        try:
            async with asyncio.timeout(_LAST_WORDS), self._database.writing() as session:
                now = self._clock()
                if self._results:
                    await Notes(session, self._name, now, self._chance).write(self._results)
                await give_back(session, self._name, now)
        except Exception:
            log.exception("letters were not given back; they fall due when their lease ends")
