"""Empty tables for a test, quickly: copied from a first SQLite file, or emptied on PostgreSQL."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import text

from fedicoop.db import Base, Database

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

_seen: list[str] = []
_first: list[tempfile.TemporaryDirectory[str]] = []


async def lay_tables(database: Database) -> None:
    """Give a database every table, and no row in any; nothing may have opened it before."""
    if database.is_sqlite:
        shutil.copyfile(await _made_once(), database.url.partition(":///")[2])
        return
    async with database.connection() as connection:
        there = await connection.scalar(text("SELECT to_regclass('actors')"))
    if there is None or not _seen:
        await database.create_tables()  # a run before may have left fewer tables
        _seen.append(database.url)
    async with database.connection() as connection:
        await _empty(connection)


async def _made_once() -> Path:
    if not _first:
        folder = tempfile.TemporaryDirectory(prefix="fedicoop-tables-")
        database = Database(f"sqlite:///{folder.name}/empty.sqlite3")
        await database.create_tables()
        await database.close()  # leaves one file: the last connection takes the journal in
        _first.append(folder)
    return Path(_first[0].name) / "empty.sqlite3"


async def _empty(connection: AsyncConnection) -> None:
    """Empty the tables that hold anything: most tests write to a few of a hundred.

    Row by row, what refers to others first: TRUNCATE would make the files of all of them anew.
    """
    tables = [f'"{table.name}"' for table in reversed(Base.metadata.sorted_tables)]
    tables.append("search_words")  # it is made beside the models (db.fulltext)
    asked = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})"  # noqa: S608 - our own names
        for name in tables
    )
    full = set((await connection.execute(text(asked))).scalars())
    for name in (each for each in tables if each in full):
        await connection.execute(text(f"DELETE FROM {name}"))  # noqa: S608 - our own names
