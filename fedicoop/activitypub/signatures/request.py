"""A request as signatures see it, and what both schemes ask of it: addresses, headers, time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fedicoop.errors import Malformed, Unauthenticated
from fedicoop.urls import host_of

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.activitypub.keys import Kind

LONGEST_HEADER = 8192
"""Of a signature header: the signature by the largest key that we take has 1,368 characters."""
MOST_SIGNED = 40
_LONGEST_KEY_ID = 2048
_LONGEST_DATE = 64
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}
_SKEW = 3600
_FRESH = 300
_LONGEST_LIFE = 12 * 3600


@dataclass(frozen=True, slots=True)
class Claim:
    """What a request says of its signer; nothing of it is true before verify says so.

    ``kind`` is the kind of key that the named algorithm needs, None for whatever the key is; the
    signature must hold over one of the ``messages``.
    """

    key_id: str
    kind: Kind | None
    messages: tuple[bytes, ...]
    signature: bytes


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request: ``url`` is built on our public address, never on what the request says."""

    method: str
    url: str
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def only_reads(self) -> bool:
        """Tell whether it has no body that could matter."""
        return self.method in {"GET", "HEAD"}

    @property
    def readings(self) -> tuple[SignedRequest, ...]:
        """Give the request as a sender may have signed it: a GET's query may be left out.

        Mastodon of old and others sign without the query; Mastodon and GoToSocial take both.
        """
        bare, query, _ = self.url.partition("?")
        return (self, replace(self, url=bare)) if query and self.only_reads else (self,)

    @property
    def target(self) -> str:
        """Give the path and the query."""
        parts = urlsplit(self.url)
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def values(self, name: str) -> list[str]:
        """Give every value of a header; the name in lower case."""
        return [value.strip(" \t") for key, value in self.headers if key.lower() == name]

    def only(self, name: str) -> str:
        """Give the one value of a header, which must be there once (security case sig-032)."""
        found = self.values(name)
        if len(found) > 1:
            raise Malformed(f"{name[:60]} is repeated")
        if not found:
            raise Unauthenticated(f"{name[:60]} is missing")
        return found[0]

    def field(self, name: str) -> str:
        """Give a header as it is signed.

        Host must be ours. When a proxy in front of us has put its own there, what the sender wrote
        can only have been our public address, and the signature tells whether it was.
        """
        if name != "host":
            return self.only(name)
        ours = authority(self.url)
        if len(self.values("host")) > 1:
            raise Malformed("host is repeated")
        spelled = {ours, ours + _DEFAULT_PORTS.get(urlsplit(self.url).scheme, "")}
        said = next(iter(self.values("host")), ours)
        return said if said.lower() in spelled else ours


def authority(url: str) -> str:
    """Give a URL's host as a Host header has it: lower case, the port unless default."""
    parts = urlsplit(url)
    return parts.netloc.lower().removesuffix(_DEFAULT_PORTS.get(parts.scheme, ""))


def key_id(said: object) -> str:
    """Check that a key id is an address of a server; raises Unauthenticated."""
    if not isinstance(said, str) or len(said) > _LONGEST_KEY_ID or not host_of(said):
        raise Unauthenticated("no key is named by its address")
    return said


def encoded(text: str) -> bytes:
    """Give the bytes that came over the wire; raises Malformed for a text that did not."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError as error:
        raise Malformed("characters that no header can have") from error


def date(said: str) -> float:
    """Read a Date header as seconds; one without a zone is UTC; raises Unauthenticated."""
    try:
        found = parsedate_to_datetime(said[:_LONGEST_DATE])
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError) as error:
        raise Unauthenticated("the date cannot be read") from error


def check_time(now: datetime, created: float, expires: float | None = None) -> None:
    """Refuse what is from the future or stale: Mastodon's window, an hour of skew around it.

    Good for five minutes, or until it expires, at most twelve hours.
    """
    seconds = now.timestamp()
    until = min(created + _FRESH if expires is None else expires, created + _LONGEST_LIFE)
    if created > seconds + _SKEW:
        raise Unauthenticated("signed in the future")
    if seconds >= until + _SKEW:
        raise Unauthenticated("signed too long ago")
