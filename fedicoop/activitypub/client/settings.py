"""What the client is told when it is made, and what it tells in return."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from fedicoop import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_BODY = 1024 * 1024  # decoded bytes of a fetched document; Mastodon's limit
MAX_REDIRECTS = 3
MAX_IN_FLIGHT = 200
SHARDS = 20


def user_agent(base_url: str) -> str:
    """Name ourselves to other servers (GoToSocial answers 418 to those who do not)."""
    return f"fedicoop/{__version__} (+{base_url})"


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds: to connect, between two reads, for a whole exchange with its redirects, a file."""

    connect: float = 5.0
    read: float = 10.0
    total: float = 30.0
    file: float = 60.0


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """One instance's way out; ``own_host`` is our authority, which we never fetch from.

    ``insecure_http``, ``allow_networks`` (CIDR) and ``hosts`` (name to address) are the
    [development] switches; ``ca_file`` is one more certificate authority, in PEM.
    """

    user_agent: str
    own_host: str = ""
    insecure_http: bool = False
    allow_networks: tuple[str, ...] = ()
    hosts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    ca_file: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said to a delivery: status, seconds to wait if it named any, its own words."""

    status: int
    retry_after: float | None = None
    reason: str = ""

    @property
    def ok(self) -> bool:
        """Tell whether the letter was taken."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Resolved:
    """A handle such as ``ana@coop.example``, confirmed, and the actor it stands for."""

    handle: str
    actor_uri: str


@dataclass(frozen=True, slots=True)
class Page:
    """What was found at an address: where in the end, of which type, its bytes."""

    url: str
    type: str
    body: bytes
