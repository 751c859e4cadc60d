"""What stories between servers can ask for: a network, and cooperatives plugged into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.network import Internet

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock


@pytest.fixture
def internet() -> Internet:
    """Give a network on which several instances and strangers' servers can be plugged in."""
    return Internet()


@pytest.fixture
async def coop(internet: Internet, tmp_path: Path, clock: StoppedClock) -> AsyncIterator[Instance]:
    """Give a whole instance, coop.example, on the test network."""
    async with internet.instance("coop.example", tmp_path / "coop", clock) as instance:
        yield instance


@pytest.fixture
async def neighbour(
    internet: Internet, tmp_path: Path, clock: StoppedClock
) -> AsyncIterator[Instance]:
    """Give a second whole instance, neighbour.example."""
    async with internet.instance("neighbour.example", tmp_path / "neighbour", clock) as instance:
        yield instance
