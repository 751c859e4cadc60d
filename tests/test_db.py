"""What the database promises: no lost update, no write on a read, no time without a zone."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, StatementError
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from fedicoop import db
from fedicoop.db import (
    Database,
    UtcDateTime,
    insert_new,
    rows_at_once,
    skip_locked,
    take_turn,
)
from tests import conftest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncSession

_tables = MetaData()
counters = Table(
    "test_counters",
    _tables,
    Column("name", String(20), primary_key=True),
    Column("value", Integer, nullable=False, default=0),
    Column("at", UtcDateTime),
)
voters = Table(
    "test_voters",
    _tables,
    Column("name", String(20), primary_key=True),
    Column("counter", ForeignKey(counters.c.name)),
)


@pytest.fixture
async def counting(database: Database) -> AsyncIterator[Database]:
    """Give a database with one counter at zero."""
    async with database.connection() as connection:
        await connection.run_sync(_tables.drop_all)
        await connection.run_sync(_tables.create_all)
        await connection.execute(insert(counters).values(name="votes", value=0))
    yield database
    async with database.connection() as connection:
        await connection.run_sync(_tables.drop_all)


async def value_of(database: Database) -> int:
    """Read the counter."""
    async with database.reading() as session:
        return await session.scalar(select(counters.c.value)) or 0


async def add_one(session: AsyncSession) -> None:
    """Read, think, write: what every service does that counts something."""
    seen = await session.scalar(select(counters.c.value).with_for_update())
    await asyncio.sleep(0.01)
    await session.execute(update(counters).values(value=(seen or 0) + 1))


async def ten_at_once(deed: Callable[[], Awaitable[None]]) -> int:
    """Do something ten times at the same moment, and give how many said that they failed."""
    outcomes = await asyncio.gather(*(deed() for _ in range(10)), return_exceptions=True)
    return sum(isinstance(outcome, Exception) for outcome in outcomes)


async def test_ten_people_who_vote_at_once_are_ten_votes(counting: Database) -> None:
    async def vote() -> None:
        async with counting.writing() as session:
            await add_one(session)

    failures = await ten_at_once(vote)

    assert failures == 0
    assert await value_of(counting) == 10


async def test_the_drivers_own_transactions_would_lose_votes_without_a_word(
    tmp_path: Path,
) -> None:
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/plain.sqlite3")
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    async with engine.begin() as connection:
        await connection.run_sync(_tables.create_all)
        await connection.execute(insert(counters).values(name="votes", value=0))

    async def vote() -> None:
        async with sessions.begin() as session:
            await add_one(session)

    failures = await ten_at_once(vote)

    async with sessions() as session:
        counted = await session.scalar(select(counters.c.value))
    await engine.dispose()
    assert counted is not None
    assert counted + failures < 10, "if this fails, the driver has learnt: db.py may be simpler"


async def test_two_processes_lose_nothing_either(counting: Database) -> None:
    other = Database(counting.url)

    async def vote(database: Database) -> None:
        async with database.writing() as session:
            await add_one(session)

    await asyncio.gather(*(vote(database) for database in (counting, other) for _ in range(5)))

    await other.close()
    assert await value_of(counting) == 10


async def test_an_error_leaves_nothing_behind(counting: Database) -> None:
    async def stumble() -> None:
        async with counting.writing() as session:
            await add_one(session)
            raise LookupError

    with pytest.raises(LookupError):
        await stumble()

    assert await value_of(counting) == 0
    async with counting.writing() as session:
        await add_one(session)
    assert await value_of(counting) == 1


async def test_a_reader_does_not_see_what_is_not_committed(counting: Database) -> None:
    async with counting.writing() as session:
        await add_one(session)
        assert await value_of(counting) == 0

    assert await value_of(counting) == 1


async def test_a_reader_cannot_write(counting: Database) -> None:
    if not counting.is_sqlite:
        async with counting.reading() as session:
            await add_one(session)
        assert await value_of(counting) == 0
        return

    async with counting.reading() as session:
        with pytest.raises(OperationalError, match="readonly"):
            await session.execute(update(counters).values(value=99))


async def test_a_page_is_read_while_somebody_writes(counting: Database) -> None:
    async with counting.writing() as session:
        await add_one(session)
        values = await asyncio.gather(*(value_of(counting) for _ in range(8)))

    assert values == [0] * 8


async def test_a_time_comes_back_in_utc_whatever_zone_it_had(counting: Database) -> None:
    in_paris = datetime(2026, 7, 1, 14, 30, 15, 123456, tzinfo=timezone(timedelta(hours=2)))

    async with counting.writing() as session:
        await session.execute(update(counters).values(at=in_paris))
    async with counting.reading() as session:
        found = await session.scalar(select(counters.c.at))

    assert found == in_paris
    assert found is not None
    assert found.utcoffset() == timedelta(0)


async def test_a_time_is_found_by_comparing(counting: Database) -> None:
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
    async with counting.writing() as session:
        await session.execute(update(counters).values(at=noon))

    async with counting.reading() as session:
        later = noon + timedelta(seconds=1)
        assert await session.scalar(select(counters.c.name).where(counters.c.at < later))
        assert not await session.scalar(select(counters.c.name).where(counters.c.at > later))


async def test_no_time_is_no_time(counting: Database) -> None:
    async with counting.writing() as session:
        await session.execute(update(counters).values(at=None))

    async with counting.reading() as session:
        assert await session.scalar(select(counters.c.at)) is None


async def test_a_time_without_a_zone_is_a_mistake_of_ours(counting: Database) -> None:
    with pytest.raises(StatementError, match="naive"):
        async with counting.writing() as session:
            await session.execute(update(counters).values(at=datetime(2026, 7, 1)))  # noqa: DTZ001


async def test_rows_that_are_there_already_are_passed_over(counting: Database) -> None:
    rows = [{"name": "votes", "value": 7}, {"name": "seats", "value": 3}]

    async with counting.writing() as session:
        statement = insert_new(session, counters).values(rows).returning(counters.c.name)
        went_in = list(await session.scalars(statement))

    assert went_in == ["seats"]
    assert await value_of_name(counting, "votes") == 0
    with pytest.raises(IntegrityError):
        async with counting.writing() as session:
            await session.execute(insert(counters).values(rows))


async def value_of_name(database: Database, name: str) -> int | None:
    """Read one counter."""
    async with database.reading() as session:
        query = select(counters.c.value).where(counters.c.name == name)
        return await session.scalar(query)


async def test_a_row_cannot_name_one_that_is_not_there(counting: Database) -> None:
    async with counting.writing() as session:
        await session.execute(insert(voters).values(name="ana", counter="votes"))

    with pytest.raises(IntegrityError):
        async with counting.writing() as session:
            await session.execute(insert(voters).values(name="eve", counter="seats"))


async def test_leased_rows_are_not_given_twice(counting: Database) -> None:
    async with counting.writing() as session:
        mine = list(await session.scalars(skip_locked(select(counters.c.name))))
        if not counting.is_sqlite:
            async with counting.writing() as other:
                theirs = list(await other.scalars(skip_locked(select(counters.c.name))))
            assert theirs == []

    assert mine == ["votes"]


async def test_who_counts_before_writing_waits_for_a_turn(counting: Database) -> None:
    async def count_and_write() -> None:
        async with counting.writing() as session:
            await take_turn(session, "votes")
            seen = await session.scalar(select(counters.c.value)) or 0
            await asyncio.sleep(0.01)
            await session.execute(update(counters).values(value=seen + 1))

    assert await ten_at_once(count_and_write) == 0
    assert await value_of(counting) == 10


def test_a_long_list_is_cut_into_pieces() -> None:
    assert rows_at_once([1, 2, 3, 4, 5], 2) == [[1, 2], [3, 4], [5]]
    assert rows_at_once([]) == []


async def test_what_is_committed_is_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it is shipped; the other tests do not wait for the disk."""
    monkeypatch.setattr(db, "DURABILITY", conftest.DURABILITY)
    database = Database(f"sqlite:///{tmp_path}/kept.sqlite3")
    async with database.writing() as session:
        waits = await session.scalar(text("PRAGMA synchronous"))
        journal = await session.scalar(text("PRAGMA journal_mode"))
    await database.close()
    assert (waits, journal) == (2, "wal")  # 2 is FULL


