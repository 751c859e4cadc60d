"""What every test can ask for: a stopped clock, a fresh database, one transaction."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from fedicoop import ids
from fedicoop.config import Config, load
from fedicoop.db import Base, Database
from fedicoop.urls import Urls
from fedicoop.work import Work
from tests.clocks import StoppedClock
from tests.postgres import ADDRESS as POSTGRES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

for room in sorted(Path(__file__).parent.parent.glob("fedicoop/*/models*")):
    importlib.import_module(f"fedicoop.{room.parent.name}.models")

INSTANCE = """
host = "coop.example"
name = "Coopérative d'essai"
languages = ["fr", "en"]
"""


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run every test on asyncio."""
    return "asyncio"


@pytest.fixture
def clock() -> StoppedClock:
    """Give a clock that only tests move."""
    return StoppedClock()


@pytest.fixture(autouse=True)
def fresh_ids() -> None:
    """Let no test get ids of a time to which another one had set its clock."""
    ids._last = 0


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Give the settings of coop.example with everything else as it comes."""
    (tmp_path / "instance.toml").write_text(INSTANCE, encoding="utf-8")
    return load(tmp_path, {})


@pytest.fixture(params=["sqlite", "postgresql"] if POSTGRES else ["sqlite"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """Give an empty database with every table; also a PostgreSQL one where there is one."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path}/data/test.sqlite3")
    else:
        database = Database(POSTGRES)
        await _empty(database)
    await database.create_tables()
    yield database
    await database.close()


async def _empty(database: Database) -> None:
    names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
    async with database.connection() as connection:
        there = await connection.scalar(text("SELECT to_regclass('actors')"))
        if there is not None:
            await connection.execute(text(f"TRUNCATE {names} CASCADE"))


@pytest.fixture
async def work(database: Database, config: Config, clock: StoppedClock) -> AsyncIterator[Work]:
    """Give one open writing transaction at coop.example."""
    async with database.writing() as session:
        yield Work(session, config, clock, Urls("https://coop.example"))
