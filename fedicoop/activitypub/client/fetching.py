"""Getting a document: signed when asked, redirected by our own hand, of exactly the right type."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from fedicoop.activitypub.client.answers import excerpt, is_permanent
from fedicoop.activitypub.client.exchange import Exchange, Reply, as_sent, failed
from fedicoop.activitypub.client.settings import MAX_BODY, MAX_REDIRECTS
from fedicoop.activitypub.guard import Blocked, Guard, Target
from fedicoop.activitypub.signatures import sign
from fedicoop.errors import FetchFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from fedicoop.activitypub.keys import Signer
    from fedicoop.clock import Clock

_ACTIVITYSTREAMS = "https://www.w3.org/ns/activitystreams"
_PARAMETER = re.compile(r';\s*([\w-]{1,40})\s*=\s*("[^"]{0,400}"|[^;"\s]{0,400})')
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def is_activity_type(content_type: str) -> bool:
    """Tell whether a Content-Type is one that only ActivityPub documents are served with.

    A file that some member uploaded can be JSON; it is never of these types (CVE-2024-25623).
    """
    essence = content_type.partition(";")[0].strip().lower()
    if essence == "application/activity+json":
        return True
    if essence != "application/ld+json":
        return False
    profiles = [
        value.strip('"')
        for name, value in _PARAMETER.findall(content_type[:500])
        if name.lower() == "profile"
    ]
    return any(_ACTIVITYSTREAMS in value.split() for value in profiles)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a request accepts: the header that says so, the test of what comes back, its bytes."""

    accept: str
    fits: Callable[[str], bool]
    most: int = MAX_BODY

    @classmethod
    def of(cls, accept: str, most: int = MAX_BODY) -> Wanted:
        """Want one of the plain types named in an Accept header."""
        types = {each.partition(";")[0].strip().lower() for each in accept.split(",")}
        return cls(accept, lambda found: found.partition(";")[0].strip().lower() in types, most)


ACTIVITY = Wanted(
    f'application/activity+json, application/ld+json; profile="{_ACTIVITYSTREAMS}"',
    is_activity_type,
)


class Fetcher:
    """GET requests of one instance."""

    def __init__(self, exchange: Exchange, guard: Guard, own_host: str, clock: Clock) -> None:
        """Take the way out, the rules for it, our own authority, and the time to sign with."""
        self._exchange = exchange
        self._guard = guard
        self._own_host = own_host
        self._clock = clock

    def aim(self, url: str) -> Target:
        """Check a URL and write it as it will be requested and signed; raise FetchFailed."""
        try:
            target = as_sent(self._guard.check_url(url))
        except Blocked as error:
            raise failed(url[:300], error) from None
        if target.authority == self._own_host:
            raise failed(url[:300], Blocked("this is our own host"))
        return target

    async def get(self, url: str, wanted: Wanted, signer: Signer | None = None) -> Reply:
        """Follow at most three redirects to a 200 of a wanted type; raise FetchFailed."""
        target = self.aim(url)
        for _hop in range(MAX_REDIRECTS + 1):
            reply = await self._once(target, wanted, signer)
            location = reply.headers.get("location", "")
            if reply.status not in _REDIRECTS or not location:
                return _checked(url, reply, wanted)
            # Each hop passes the host rule, and the address rule when it connects; the signature
            # is made anew for it, so that none ever reaches a host it was not made for.
            target = self.aim(join(target.url, location))
        raise FetchFailed(url, "too many redirects", permanent=True)

    async def _once(self, target: Target, wanted: Wanted, signer: Signer | None) -> Reply:
        if signer is None:
            headers = {"accept": wanted.accept}
            return await self._exchange.send("GET", target, headers, most=wanted.most)
        if signer.for_host and target.authority != signer.for_host:
            raise FetchFailed(target.url[:300], "not in this name", permanent=True)
        reply = await self._signed(target, target.url, wanted, signer)
        bare, query, _ = target.url.partition("?")
        if reply.status == 401 and query:
            # Mobilizon verifies against the path alone (its http_signatures plug takes
            # conn.request_path): the request keeps its query, the signature does without.
            return await self._signed(target, bare, wanted, signer)
        return reply

    async def _signed(self, target: Target, url: str, wanted: Wanted, signer: Signer) -> Reply:
        signed = lower(sign("GET", url, b"", signer, self._clock()))
        headers = {**signed, "accept": wanted.accept}
        return await self._exchange.send("GET", target, headers, most=wanted.most)


def lower(headers: Mapping[str, str]) -> dict[str, str]:
    """Write header names in lower case, so that none is sent twice in two spellings."""
    return {name.lower(): value for name, value in headers.items()}


def join(base: str, location: str) -> str:
    """Read a Location header, relative or whole."""
    try:
        return urljoin(base, location)
    except ValueError:
        return location


def _checked(url: str, reply: Reply, wanted: Wanted) -> Reply:
    if reply.status != 200:
        words = excerpt(reply.body)
        raise FetchFailed(
            url,
            f"HTTP {reply.status}{': ' if words else ''}{words}",
            permanent=is_permanent(reply.status),
            code=reply.status,
        )
    kind = reply.headers.get("content-type", "")
    if not wanted.fits(kind):
        raise FetchFailed(url, f"wrong type: {kind[:100] or 'none'}", permanent=True, code=200)
    return reply
