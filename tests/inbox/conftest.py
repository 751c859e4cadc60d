"""What tests of the way in can ask for: a cooperative, a strange server, two of its people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import documents, service
from fedicoop.actors import queries as actors
from tests.givens import given_member
from tests.network import Internet
from tests.strangers import Person, Stranger

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock


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
def peer(internet: Internet) -> Stranger:
    """Give a strange server."""
    return Stranger(internet)


@pytest.fixture
def ana(peer: Stranger) -> Person:
    """Give somebody of the strange server, whom nobody here knows yet."""
    return peer.person("ana")


@pytest.fixture
async def followed(coop: Instance, internet: Internet, peer: Stranger, ana: Person) -> Person:
    """Give somebody of the strange server whom bob follows."""
    await given_follow(coop, ana)
    await internet.settle()
    peer.asked.clear()
    return ana


async def given_follow(coop: Instance, person: Person) -> None:
    """Let bob follow somebody elsewhere, accepted."""
    async with coop.writing() as work:
        bob = await actors.by_username(work, "bob")
        assert bob is not None
        other = await service.remember(work, service_draft(person))
        await service.accepted(work, await service.follow(work, bob, other))


def service_draft(person: Person) -> documents.ActorDraft:
    """Read a person's document as if it had been fetched."""
    return documents.from_ap(person.document)
