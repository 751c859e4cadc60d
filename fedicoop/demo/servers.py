"""The demo's servers: one process each, started together, watched, and stopped together."""

from __future__ import annotations

import asyncio
import http.client
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from fedicoop.config import ConfigError

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Iterator, Sequence

    from fedicoop.demo.folders import Ground
    from fedicoop.demo.network import Cooperative

_PATIENCE = 60.0
_STOPPING = 15.0
_ROOT = Path(__file__).parent.parent.parent


def check_ports(cooperatives: Sequence[Cooperative]) -> None:
    """Raise ConfigError when somebody else listens where one of the servers is to."""
    for cooperative in cooperatives:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", cooperative.port))
            except (OSError, OverflowError) as error:
                raise ConfigError(
                    f"port {cooperative.port} cannot be used for {cooperative.key} ({error}); "
                    "choose others with --port"
                ) from error


class Servers:
    """The processes of one demo."""

    def __init__(self, ground: Ground) -> None:
        """Start nothing yet."""
        self._ground = ground
        self._running: dict[str, Process] = {}

    async def start(self) -> None:
        """Start every server and wait until each answers; raises ConfigError when one does not."""
        for cooperative in self._ground.network.cooperatives:
            self._running[cooperative.key] = await self._spawn(cooperative)
        async with asyncio.timeout(_PATIENCE):
            for cooperative in self._ground.network.cooperatives:
                while not await asyncio.to_thread(_answers, cooperative):
                    self._check()
                    await asyncio.sleep(0.1)

    async def _spawn(self, cooperative: Cooperative) -> Process:
        """Start one server, deaf to the terminal's Ctrl-C: we stop it ourselves."""
        with self._ground.log_of(cooperative).open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "fedicoop",
                "serve",
                str(self._ground.of(cooperative)),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(_environment()),
                start_new_session=True,
            )

    def _check(self) -> None:
        for cooperative in self._ground.network.cooperatives:
            code = self._running[cooperative.key].returncode
            if code is not None:
                log = self._ground.log_of(cooperative)
                raise ConfigError(f"{cooperative.key} stopped ({code}); {log} says why")

    async def watch(self) -> None:
        """Wait for ever; raises ConfigError when a server stops by itself."""
        while True:
            self._check()
            await asyncio.sleep(0.5)

    async def stop(self) -> None:
        """Stop every server, and end those that do not stop."""
        for process in self._running.values():
            with suppress(ProcessLookupError):
                process.terminate()
        for process in self._running.values():
            try:
                async with asyncio.timeout(_STOPPING):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()
        self._running.clear()


def _environment() -> Iterator[tuple[str, str]]:
    """Give our environment without settings: they would be those of every server at once."""
    for name, value in os.environ.items():
        if not name.startswith("FEDICOOP_") and name != "PYTHONPATH":
            yield name, value
    others = os.environ.get("PYTHONPATH", "")
    yield "PYTHONPATH", os.pathsep.join(path for path in (str(_ROOT), others) if path)


def _answers(cooperative: Cooperative) -> bool:
    """Tell whether a server is up: by its address of this machine, whatever DNS says."""
    connection = http.client.HTTPConnection("127.0.0.1", cooperative.port, timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Host": cooperative.host})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
