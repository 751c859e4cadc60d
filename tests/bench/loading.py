"""A visitor that costs little itself: prepared requests, kept connections, every answer timed."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Load:
    """What became of a number of requests."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Give the answers per second."""
        return len(self.latencies) / self.seconds

    def quantile(self, share: float) -> float:
        """Give the milliseconds within which a share of the requests was answered."""
        ranked = sorted(self.latencies)
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))] * 1000

    def note(self, status: int, seconds: float) -> None:
        """Count one answer."""
        self.statuses[status] += 1
        self.latencies.append(seconds)

    def check(self, wanted: int) -> Load:
        """Raise ValueError unless every answer was the wanted one: others are quick for nothing."""
        if self.statuses.keys() != {wanted}:
            raise ValueError(f"wanted {wanted}, got {dict(self.statuses)}")
        return self


def get(host: str, path: str, accept: str, **more: str) -> bytes:
    """Write a GET request."""
    headers = {"host": host, "accept": accept, **more}
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def post(host: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
    """Write a POST request."""
    lines = [f"{name}: {value}" for name, value in headers.items() if name.lower() != "host"]
    head = [f"POST {path} HTTP/1.1", f"host: {host}", f"content-length: {len(body)}", *lines]
    return "\r\n".join([*head, "", ""]).encode() + body


async def flood(port: int, requests: Sequence[bytes], connections: int = 32) -> Load:
    """Send requests as fast as they are answered, over some connections at once."""
    load = Load()
    left = iter(requests)
    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(_drain(port, left, load))
    load.seconds = time.perf_counter() - started
    return load


async def _drain(port: int, left: Iterator[bytes], load: Load) -> None:
    line = await asyncio.open_connection("127.0.0.1", port)
    for request in left:
        at = time.perf_counter()
        load.note(await _ask(line, request), time.perf_counter() - at)
    line[1].close()


async def stream(port: int, requests: Iterable[bytes], per_second: float) -> Load:
    """Send requests at a steady pace, whether or not earlier ones were answered.

    Each is timed from the moment it was due, so that a server that stalls does not look quick.
    """
    load = Load()
    free: list[Line] = []
    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number, request in enumerate(requests):
            due = started + number / per_second
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(_once(port, free, request, due, load))
    load.seconds = time.perf_counter() - started
    for _, writer in free:
        writer.close()
    return load


async def _once(port: int, free: list[Line], request: bytes, due: float, load: Load) -> None:
    line = free.pop() if free else await asyncio.open_connection("127.0.0.1", port)
    load.note(await _ask(line, request), time.perf_counter() - due)
    free.append(line)


async def _ask(line: Line, request: bytes) -> int:
    reader, writer = line
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = head.partition(b"content-length:")[2].partition(b"\r\n")[0]
    if length.strip():
        await reader.readexactly(int(length))
    return int(head[9:12])
