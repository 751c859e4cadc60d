"""What is asked most: an actor, WebFinger, a page; start-up time and memory at rest."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.bench import ground, loading
from tests.bench.figures import Figure
from tests.bench.ground import MEMBER
from tests.bench.processes import running

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bench.floors import Floors
    from tests.bench.processes import Running

_ACTIVITY = "application/activity+json"


async def measure(folder: Path, floors: Floors, count: int) -> list[Figure]:
    """Measure a server that nobody troubled yet, then its answers."""
    laid = await ground.lay(folder)
    handle = f"{MEMBER}@{laid.host}"
    asked = (
        ("GET of an actor", f"/users/{MEMBER}", _ACTIVITY),
        ("GET of WebFinger", f"/.well-known/webfinger?resource=acct:{handle}", "*/*"),
        ("GET of a profile's page", f"/@{MEMBER}", "text/html"),
    )
    serve = ("fedicoop", "serve", str(laid.folder), "--port", str(laid.port))
    with running(laid.port, "/readyz", *serve, log=folder / "bench.log") as server:
        await asyncio.sleep(1)
        idle = server.memory()
        found = []
        for what, path, accept in asked:
            requests = [loading.get(laid.host, path, accept)] * count
            found.append(await _asking(server, what, requests, floors))
        after = server.memory()
    return [
        Figure("start, until /readyz", server.seconds * 1000, "ms", less_is_better=True),
        Figure("memory at rest", idle, "MB", mark=150, less_is_better=True),
        Figure("memory after the GETs", after, "MB", mark=200, less_is_better=True),
        *found,
    ]


async def _asking(server: Running, what: str, requests: list[bytes], floors: Floors) -> Figure:
    spent = server.cpu()
    load = (await loading.flood(server.port, requests)).check(200)
    cpu = (server.cpu() - spent) / len(requests) * 1e6
    return Figure(what, load.rate, "/s", floors.gets, "an empty route", cpu=cpu)
