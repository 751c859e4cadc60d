"""The database: one careful writer and many readers on SQLite, the same sessions on PostgreSQL.

On SQLite every writing transaction starts with BEGIN IMMEDIATE, because the driver's own default
loses concurrent updates without an error, and readers are opened with ``query_only``, so that a
page that is only shown cannot write. Nothing that knows a dialect lives outside this folder.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, Select, bindparam, case, event, func, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from fedicoop.db import fulltext
from fedicoop.db.columns import Base, Id, Uri, UtcDateTime
from fedicoop.db.driver import Connection
from fedicoop.db.memory import Memory, Session, foresee, settle
from fedicoop.db.statements import compiled

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from sqlalchemy.engine import Connection as Transaction
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

__all__ = [
    "DURABILITY",
    "READERS",
    "Base",
    "Database",
    "Id",
    "Memory",
    "Uri",
    "UtcDateTime",
    "add_up",
    "foresee",
    "insert_new",
    "rows_at_once",
    "settle",
    "skip_locked",
    "take_turn",
]
READERS = 4
DURABILITY = "FULL"
"""What is committed is on the disk before anybody is told so (decision 0002)."""


class Database:
    """The two ways into the data: ``writing()`` commits or rolls back, ``reading()`` only reads."""

    def __init__(self, url: str) -> None:
        """Open nothing yet; ``url`` is a path-like sqlite URL or a postgresql one.

        ``sqlite:///absolute/or/relative/file`` or ``postgresql://user@host/name``.
        """
        self.url = _with_driver(url)
        self.is_sqlite = self.url.startswith("sqlite")
        self._turn = asyncio.Lock()
        if self.is_sqlite:
            Path(self.url.partition(":///")[2]).parent.mkdir(parents=True, exist_ok=True)
            self._writer = _sqlite_engine(self.url, write=True)
            self._reader = _sqlite_engine(self.url, write=False)
        else:
            self._writer = self._reader = _postgres_engine(self.url)
        self._write = _sessions(self._writer)
        self._read = _sessions(self._reader)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """Open one transaction that commits on leaving and rolls back on any error.

        SQLite takes one writer at a time: waiting here is fair and cheap, waiting in SQLite is a
        sleep-and-retry. PostgreSQL needs no queue.
        """
        if not self.is_sqlite:
            async with self._write.begin() as session:
                yield session
            return
        async with self._turn, self._write.begin() as session:
            yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Open a snapshot for reading; a write through it fails."""
        async with self._read() as session:
            yield session

    async def create_tables(self) -> None:
        """Make all declared tables at once, for tests; instances run the migrations instead."""
        async with self._writer.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
            await connection.run_sync(fulltext.install)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Any]:
        """Lend the writer's connection in a transaction: for migrations and health checks."""
        async with self._turn, self._writer.begin() as connection:
            yield connection

    async def fault(self) -> str:
        """Say what is wrong with the stored data; "" when nothing is."""
        check = "PRAGMA quick_check" if self.is_sqlite else "SELECT 'ok'"
        async with self.reading() as session:
            found = await session.scalar(text(check))
        return "" if found == "ok" else str(found)

    async def copy_to(self, path: Path) -> None:
        """Write a whole, consistent copy of an SQLite database while others go on working."""
        source = self.url.partition(":///")[2]

        def copy() -> None:
            with closing(sqlite3.connect(source)) as connection:
                connection.execute("VACUUM INTO ?", (str(path),))

        await asyncio.to_thread(copy)

    async def close(self) -> None:
        """Give every connection back."""
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()


def _sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    return async_sessionmaker(engine, expire_on_commit=False, sync_session_class=Session)


def skip_locked(statement: Select[Any]) -> Select[Any]:
    """Lease rows that no other worker holds (PostgreSQL); SQLite has one writer and ignores it."""
    return statement.with_for_update(skip_locked=True)


async def take_turn(session: AsyncSession, name: str) -> None:
    """Wait until no other transaction holds this turn; it ends with the transaction.

    For counting before writing: on PostgreSQL two that count at once see neither's rows. SQLite
    has one writer, who has every turn.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(func.hashtext(name))))


async def add_up(session: AsyncSession, sums: Mapping[tuple[Any, str], int]) -> None:
    """Change counters in the database itself, so that no concurrent change is lost; never below 0.

    ``sums`` says by how much, for each (mapped column, row id); always in the same order, so that
    two who do this at once do not wait for each other for ever.
    """
    rows: dict[Any, list[dict[str, Any]]] = {}
    for (column, ident), by in sorted(sums.items(), key=lambda each: (str(each[0][0]), each[0][1])):
        rows.setdefault(column, []).append({"row": ident, "by": by})
    for column, changes in rows.items():
        table = column.class_.__table__
        changed = table.c[column.key] + bindparam("by", type_=Integer)
        values = {column.key: case((changed < 0, 0), else_=changed)}
        await session.execute(
            update(table).where(table.c.id == bindparam("row")).values(values), changes
        )


def rows_at_once(rows: Sequence[Any], size: int = 500) -> list[Sequence[Any]]:
    """Cut a long list into pieces below the databases' limits on parameters."""
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def _with_driver(url: str) -> str:
    for plain, driven in (("sqlite:", "sqlite+aiosqlite:"), ("postgresql:", "postgresql+asyncpg:")):
        if url.startswith(plain):
            return driven + url[len(plain) :]
    return url


def _postgres_engine(url: str) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_size=READERS + 2,
        max_overflow=4,
        isolation_level="READ COMMITTED",
        execution_options={"compiled_cache": compiled},
    )


def _sqlite_engine(url: str, *, write: bool) -> AsyncEngine:
    path = url.partition(":///")[2]
    engine = create_async_engine(
        url,
        pool_size=1 if write else READERS,
        max_overflow=0,
        pool_timeout=30,
        async_creator=lambda: Connection.to(path),
        execution_options={"compiled_cache": compiled},
    )
    begin = "BEGIN IMMEDIATE" if write else "BEGIN"

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout = 10000")
        cursor.execute("PRAGMA foreign_keys = ON")
        if write:
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute(f"PRAGMA synchronous = {DURABILITY}")
        else:
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Transaction) -> None:
        connection.exec_driver_sql(begin)

    @event.listens_for(engine.sync_engine, "invalidate")
    def let_go(connection: DBAPIConnection, _record: ConnectionPoolEntry, _error: object) -> None:
        # Whoever is cancelled while a query runs leaves it half read. SQLite keeps a connection
        # that is closed then alive, and with it its transaction and the one writer's lock.
        connection.rollback()

    return engine


def insert_new(session: AsyncSession, table: Any) -> Any:
    """Start an INSERT that passes over rows whose unique key is already there.

    Add ``.values([...])`` and, to know which rows went in, ``.returning(column)``.
    """
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()
