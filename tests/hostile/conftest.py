"""What hostile tests stand on: a cooperative, strangers, and a look at every table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from fedicoop.db import Base
from tests.givens import given_member
from tests.network import Internet
from tests.strangers import Person, Stranger

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock

ROUTES = ["/inbox", "/users/bob/inbox", "/actor/inbox", "/cooperative/inbox"]
ADDRESS_BOOK = {"actors", "keys", "search_waiting"}
"""Whose signature holds is remembered: who spoke is no effect of what she said."""


@pytest.fixture
def internet() -> Internet:
    """Give a network."""
    return Internet()


@pytest.fixture
async def coop(internet: Internet, tmp_path: Path, clock: StoppedClock) -> AsyncIterator[Instance]:
    """Give an instance with one member, bob."""
    async with internet.instance("coop.example", tmp_path / "coop", clock) as instance:
        async with instance.writing() as work:
            await given_member(work, "bob")
        yield instance


@pytest.fixture
def evil(internet: Internet) -> Stranger:
    """Give a server that means harm."""
    return Stranger(internet, "evil.example")


@pytest.fixture
def mallory(evil: Stranger) -> Person:
    """Give somebody who means harm, with an honest key of her own."""
    return evil.person("mallory")


async def rows(coop: Instance, *, but: frozenset[str] = frozenset()) -> dict[str, int]:
    """Count the rows of every table."""
    async with coop.reading() as work:
        return {
            table.name: await work.session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name not in but
        }
