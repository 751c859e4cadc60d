"""The client itself: what the rest of the house may ask of other servers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self, TypeVar

from fedicoop.activitypub.activity import Document, id_of, parse
from fedicoop.activitypub.client.discovery import Discovery
from fedicoop.activitypub.client.exchange import Exchange, TransportFor
from fedicoop.activitypub.client.fetching import ACTIVITY, Fetcher, Wanted
from fedicoop.activitypub.client.posting import Postman
from fedicoop.activitypub.client.settings import (
    Answer,
    ClientSettings,
    Deadlines,
    Page,
    Resolved,
)
from fedicoop.activitypub.guard import Guard, Resolver, system_resolver
from fedicoop.clock import Clock, system_clock
from fedicoop.errors import FetchFailed, Malformed
from fedicoop.urls import fragmentless

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from types import TracebackType

    from fedicoop.activitypub.client.network import Dialler
    from fedicoop.activitypub.keys import Signer
    from fedicoop.activitypub.nodeinfo import NodeInfo

T = TypeVar("T")


class Client:
    """The one door out. Every failure is FetchFailed; nothing else ever comes out of it.

    ``transport_for`` lets tests put a whole instance behind an authority such as
    ``coop.example``; ``resolver`` and ``dialler`` replace DNS and sockets.
    """

    def __init__(
        self,
        settings: ClientSettings,
        *,
        clock: Clock = system_clock,
        deadlines: Deadlines | None = None,
        resolver: Resolver = system_resolver,
        transport_for: TransportFor = lambda _authority: None,
        dialler: Dialler | None = None,
    ) -> None:
        """Make the client; no connection is opened and no certificate read yet."""
        self._deadlines = deadlines or Deadlines()
        guard = Guard(
            insecure_http=settings.insecure_http,
            allow_networks=settings.allow_networks,
            hosts=settings.hosts,
            resolver=resolver,
        )
        self._exchange = Exchange(settings, guard, self._deadlines, transport_for, dialler)
        self._fetcher = Fetcher(self._exchange, guard, settings.own_host, clock)
        self._postman = Postman(self._exchange, self._fetcher, clock)
        self._discovery = Discovery(self._fetcher, insecure_http=settings.insecure_http)

    async def __aenter__(self) -> Self:
        """Give the client."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close every connection."""
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection; the client can be used again and opens new ones."""
        await self._exchange.aclose()

    async def get_document(self, url: str, signer: Signer | None = None) -> Document:
        """Fetch an ActivityPub document; its ``id`` is the address it was really found at.

        A document found elsewhere than at its id is a rumour: its id is then fetched, once, and
        what is found there counts. So the answer may have another id than was asked for, but
        never one its own host does not stand for (CVE-2024-23832).
        """
        return await self._within(url, self._document(url, signer))

    async def get_json(self, url: str, accept: str, signer: Signer | None = None) -> Document:
        """Fetch a JSON object of one of the plain types named in ``accept``."""
        return await self._within(url, self._json(url, Wanted.of(accept), signer))

    async def get_page(self, url: str, accept: str) -> Page:
        """Fetch a file or page of one of the types named in ``accept``, of a megabyte at most."""
        return await self._within(url, self._page(url, Wanted.of(accept)))

    async def get_file(self, url: str, accept: str, signer: Signer, most: int) -> Page:
        """Fetch a file of ``most`` bytes of one of the types named in ``accept``, signed."""
        wanted = Wanted.of(accept, most)
        return await self._within(url, self._page(url, wanted, signer), self._deadlines.file)

    async def post(
        self,
        url: str,
        body: bytes,
        signer: Signer,
        content_type: str = "application/activity+json",
    ) -> Answer:
        """Deliver a letter to an inbox: an Answer of whatever status, or FetchFailed."""
        return await self._within(url, self._postman.post(url, body, signer, content_type))

    async def webfinger(self, handle: str) -> Resolved:
        """Find the actor behind a handle, confirmed by every host involved."""
        return await self._within(handle, self._discovery.resolve(handle))

    async def instance_actor(self, host: str) -> str:
        """Find the URI of a server's own actor."""
        return await self._within(host, self._discovery.instance_actor(host))

    async def nodeinfo(self, host: str) -> NodeInfo:
        """Ask a server what software it runs."""
        return await self._within(host, self._discovery.nodeinfo(host))

    async def _within(self, uri: str, work: Awaitable[T], seconds: float = 0) -> T:
        try:
            async with asyncio.timeout(seconds or self._deadlines.total):
                return await work
        except TimeoutError:
            raise FetchFailed(uri[:300], "timeout: it took too long as a whole") from None

    async def _json(self, url: str, wanted: Wanted, signer: Signer | None) -> Document:
        return _read(url, (await self._fetcher.get(url, wanted, signer)).body)

    async def _page(self, url: str, wanted: Wanted, signer: Signer | None = None) -> Page:
        reply = await self._fetcher.get(url, wanted, signer)
        kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
        return Page(reply.url, kind, reply.body)

    async def _document(self, url: str, signer: Signer | None) -> Document:
        found, at = await self._found(url, signer)
        uri = id_of(found) or ""
        if self._is_at(uri, at):
            return found
        if not uri:
            raise FetchFailed(url, "the document has no id", permanent=True)
        found, at = await self._found(uri, signer)
        if id_of(found) != uri or not self._is_at(uri, at):
            raise FetchFailed(url, "the document is not found at its id", permanent=True)
        return found

    async def _found(self, url: str, signer: Signer | None) -> tuple[Document, str]:
        reply = await self._fetcher.get(url, ACTIVITY, signer)
        return _read(url, reply.body), reply.url

    def _is_at(self, uri: str, url: str) -> bool:
        """Tell whether an id is the address a document was found at, fragment aside."""
        return bool(uri) and self._fetcher.aim(fragmentless(uri)).url == url


def _read(url: str, body: bytes) -> Document:
    try:
        return parse(body)
    except Malformed as error:
        raise FetchFailed(url, f"not a JSON object: {error}", permanent=True) from None
