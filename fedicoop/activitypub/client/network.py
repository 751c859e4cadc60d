"""The guard at connect time: a name is resolved, its addresses judged, and those are dialled.

The HTTP library never sees a resolver. It asks this backend for a connection to a name; TLS then
asks for a certificate of that same name, whatever address was dialled.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpcore2
from httpcore2 import SOCKET_OPTION
from typing_extensions import override

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable, Sequence

    from fedicoop.activitypub.guard import Guard

Dialler = httpcore2.AsyncNetworkBackend  # what really opens sockets; tests count its work


class Unreachable(Exception):
    """No connection came about; the text says at which step."""


def tls_context(ca_file: str) -> ssl.SSLContext:
    """Trust the system's authorities (or SSL_CERT_FILE) and, when given, one more."""
    context = httpcore2.default_ssl_context()
    if ca_file:
        context.load_verify_locations(cafile=ca_file)
    return context


class _Line(httpcore2.AsyncNetworkStream):
    """A connection before TLS; it lives to say what went wrong when TLS does not come about."""

    def __init__(self, inner: httpcore2.AsyncNetworkStream) -> None:
        self._inner = inner

    @override
    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self._inner.read(max_bytes, timeout)

    @override
    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._inner.write(buffer, timeout)

    @override
    async def aclose(self) -> None:
        await self._inner.aclose()

    @override
    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        try:
            return await self._inner.start_tls(ssl_context, server_hostname, timeout)
        except httpcore2.ConnectTimeout:
            raise Unreachable("timeout: no TLS connection") from None
        except (httpcore2.ConnectError, OSError) as error:
            raise Unreachable(f"tls: {error}") from None

    @override
    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class GuardedNetwork(httpcore2.AsyncNetworkBackend):
    """Connects to judged addresses only; ``dialler`` is what really opens sockets."""

    def __init__(self, guard: Guard, dialler: Dialler) -> None:
        """Take the guard of this instance and a backend that is only ever given addresses."""
        self._guard = guard
        self._dialler = dialler

    @override
    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to the first judged address that answers; raise Blocked or Unreachable."""
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._guard.addresses(host, port)
                return _Line(await self._dial(addresses, port, timeout))
        except TimeoutError:
            raise Unreachable("timeout: no connection") from None
        except (OSError, UnicodeError) as error:
            raise Unreachable(f"dns: {error}") from None

    async def _dial(
        self, addresses: Sequence[str], port: int, seconds: float | None
    ) -> httpcore2.AsyncNetworkStream:
        """Try each address in turn; each has its share of the time."""
        share = None if seconds is None else seconds / len(addresses)
        refusal = ""
        for address in addresses:
            try:
                return await self._dialler.connect_tcp(address, port, timeout=share)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                refusal = str(error) or "timeout"
        raise Unreachable(f"connection refused: {refusal}")

    @override
    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Never: a federated server is not a file of this machine."""
        raise Unreachable("unix sockets are not dialled")

    @override
    async def sleep(self, seconds: float) -> None:
        """Pause, for the library's own retries (which are off)."""
        await self._dialler.sleep(seconds)
