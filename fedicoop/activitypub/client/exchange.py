"""One request and its answer, with every way to fail put into words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, cast

import httpcore2
import httpx2
from typing_extensions import override

from fedicoop.activitypub.client.bodies import (
    ACCEPT_ENCODING,
    Unreadable,
    read_capped,
    read_start,
)
from fedicoop.activitypub.client.network import Dialler, GuardedNetwork, Unreachable, tls_context
from fedicoop.activitypub.client.settings import (
    MAX_BODY,
    MAX_IN_FLIGHT,
    SHARDS,
    ClientSettings,
    Deadlines,
)
from fedicoop.activitypub.guard import Blocked, Guard, Target
from fedicoop.errors import FetchFailed

if TYPE_CHECKING:
    import ssl

_EXCERPT = 4096
_KEEP_ALIVE = 30.0

TransportFor = Callable[[str], httpx2.AsyncBaseTransport | None]

_TIMEOUTS = (httpcore2.TimeoutException, httpx2.TimeoutException, TimeoutError)
_PROTOCOL = (httpcore2.ProtocolError, httpx2.ProtocolError)
_BROKEN = (httpcore2.NetworkError, httpx2.NetworkError, OSError)
_FAILURES = (Blocked, Unreachable, Unreadable, *_TIMEOUTS, *_PROTOCOL, *_BROKEN)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer read to its end: the URL that gave it, status, headers, decoded body."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


class _Stream(httpx2.AsyncByteStream):
    """The raw body of a response, in the shape httpx2 hands around."""

    def __init__(self, stream: AsyncIterable[bytes]) -> None:
        self._stream = stream

    @override
    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._stream:
            yield piece

    @override
    async def aclose(self) -> None:
        # httpcore2's response streams all close; their declared type is a bare iterable.
        await cast("httpx2.AsyncByteStream", self._stream).aclose()


class _Wire(httpx2.AsyncBaseTransport):
    """A connection pool whose only way to the network is the guarded one."""

    def __init__(self, context: ssl.SSLContext, network: GuardedNetwork) -> None:
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=context,
            max_connections=MAX_IN_FLIGHT,
            max_keepalive_connections=MAX_IN_FLIGHT // SHARDS,
            keepalive_expiry=_KEEP_ALIVE,
            network_backend=network,
        )

    @override
    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        url = request.url
        found = await self._pool.handle_async_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        stream = _Stream(cast("AsyncIterable[bytes]", found.stream))
        return httpx2.Response(found.status, headers=found.headers, stream=stream)

    @override
    async def aclose(self) -> None:
        await self._pool.aclose()


class Exchange:
    """Sends single requests; hosts are spread over small pools that are made when first needed.

    One big pool costs time that grows with its connections; an idle instance should hold none.
    """

    def __init__(
        self,
        settings: ClientSettings,
        guard: Guard,
        deadlines: Deadlines,
        transport_for: TransportFor,
        dialler: Dialler | None,
    ) -> None:
        """Open nothing yet."""
        self._settings = settings
        self._network = GuardedNetwork(guard, dialler or httpcore2.AnyIOBackend())
        self._transport_for = transport_for
        self._wires: dict[int, _Wire] = {}
        self._context: ssl.SSLContext | None = None
        self._free = asyncio.Semaphore(MAX_IN_FLIGHT)
        self._timeouts = {
            "connect": deadlines.connect,
            "read": deadlines.read,
            "write": deadlines.read,
            "pool": deadlines.total,
        }
        self._read_deadline = deadlines.read

    async def aclose(self) -> None:
        """Close every connection."""
        wires, self._wires = self._wires, {}
        for wire in wires.values():
            await wire.aclose()

    def _transport(self, target: Target) -> httpx2.AsyncBaseTransport:
        chosen = self._transport_for(target.authority)
        if chosen is not None:
            return chosen
        shard = hash(target.authority) % SHARDS
        if shard not in self._wires:
            if self._context is None:
                self._context = tls_context(self._settings.ca_file)
            self._wires[shard] = _Wire(self._context, self._network)
        return self._wires[shard]

    async def send(
        self,
        method: str,
        target: Target,
        headers: Mapping[str, str],
        body: bytes = b"",
        *,
        most: int = MAX_BODY,
    ) -> Reply:
        """Send one request without following anything; raise FetchFailed.

        A GET's body is read to its end, at most ``most`` decoded bytes; of anything else than a
        200, and of the answer to a POST, only the first few kilobytes are kept.
        """
        try:
            async with self._free:
                response = await self._sent(method, target, headers, body)
                try:
                    content = await self._content(method, response, most)
                finally:
                    await response.aclose()
        except _FAILURES as error:
            raise failed(target.url, error) from None
        return Reply(target.url, response.status_code, response.headers, content)

    async def _sent(
        self, method: str, target: Target, headers: Mapping[str, str], body: bytes
    ) -> httpx2.Response:
        request = httpx2.Request(
            method,
            _url(target.url),
            headers={
                "host": target.authority,
                "user-agent": self._settings.user_agent,
                "accept-encoding": ACCEPT_ENCODING,
                **headers,
            },
            content=body,
            extensions={"timeout": self._timeouts},
        )
        return await self._transport(target).handle_async_request(request)

    async def _content(self, method: str, response: httpx2.Response, most: int) -> bytes:
        pieces = cast("AsyncIterable[bytes]", response.stream)
        encoding = response.headers.get("content-encoding", "")
        if method == "GET" and response.status_code == 200:
            return await read_capped(pieces, encoding, most)
        try:
            async with asyncio.timeout(self._read_deadline):
                return await read_start(pieces, encoding, _EXCERPT)
        except (*_TIMEOUTS, *_PROTOCOL, *_BROKEN):
            # The status has been given: a letter that was taken must not be sent again only
            # because the words after it did not arrive.
            return b""


@lru_cache(maxsize=1024)
def _url(text: str) -> httpx2.URL:
    """Read a URL once; an inbox is written to again and again."""
    return httpx2.URL(text)


def as_sent(target: Target) -> Target:
    """Write a URL as the library will send it, so that what is signed is what is asked."""
    try:
        return replace(target, url=str(_url(target.url)))
    except httpx2.InvalidURL as error:
        raise Blocked("URL cannot be read") from error


def failed(uri: str, error: Exception) -> FetchFailed:
    """Put a failure of the network into words."""
    text = " ".join(str(error).split())[:200]
    if isinstance(error, Blocked):
        return FetchFailed(uri, f"refused: {text}", permanent=True)
    if isinstance(error, Unreadable):
        return FetchFailed(uri, text, permanent=True)
    if isinstance(error, Unreachable):
        return FetchFailed(uri, text)
    if isinstance(error, _TIMEOUTS):
        return FetchFailed(uri, "timeout: the server did not answer in time")
    if isinstance(error, _PROTOCOL):
        return FetchFailed(uri, f"not valid HTTP: {text}")
    return FetchFailed(uri, f"connection broken: {text or type(error).__name__}")
