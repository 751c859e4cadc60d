"""How fast one post goes out: to a thousand hosts, to shared inboxes, to who follows a group."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson

from fedicoop.activitypub.client import Client
from fedicoop.app import client_settings, open_instance
from tests.bench import ground, loading
from tests.bench.figures import Figure
from tests.bench.ground import GROUP, MEMBER, Stranger
from tests.bench.processes import free_port, running

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bench.floors import Floors
    from tests.bench.ground import Ground
    from tests.bench.processes import Running

INBOXES = 1000
SHARED = 200
FOLLOWERS, SERVERS = 5000, 800
_BODY = orjson.dumps({"type": "Note", "content": "x" * 1500})
_PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


async def measure(folder: Path, floors: Floors, posts: int) -> list[Figure]:
    """Measure the way out with two audiences, and the bare client beside it."""
    folder.mkdir()
    port = free_port()
    figures: list[Figure] = []
    log = folder / "bench.log"
    with running(port, "/count", "tests.bench.sinks", str(port), log=log) as sinks:
        raw = await loading.flood(port, [loading.post("h", "/", {}, _BODY)] * 5000)
        alone = await _client_alone(folder / "alone", port)
        wide = [Stranger(f"http://w{each}.localhost:{port}/users/w") for each in range(INBOXES)]
        shared = [
            Stranger(
                f"http://c{each % SHARED}.localhost:{port}/users/c{each}",
                f"http://c{each % SHARED}.localhost:{port}/inbox",
            )
            for each in range(INBOXES)
        ]
        figures += [
            Figure("bare POSTs to the sinks", raw.rate, "/s"),
            Figure("our client alone, signing", alone, "/s", floors.signs, "signatures made"),
        ]
        for name, people, letters in (
            (f"{INBOXES} inboxes on {INBOXES} hosts", wide, INBOXES),
            (f"{SHARED} shared inboxes", shared, SHARED),
        ):
            rate, cpu = await _fan_out(folder / f"to-{letters}", people, letters, sinks, posts)
            what = f"delivered: one post to {name}"
            mark = 1000 if letters == INBOXES else None
            figures.append(Figure(what, rate, "/s", alone, "our client alone", mark, cpu=cpu))
        rate, cpu = await _of_a_group(folder / "group", port, sinks, posts)
        what = f"delivered: a group's post, {FOLLOWERS} followers on {SERVERS} servers"
        figures.append(Figure(what, rate, "/s", alone, "our client alone", cpu=cpu))
    return figures


async def _of_a_group(folder: Path, port: int, sinks: Running, posts: int) -> tuple[float, float]:
    """Let a group pass on what a member writes in it; nobody else follows her."""
    people = [
        Stranger(
            f"http://g{each % SERVERS}.localhost:{port}/users/g{each}",
            f"http://g{each % SERVERS}.localhost:{port}/inbox",
        )
        for each in range(FOLLOWERS)
    ]
    return await _fan_out(folder, people, SERVERS, sinks, posts, group=GROUP)


async def _client_alone(folder: Path, port: int) -> float:
    """Post to as many hosts without any database; give letters per second."""
    laid = await ground.lay(folder)
    instance = open_instance(laid.folder, {})
    signer = await instance.signer()
    await instance.close()
    inboxes = [f"http://a{each}.localhost:{port}/inbox" for each in range(INBOXES)]
    async with Client(client_settings(instance.config)) as client:
        started = time.perf_counter()
        answers = await asyncio.gather(*(client.post(each, _BODY, signer) for each in inboxes))
        seconds = time.perf_counter() - started
    if not all(answer.ok for answer in answers):
        raise ValueError("the sinks refused a letter")
    return INBOXES / seconds


async def _fan_out(
    folder: Path,
    people: list[Stranger],
    letters: int,
    sinks: Running,
    posts: int,
    group: str = "",
) -> tuple[float, float]:
    """Publish some posts, one after the other is delivered; give letters a second, µs of CPU."""
    laid = await ground.lay(folder)
    instance = open_instance(laid.folder, {})
    try:
        if group:
            await ground.found_group(instance, group)
        speaker = group or MEMBER
        await ground.acquaint(instance, people, ground.made_keys(), they_follow=True, name=speaker)
    finally:
        await instance.close()
    serve = ("fedicoop", "serve", str(laid.folder), "--port", str(laid.port))
    with running(laid.port, "/readyz", *serve, log=folder / "bench.log") as server:
        await _post(laid, sinks, letters, group)  # the first one opens the connections
        spent = server.cpu()
        seconds = [await _post(laid, sinks, letters, group) for _ in range(posts)]
        await asyncio.sleep(1)  # the last answers are noted
        cpu = (server.cpu() - spent) / (letters * posts) * 1e6
    return letters * posts / sum(seconds), cpu


async def _post(laid: Ground, sinks: Running, letters: int, group: str) -> float:
    """Publish a post; give the seconds from asking for it to the arrival of its last letter."""
    before = sinks.json("/count")["count"]
    note = {
        "type": "Note",
        "content": "<p>Bonjour à toutes et à tous</p>",
        "to": [_PUBLIC],
        "published": datetime.now(UTC).isoformat(),
    } | ({"audience": f"{laid.url}/groups/{group}"} if group else {})
    headers = {"authorization": f"Bearer {laid.token}", "content-type": "application/activity+json"}
    request = loading.post(laid.host, f"/users/{MEMBER}/outbox", headers, orjson.dumps(note))
    started = time.monotonic()
    (await loading.flood(laid.port, [request], 1)).check(201)
    until = started + 120
    while time.monotonic() < until:
        found = sinks.json("/count")
        if found["count"] - before >= letters:
            return float(found["last"]) - started
        await asyncio.sleep(0.02)
    raise TimeoutError(f"{sinks.json('/count')['count'] - before} of {letters} letters arrived")
