"""Where the tests find PostgreSQL, if anywhere: each process of a run has a database of its own."""

from __future__ import annotations

import asyncio
import os

import asyncpg

_SAID = os.environ.get("FEDICOOP_TEST_POSTGRES", "")
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
ADDRESS = f"{_SAID}_{_WORKER}" if _SAID and _WORKER else _SAID
"""The address of this process's database; "" where tests have SQLite alone."""


async def _make() -> None:
    connection = await asyncpg.connect(_SAID)
    try:
        name = ADDRESS.rpartition("/")[2]
        if await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name) is None:
            await connection.execute(f'CREATE DATABASE "{name}"')
    finally:
        await connection.close()


if ADDRESS != _SAID:
    asyncio.run(_make())
