"""Many arrivals, one commit: whoever is first commits for all who wait."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from fedicoop.db import insert_new
from fedicoop.inbox.models import Arrival

if TYPE_CHECKING:
    from fedicoop.db import Database


class Gatherer:
    """Collects rows while a commit is under way and writes them together in the next one.

    There is no timer: an arrival that finds nobody committing is committed at once, and under
    load the group grows by itself. On SQLite with synchronous=FULL this is the whole game.
    """

    def __init__(self, database: Database) -> None:
        """Keep the database to write to."""
        self._database = database
        self._turn = asyncio.Lock()
        self._waiting: list[tuple[dict[str, Any], asyncio.Future[bool]]] = []

    async def add(self, row: dict[str, Any]) -> bool:
        """Return when the row is on disk: True when it is new, False when it was there before."""
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((row, done))
        async with self._turn:
            if not done.done():
                await self._commit()
        return await done

    async def _commit(self) -> None:
        group, self._waiting = self._waiting, []
        try:
            fresh = await self._write([row for row, _ in group])
        except BaseException as error:
            for _, done in group:
                if isinstance(error, Exception):
                    done.set_exception(error)
                else:
                    done.cancel()
            raise
        for row, done in group:
            done.set_result(row["id"] in fresh)

    async def _write(self, rows: list[dict[str, Any]]) -> set[str]:
        async with self._database.writing() as session:
            statement = insert_new(session, Arrival.__table__).returning(Arrival.__table__.c.id)
            return set(await session.scalars(statement, rows))
