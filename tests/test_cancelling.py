"""Whoever is cancelled in the middle of a transaction leaves no lock behind."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from sqlalchemy import text

from fedicoop.db import Database

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

ROUNDS = 40
LONG = (
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 4000) SELECT x FROM n"
)


async def write_and_read(database: Database) -> None:
    """Hold the writer's lock, then read for a while."""
    async with database.writing() as session:
        await session.execute(text("INSERT INTO things VALUES (1)"))
        for _ in range(50):
            (await session.execute(text(LONG))).first()


def is_free(file: Path) -> bool:
    """Tell whether somebody else could write now."""
    with closing(sqlite3.connect(file, timeout=0.2, isolation_level=None)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        other.execute("ROLLBACK")
        return True


async def test_a_cancelled_query_gives_the_writers_lock_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """At whatever moment it is cancelled; nothing of it is stored."""
    file = tmp_path / "data" / "test.sqlite3"
    database = Database(f"sqlite:///{file}")
    async with database.writing() as session:
        await session.execute(text("CREATE TABLE things (id INTEGER)"))
    kept: list[BaseException | None] = []
    for number in range(ROUNDS):
        task = asyncio.ensure_future(write_and_read(database))
        await asyncio.sleep(0.0005 * number)
        task.cancel()
        kept += await asyncio.gather(task, return_exceptions=True)
        assert is_free(file), number
    assert any(isinstance(each, asyncio.CancelledError) for each in kept)
    async with database.reading() as session:
        assert await session.scalar(text("SELECT count(*) FROM things")) == kept.count(None)
    await database.close()
