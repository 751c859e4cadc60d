"""What tests of the way out start from: a cooperative with Ana, on a network with peer.example."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2
import pytest

from fedicoop.activitypub.client import Client
from fedicoop.actors import service as actors
from fedicoop.app import all_handlers, client_settings, create_app
from fedicoop.instance import Instance
from fedicoop.outbox.worker import DeliveryWorker
from tests.givens import given_member
from tests.network import Internet
from tests.outbox.peers import Peer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fedicoop.actors import Actor
    from fedicoop.config import Config
    from fedicoop.db import Database
    from tests.clocks import StoppedClock


@pytest.fixture
def internet() -> Internet:
    """Give a network on which servers can be plugged in."""
    return Internet()


@pytest.fixture
async def coop(
    internet: Internet, database: Database, config: Config, clock: StoppedClock
) -> AsyncIterator[Instance]:
    """Give a founded instance, coop.example, on each kind of database."""
    client = Client(client_settings(config), clock=clock, transport_for=internet.transport_for)
    instance = Instance(config, database, client, all_handlers(), clock)
    async with instance.writing() as work:
        await actors.found(work)
    internet.servers["coop.example"] = httpx2.ASGITransport(create_app(instance, workers=False))
    yield instance
    await client.aclose()


@pytest.fixture
async def ana(coop: Instance) -> Actor:
    """Give a member of the cooperative."""
    async with coop.writing() as work:
        return await given_member(work, "ana")


@pytest.fixture
def worker(coop: Instance) -> DeliveryWorker:
    """Give a worker whose pauses are not spread, so that tests know them."""
    return worker_of(coop)


def worker_of(coop: Instance) -> DeliveryWorker:
    """Give one more worker of an instance."""
    return DeliveryWorker(coop.database, coop.client, coop.clock, coop.config, chance=lambda: 0.5)


@pytest.fixture
def peer(internet: Internet, clock: StoppedClock) -> Peer:
    """Give a stranger's server, peer.example, that takes every letter that is well signed."""
    return Peer(internet, clock, "peer.example")
