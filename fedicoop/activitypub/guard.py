"""Where our own requests may go: public DNS names at public addresses, and nothing else.

Two rules, applied to every hop of every fetch. The *host rule* reads the URL before any DNS
question is asked. The *address rule* is asked again at the moment of connecting, for the very
address that is then dialled, so that a name which changes its mind in between gains nothing.

``ipaddress.is_global`` is no such guard: Python 3.11 calls NAT64, 6to4, IPv4-mapped, site-local
and multicast addresses global. The nets below are IANA's special-purpose registries, written out.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from urllib.parse import SplitResult, urlsplit

import idna

from fedicoop.errors import Refused

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

MAX_URL = 2048
MAX_ADDRESSES = 8

_DNS = ThreadPoolExecutor(max_workers=32, thread_name_prefix="dns")  # threads start when used

_V4_RESERVED = tuple(
    IPv4Network(net)
    for net in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_V6_GLOBAL = IPv6Network("2000::/3")
_V6_RESERVED = tuple(
    IPv6Network(net)
    for net in (
        "2001::/23",  # Teredo, ORCHID, benchmarking and the rest of the protocol assignments
        "2001:db8::/32",
        "2002::/16",  # 6to4 carries an IPv4 address of the sender's choice
        "2620:4f:8000::/48",
        "3fff::/20",
        # Outside 2000::/3 already; named so that nobody widens the net above without seeing them.
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "5f00::/16",
    )
)

# Names that mean something on a private network only, or on another network than ours.
_PRIVATE_SUFFIXES = frozenset(
    {"localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp"}
    | {"arpa", "onion", "i2p"}
)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


class Blocked(Refused):
    """A URL or address we do not connect to; the text says why."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that passed the host rule; ``url`` has the host in ASCII and no fragment."""

    url: str
    scheme: str
    host: str
    port: int
    authority: str


@lru_cache(maxsize=4096)
def ascii_host(host: str) -> str:
    """Give a DNS name in lower-case ASCII (IDNA 2008), or raise Blocked for anything else.

    IP literals are refused in every spelling that some resolver understands: dotted, short,
    decimal, octal, hexadecimal, in brackets, in circled or full-width digits.
    """
    name = host.lower()
    if not name.isascii() or "xn--" in name:
        try:
            name = idna.encode(name).decode("ascii")
        except (idna.IDNAError, UnicodeError) as error:
            raise Blocked("host is not a valid name") from error
    labels = name.split(".")
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise Blocked("host is not a DNS name")
    if len(labels) < 2:
        raise Blocked("host is a single label")
    if _NUMBER.fullmatch(labels[-1]):
        raise Blocked("host is an IP address")
    if labels[-1] in _PRIVATE_SUFFIXES:
        raise Blocked(f"host ends in .{labels[-1]}")
    return name


def is_public(address: Address) -> bool:
    """Tell whether an address belongs to the public internet."""
    if isinstance(address, IPv4Address):
        return not any(address in net for net in _V4_RESERVED)
    if address.scope_id is not None or address not in _V6_GLOBAL:
        return False
    return not any(address in net for net in _V6_RESERVED)


async def system_resolver(host: str, port: int) -> list[str]:
    """Ask the operating system for the addresses of a name.

    It has threads of its own: a few dead name servers would hold all of asyncio's (six on two
    cores) for many seconds each, and every other delivery would wait behind them.
    """
    ask = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    found = await asyncio.get_running_loop().run_in_executor(_DNS, ask)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Guard:
    """The two rules for one instance, with what its [development] section opens.

    ``allow_networks`` (CIDR) are addresses that may be dialled although they are not public,
    ``hosts`` maps names to addresses without DNS; such names may use any port.
    """

    def __init__(
        self,
        *,
        insecure_http: bool = False,
        allow_networks: Sequence[str] = (),
        hosts: Mapping[str, str] | None = None,
        resolver: Resolver = system_resolver,
    ) -> None:
        """Take the switches of [development] and, in tests, a resolver."""
        self._insecure_http = insecure_http
        self._allowed = tuple(ip_network(net) for net in allow_networks)
        self._hosts = {name.lower(): address for name, address in (hosts or {}).items()}
        self._resolver = resolver

    def check_url(self, url: str) -> Target:
        """Apply the host rule to a URL; raise Blocked, before any DNS question is asked."""
        parts = _split(url)
        host, development = self._host(parts.hostname or "")
        if parts.scheme == "http" and not self._insecure_http:
            raise Blocked("http without TLS")
        default = 443 if parts.scheme == "https" else 80
        port = _port(parts) or default
        if port != default and not (development or self._insecure_http):
            raise Blocked(f"port {port}")
        shown = f"[{host}]" if ":" in host else host
        authority = shown if port == default else f"{shown}:{port}"
        query = f"?{parts.query}" if parts.query else ""
        whole = f"{parts.scheme}://{authority}{parts.path or '/'}{query}"
        return Target(whole, parts.scheme, host, port, authority)

    def _host(self, host: str) -> tuple[str, bool]:
        """Give the host in ASCII, and whether only [development] allows it."""
        if host in self._hosts:
            return host, True
        if host == "localhost" or host.endswith(".localhost"):
            if self._allows(IPv4Address("127.0.0.1")):
                return host, True
            raise Blocked("host is localhost")
        literal = _literal(host)
        if literal is not None and self._allows(literal):
            return host, True
        return ascii_host(host), False

    async def addresses(self, host: str, port: int) -> list[str]:
        """Resolve a host to the addresses that may be dialled; raise Blocked or OSError.

        One forbidden address among several condemns the whole answer: an honest public server
        has no reason to publish one, and an attacker would only wait for his turn.
        """
        found = await self._resolve(host, port)
        if not found:
            raise OSError("the name has no address")
        for each in found:
            self.check_address(each)
        return list(found[:MAX_ADDRESSES])

    async def _resolve(self, host: str, port: int) -> Sequence[str]:
        if host in self._hosts:
            return [self._hosts[host]]
        if host == "localhost" or host.endswith(".localhost"):
            return ["127.0.0.1"]
        if _literal(host) is not None:
            return [host]
        return await self._resolver(host, port)

    def check_address(self, address: str) -> None:
        """Apply the address rule; raise Blocked."""
        literal = _literal(address)
        if literal is None:
            raise Blocked("the resolver gave no address")
        if not is_public(literal) and not self._allows(literal):
            raise Blocked(f"address {literal} is not public")

    def _allows(self, address: Address) -> bool:
        return any(address.version == net.version and address in net for net in self._allowed)


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _split(url: str) -> SplitResult:
    """Split a URL that holds nothing odd; raise Blocked."""
    if len(url) > MAX_URL:
        raise Blocked("URL is too long")
    # urlsplit silently drops tabs and line ends, and browsers read a backslash as a slash.
    if not url.isprintable() or " " in url or "\\" in url:
        raise Blocked("URL holds a forbidden character")
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise Blocked("URL cannot be read") from error
    if parts.scheme not in {"http", "https"}:
        raise Blocked("URL is neither https nor http")
    if "@" in parts.netloc or "%" in parts.netloc:
        raise Blocked("URL holds a user name or an escaped host")
    return parts


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError as error:
        raise Blocked("port cannot be read") from error
