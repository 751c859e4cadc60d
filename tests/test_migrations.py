"""The database's history leads to exactly the tables that the rooms declare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from fedicoop.db import Base, Database
from fedicoop.migrations import pending, upgrade
from tests.postgres import ADDRESS as POSTGRES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from sqlalchemy.engine import Connection


@pytest.fixture(params=["sqlite", "postgresql"] if POSTGRES else ["sqlite"])
async def nothing(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """Give a database without any table."""
    on_postgres = request.param == "postgresql"
    database = Database(POSTGRES if on_postgres else f"sqlite:///{tmp_path}/new.sqlite3")
    if on_postgres:
        await _run(database, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    yield database
    if on_postgres:
        await _run(database, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    await database.close()


async def _run(database: Database, *statements: str) -> None:
    async with database.connection() as connection:
        for statement in statements:
            await connection.execute(text(statement))


async def _ask(database: Database, question: Any) -> Any:
    async with database.connection() as connection:
        return await connection.run_sync(question)


def _differences(connection: Connection) -> list[Any]:
    """Compare with what is declared; the words of the search are their database's own business."""

    def is_declared(name: str | None, kind: str, _parent: object) -> bool:
        return kind != "table" or not (name or "").startswith("search_words")

    opts = {"compare_type": True, "include_name": is_declared}
    context = MigrationContext.configure(connection, opts=opts)
    found: list[Any] = compare_metadata(context, Base.metadata)
    return found


def _shape(connection: Connection) -> dict[str, Any]:
    """Describe every table down to its last constraint, whatever the order."""
    about = inspect(connection)
    found = {}
    for table in set(about.get_table_names()) - {"alembic_version"}:
        found[table] = {
            "columns": sorted(
                (each["name"], str(each["type"]), each["nullable"])
                for each in about.get_columns(table)
            ),
            "key": about.get_pk_constraint(table)["constrained_columns"],
            "unique": _plain(about.get_unique_constraints(table), "column_names"),
            "indexes": _plain(about.get_indexes(table), "column_names"),
            "foreign": sorted(
                (key["constrained_columns"], key["referred_table"], key["options"])
                for key in about.get_foreign_keys(table)
            ),
        }
    return found


def _plain(parts: list[Any], names: str) -> list[Any]:
    return sorted((part["name"], part[names]) for part in parts)


async def test_from_nothing_to_exactly_what_the_rooms_declare(nothing: Database) -> None:
    steps = await upgrade(nothing)

    assert steps == sorted(steps)
    assert steps[0] == "0001"
    assert await _ask(nothing, _differences) == []


async def test_the_tables_are_those_that_tests_are_given(nothing: Database) -> None:
    await nothing.create_tables()
    declared = await _ask(nothing, _shape)
    await _ask(nothing, Base.metadata.drop_all)

    await upgrade(nothing)

    assert await _ask(nothing, _shape) == declared


async def test_a_second_run_does_nothing(nothing: Database) -> None:
    assert await upgrade(nothing) != []
    assert await _ask(nothing, pending) == []
    assert await upgrade(nothing) == []


async def test_what_is_pending_is_said_before_it_is_done(nothing: Database) -> None:
    waiting = await _ask(nothing, pending)

    assert await upgrade(nothing) == waiting


async def test_data_outlives_a_later_start(nothing: Database) -> None:
    await upgrade(nothing)
    await _run(
        nothing,
        "INSERT INTO domain_rules (host, rule, reason, created_at) "
        "VALUES ('spam.example', 'block', '', '2026-11-24 12:00:00')",
    )

    await upgrade(nothing)

    async with nothing.reading() as session:
        assert await session.scalar(text("SELECT host FROM domain_rules")) == "spam.example"


async def test_a_step_that_fails_leaves_nothing_behind(nothing: Database) -> None:
    """All steps are one transaction: the next start begins again from the same place."""
    await _run(nothing, "CREATE TABLE deliveries (id INTEGER)")

    with pytest.raises(Exception, match="deliveries"):
        await upgrade(nothing)

    def tables(connection: Connection) -> list[str]:
        return inspect(connection).get_table_names()

    assert await _ask(nothing, tables) == ["deliveries"]
    await _run(nothing, "DROP TABLE deliveries")
    await upgrade(nothing)
    assert await _ask(nothing, _differences) == []