async def test_sound_data_has_no_fault(counting: Database) -> None:
    assert await counting.fault() == ""


async def test_broken_data_is_noticed(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/data.sqlite3")
    await database.create_tables()
    async with database.connection() as connection:
        await connection.execute(text("PRAGMA writable_schema = ON"))
        await connection.execute(
            text("UPDATE sqlite_master SET rootpage = 3 WHERE type = 'index' AND rootpage > 3")
        )
    await database.close()

    database = Database(f"sqlite:///{tmp_path}/data.sqlite3")
    try:
        fault = await database.fault()
    except DBAPIError as error:
        fault = str(error)
    await database.close()
    assert fault


async def test_a_copy_is_whole_while_others_write(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/data.sqlite3")
    async with database.connection() as connection:
        await connection.run_sync(_tables.create_all)
        await connection.execute(insert(counters).values(name="votes", value=5))

    async with database.writing() as session:
        await add_one(session)
        await database.copy_to(tmp_path / "copy.sqlite3")
    await database.close()

    with sqlite3.connect(tmp_path / "copy.sqlite3") as copy:
        assert copy.execute("SELECT value FROM test_counters").fetchall() == [(5,)]
    copy.close()


def test_the_folder_of_the_data_is_made(tmp_path: Path) -> None:
    Database(f"sqlite:///{tmp_path}/new/folder/data.sqlite3")

    assert (tmp_path / "new" / "folder").is_dir()


def test_a_url_names_its_driver_once() -> None:
    assert Database("postgresql://ana@db.example/coop").url == (
        "postgresql+asyncpg://ana@db.example/coop"
    )
    given = "postgresql+asyncpg://ana@db.example/coop"
    assert Database(given).url == given
