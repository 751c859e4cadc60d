"""What tests of real shapes can ask for: a cooperative, and people elsewhere whom bob follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import documents, service
from fedicoop.actors import queries as actors
from fedicoop.posts.service import NoteDraft, publish
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
async def followed(coop: Instance, peer: Stranger) -> Person:
    """Give somebody of the strange server whom bob follows."""
    return await follow(coop, peer.person("ana"))


@pytest.fixture
async def group(coop: Instance, peer: Stranger) -> Person:
    """Give a group of the strange server that bob follows."""
    return await follow(coop, peer.person("vent", type="Group"))


@pytest.fixture
async def ours(coop: Instance) -> str:
    """Give the address of a note of bob's."""
    async with coop.writing() as work:
        bob = await actors.by_username(work, "bob")
        assert bob is not None
        return (await publish(work, bob, NoteDraft("Bonjour", "public"))).uri


async def follow(coop: Instance, person: Person) -> Person:
    """Let bob follow somebody elsewhere, as if she had answered long ago."""
    async with coop.writing() as work:
        bob = await actors.by_username(work, "bob")
        assert bob is not None
        row = await service.remember(work, documents.from_ap(person.document))
        if not row.is_gone:
            await service.accepted(work, await service.follow(work, bob, row))
        work.outgoing.clear()
    return person
