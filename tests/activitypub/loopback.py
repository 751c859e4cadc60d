"""Servers to talk to: a real one on loopback that says anything, and an internet of functions."""

from __future__ import annotations

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpcore2
import httpx2
import orjson
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from typing_extensions import override

from fedicoop.activitypub.client import Client, ClientSettings, Deadlines

if TYPE_CHECKING:
    from pathlib import Path

ACTIVITY = "application/activity+json"
JRD = "application/jrd+json"


@dataclass
class Seen:
    """A request as it arrived."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


Speaker = Callable[[Seen, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Loopback:
    """A server on 127.0.0.1 known as peer.example; each path is bytes or a coroutine."""

    port: int = 0
    scheme: str = "http"
    routes: dict[str, bytes | Speaker] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)

    @property
    def base(self) -> str:
        """The origin under the name that clients know."""
        return f"{self.scheme}://peer.example:{self.port}"

    def serve(self, path: str, document: Mapping[str, Any], **kw: Any) -> str:
        """Let a path give a JSON document; return its URL."""
        self.routes[path] = answer(200, orjson.dumps(document), **kw)
        return f"{self.base}{path}"

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection, request after request."""
        try:
            while True:
                seen = await _read(reader)
                self.seen.append(seen)
                route = self.routes.get(seen.target, answer(404))
                if isinstance(route, bytes):
                    writer.write(route)
                    await writer.drain()
                else:
                    await route(seen, writer)
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Seen:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    line, *rest = head.strip().split("\r\n")
    method, target, _ = line.split(" ")
    headers = {k.strip().lower(): v.strip() for k, _, v in (each.partition(":") for each in rest)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Seen(method, target, headers, body)


def answer(status: int, body: bytes = b"", kind: str = ACTIVITY, **headers: str) -> bytes:
    """Write a whole HTTP answer; underscores in header names become hyphens."""
    lines = [f"HTTP/1.1 {status} So", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


@asynccontextmanager
async def loopback(context: ssl.SSLContext | None = None) -> AsyncIterator[Loopback]:
    """Run a loopback server on an ephemeral port."""
    peer = Loopback(scheme="http" if context is None else "https")
    tasks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        await peer.handle(reader, writer)

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=context)
    peer.port = server.sockets[0].getsockname()[1]
    try:
        yield peer
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def settings(**changes: Any) -> ClientSettings:
    """Give the settings of an instance that may talk to loopback in the clear."""
    chosen: dict[str, Any] = {
        "user_agent": "fedicoop/test (+https://coop.example)",
        "own_host": "coop.example",
        "insecure_http": True,
        "allow_networks": ("127.0.0.0/8",),
        "hosts": {"peer.example": "127.0.0.1", "other.example": "127.0.0.1"},
    }
    return ClientSettings(**(chosen | changes))


def patient(**changes: float) -> Deadlines:
    """Give deadlines short enough for tests."""
    return Deadlines(**({"connect": 0.5, "read": 0.5, "total": 1.0} | changes))


def production(**changes: Any) -> ClientSettings:
    """Give the settings of an instance with an empty [development] section."""
    return settings(**({"insecure_http": False, "allow_networks": (), "hosts": {}} | changes))


class RecordingDialler(httpcore2.AsyncNetworkBackend):
    """Writes down every address that would be dialled, and dials none."""

    def __init__(self) -> None:
        """Start with an empty list."""
        self.dialled: list[tuple[str, int]] = []

    @override
    async def connect_tcp(
        self, host: str, port: int, *rest: Any, **options: Any
    ) -> httpcore2.AsyncNetworkStream:
        """Record and refuse."""
        self.dialled.append((host, port))
        raise httpcore2.ConnectError("nobody is there")


class Names:
    """A resolver with a list of names; it counts what it is asked."""

    def __init__(self, **known: Sequence[str]) -> None:
        """Take names with their dots as underscores."""
        self.known = {name.replace("_", "."): list(found) for name, found in known.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Answer, or fail as DNS does."""
        self.asked.append(host)
        if host not in self.known:
            raise OSError("name does not exist")
        return self.known[host]


Site = Callable[[httpx2.Request], httpx2.Response]


class Internet:
    """Hosts that are functions from request to response; unknown hosts go to the network."""

    def __init__(self) -> None:
        """Start with no host."""
        self.sites: dict[str, Site] = {}
        self.asked: list[str] = []

    def __call__(self, authority: str) -> httpx2.AsyncBaseTransport | None:
        """Give the transport of a host."""
        site = self.sites.get(authority)
        return None if site is None else httpx2.MockTransport(self._recorded(site))

    def _recorded(self, site: Site) -> Site:
        def serve(request: httpx2.Request) -> httpx2.Response:
            self.asked.append(str(request.url))
            return site(request)

        return serve

    def site(self, authority: str, pages: Mapping[str, httpx2.Response | Any]) -> None:
        """Let a host answer paths (with their query) with responses or JSON documents."""

        def serve(request: httpx2.Request) -> httpx2.Response:
            page = pages.get(request.url.raw_path.decode())
            if page is None:
                return httpx2.Response(404)
            return page if isinstance(page, httpx2.Response) else document(page)

        self.sites[authority] = serve


def document(found: Any, kind: str = ACTIVITY, status: int = 200) -> httpx2.Response:
    """Give a JSON response."""
    return httpx2.Response(status, content=orjson.dumps(found), headers={"content-type": kind})


def note(uri: str = "https://peer.example/notes/1", **more: Any) -> dict[str, Any]:
    """Give a small note."""
    return {"id": uri, "type": "Note", "content": "<p>Bonjour</p>", **more}


def moved(location: str, status: int = 302) -> httpx2.Response:
    """Give a redirect."""
    return httpx2.Response(status, headers=[(b"location", location.encode())])


def client_of(internet: Internet, **changes: Any) -> Client:
    """Give a client with production rules that reaches the given hosts and no real one."""
    options: dict[str, Any] = {"resolver": Names(), "dialler": RecordingDialler()} | changes
    chosen = options.pop("settings", production())
    return Client(chosen, transport_for=internet, **options)


def bomb(size: int) -> bytes:
    """Give a gzip that decodes to ``size`` spaces."""
    return gzip.compress(b" " * size, 9)


def certificate(folder: Path, name: str) -> tuple[str, ssl.SSLContext]:
    """Make an authority and a server certificate for a name: (CA file, server's context)."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "A test authority")])

    def build(subject: x509.Name, public: ec.EllipticCurvePublicKey, *, ca: bool) -> Any:
        builder = x509.CertificateBuilder(issuer, subject, public, x509.random_serial_number())
        return (
            builder.not_valid_before(now)
            .not_valid_after(now + timedelta(days=36500))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()),
                critical=False,
            )
        )

    root = build(issuer, ca_key.public_key(), ca=True).sign(ca_key, hashes.SHA256())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    names = x509.SubjectAlternativeName([x509.DNSName(name)])
    leaf = build(subject, key.public_key(), ca=False).add_extension(names, critical=False)
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(root.public_bytes(pem))
    chain = leaf.sign(ca_key, hashes.SHA256()).public_bytes(pem) + key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.pem").write_bytes(chain)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return str(folder / "ca.pem"), context
