"""What every test can ask for: a stopped clock, a fresh database, one transaction."""

from __future__ import annotations

import importlib
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fedicoop import db, ids
from fedicoop.activitypub import keys
from fedicoop.activitypub.keys import generate as make_pair
from fedicoop.config import Config, load
from fedicoop.db import Database
from fedicoop.urls import Urls
from fedicoop.work import Work
from tests.clocks import StoppedClock
from tests.postgres import ADDRESS as POSTGRES
from tests.tables import lay_tables

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

for room in sorted(Path(__file__).parent.parent.glob("fedicoop/*/models*")):
    importlib.import_module(f"fedicoop.{room.parent.name}.models")

DURABILITY = db.DURABILITY
db.DURABILITY = "OFF"  # no test cuts the power, and waiting for the disk takes long
PAIRS: list[tuple[str, str]] = []
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


@pytest.fixture(autouse=True)
def key_ring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each actor of a test real keys of its own, which those of the next test get again.

    Making a pair takes longer than all the rest of most tests.
    """
    given = count()

    def take() -> tuple[str, str]:
        number = next(given)
        if number == len(PAIRS):
            PAIRS.append(make_pair())
        return PAIRS[number]

    monkeypatch.setattr(keys, "generate", take)


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
    await lay_tables(database)
    yield database
    await database.close()


@pytest.fixture
async def work(database: Database, config: Config, clock: StoppedClock) -> AsyncIterator[Work]:
    """Give one open writing transaction at coop.example."""
    async with database.writing() as session:
        yield Work(session, config, clock, Urls("https://coop.example"))
