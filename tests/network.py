"""An internet in one process: whole instances and strangers' servers, real HTTP and signatures."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import httpx2
from typing_extensions import override

from fedicoop.activitypub.client import Client
from fedicoop.actors import service as actors
from fedicoop.app import assemble, client_settings, create_app
from fedicoop.config import load
from fedicoop.inbox import worker as inbox
from fedicoop.outbox.worker import DeliveryWorker
from tests.tables import lay_tables

if TYPE_CHECKING:
    from pathlib import Path

    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock

SETTINGS = """
host = "{host}"
name = "Coopérative {host}"
languages = ["fr", "en"]
"""


class Internet:
    """Knows which server answers for which host; ``down`` lists those that do not answer."""

    def __init__(self) -> None:
        """Start with no server at all."""
        self.servers: dict[str, httpx2.AsyncBaseTransport] = {}
        self.down: set[str] = set()
        self.requests: list[httpx2.Request] = []
        self.instances: list[Instance] = []
        self.workers: list[DeliveryWorker] = []

    def transport_for(self, host: str) -> httpx2.AsyncBaseTransport:
        """Give the way to a host, or one that ends nowhere."""
        return _Recording(self, host)

    @asynccontextmanager
    async def instance(
        self, host: str, folder: Path, clock: StoppedClock, more: str = ""
    ) -> AsyncIterator[Instance]:
        """Plug a whole, freshly founded instance in, with ``more`` settings after the first."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "instance.toml").write_text(SETTINGS.format(host=host) + more, encoding="utf-8")
        config = load(folder, {})
        client = Client(client_settings(config), clock=clock, transport_for=self.transport_for)
        instance = assemble(config, client, clock)
        await lay_tables(instance.database)
        async with instance.writing() as work:
            await actors.found(work)
        app = create_app(instance, workers=False)
        self.servers[host] = httpx2.ASGITransport(app)
        self.instances.append(instance)
        self.workers.append(DeliveryWorker(instance.database, client, clock, config))
        yield instance
        await instance.close()

    async def settle(self, rounds: int = 20) -> None:
        """Step every worker of every instance until nothing moves."""
        for _ in range(rounds):
            moved = 0
            for instance, deliveries in zip(self.instances, self.workers, strict=True):
                moved += await deliveries.run_once()
                moved += await inbox.run_once(instance)
            if not moved:
                return


class _Recording(httpx2.AsyncBaseTransport):
    """Notes every request, then passes it to the server of that host."""

    def __init__(self, internet: Internet, host: str) -> None:
        self._internet = internet
        self._host = host

    @override
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Pass a request on; a host that is down or unknown refuses the connection."""
        self._internet.requests.append(request)
        server = self._internet.servers.get(self._host)
        if server is None or self._host in self._internet.down:
            raise httpx2.ConnectError(f"no server at {self._host}", request=request)
        return await server.handle_async_request(request)


Answer = Callable[[httpx2.Request], httpx2.Response]
