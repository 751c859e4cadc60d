"""SQLite's connections, with one trip to their thread for a statement instead of four.

A trip costs more than most statements do. Rows are all read at once in any case.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import aiosqlite
from aiosqlite.context import contextmanager as awaitable
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Iterable


class Cursor(aiosqlite.Cursor):
    """Runs a statement and reads its rows in the same trip."""

    _rows: list[Any] | None = None

    @override
    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> Cursor:
        """Run a statement; its rows are there when this returns."""
        cursor, values = self._cursor, tuple(parameters or ())

        def run() -> list[Any]:
            cursor.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

        self._rows = await self._execute(run)  # type: ignore[no-untyped-call]
        return self

    @override
    async def fetchall(self) -> list[Any]:
        """Give the rows that were read."""
        rows, self._rows = self._rows, None
        return rows or []

    @override
    async def close(self) -> None:
        """Forget the rows: everything was read, so that SQLite is done with the statement."""
        self._rows = None


class Connection(aiosqlite.Connection):
    """A connection whose cursors make fewer trips."""

    @classmethod
    async def to(cls, path: str) -> Connection:
        """Connect to a file; one coroutine at a time uses a connection, whatever its thread."""
        found = cls(lambda: sqlite3.connect(path, check_same_thread=False), iter_chunk_size=64)
        found._thread.daemon = True
        await found
        return found

    @override
    @awaitable
    async def cursor(self) -> aiosqlite.Cursor:
        """Make a cursor, without a trip."""
        return Cursor(self, self._conn.cursor())
