"""What was compiled once is there for every engine of the same dialect, and forgotten in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from fedicoop.actors import Actor
from fedicoop.db import Database
from fedicoop.db.statements import Statements, compiled
from tests.tables import lay_tables

if TYPE_CHECKING:
    from pathlib import Path

NEVER_ASKED_ELSEWHERE = select(Actor.id).where(Actor.name == "Zoé", Actor.uri == "x").limit(3)


async def test_a_second_database_finds_what_the_first_one_compiled(tmp_path: Path) -> None:
    sizes = []
    for name in ("first", "second"):
        database = Database(f"sqlite:///{tmp_path}/{name}.sqlite3")
        await lay_tables(database)
        before = len(compiled)
        for way in (database.reading, database.writing):
            async with way() as session:
                assert (await session.execute(NEVER_ASKED_ELSEWHERE)).all() == []
        sizes.append(len(compiled) - before)
        await database.close()

    assert sizes == [1, 0]


def test_dialects_are_kept_apart_and_the_least_used_goes_first() -> None:
    class Dialect:
        def __init__(self, name: str) -> None:
            self.name = name

    kept = Statements(4)
    kept[Dialect("sqlite"), "a"] = "for sqlite"
    kept[Dialect("postgresql"), "a"] = "for postgresql"

    assert kept.get((Dialect("sqlite"), "a")) == "for sqlite"
    assert kept.get((Dialect("postgresql"), "a")) == "for postgresql"
    for number in range(20):
        kept[Dialect("sqlite"), number] = number
    assert kept.get((Dialect("sqlite"), "a")) is None
    assert len(kept) <= 6
