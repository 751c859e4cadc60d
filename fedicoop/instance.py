"""One running cooperative: its settings, its data, its clock, its door to the network."""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections import OrderedDict
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fedicoop.actors import queries as actors
from fedicoop.db import add_up
from fedicoop.errors import FetchFailed, Refused
from fedicoop.moderation import policy as moderation
from fedicoop.moderation import queries as rules
from fedicoop.notifications import service as notifications
from fedicoop.outbox import post
from fedicoop.urls import Urls
from fedicoop.work import Work

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from fedicoop.activitypub.client import Client
    from fedicoop.activitypub.keys import Signer
    from fedicoop.clock import Clock
    from fedicoop.config import Config
    from fedicoop.db import Database
    from fedicoop.handlers import Handlers

REACH = 40
"""How many fetches one wish, with all that follows from it, may come to: parents of parents, lists
of lists, as long as a hostile server likes to answer."""
_MOST_WISHES = 1000
_RULES_HOLD = 1.0


class Instance:
    """What the edges are given: ``writing()`` and ``reading()`` hand out a Work."""

    def __init__(
        self, config: Config, database: Database, client: Client, handlers: Handlers, clock: Clock
    ) -> None:
        """Put the parts together; opens nothing."""
        self.config = config
        self.database = database
        self.client = client
        self.handlers = handlers
        self.clock = clock
        self.urls = Urls(config.public_url)
        self.secret = secret_of(config.folder)
        self.arrived = asyncio.Event()
        self.wanted = asyncio.Event()
        self.posted = asyncio.Event()
        self._signer: Signer | None = None
        self._edition = 0
        self._rules: tuple[int, float, dict[str, str]] | None = None
        self._wishes: OrderedDict[str, int] = OrderedDict()
        self._flights: dict[str, asyncio.Lock] = {}

    @asynccontextmanager
    async def writing(self, reach: int | None = None) -> AsyncIterator[Work]:
        """Open one transaction; on leaving, what it says to others is stored with it.

        Either all of it is on disk, letters included, or nothing happened. ``reach`` is how many
        fetches its wishes may come to together; each may come to REACH when it is not given.
        """
        async with self.database.writing() as session:
            work = Work(session, self.config, self.clock, self.urls)
            yield work
            await add_up(session, work.tallies)
            for news in work.news:
                await notifications.tell_news(work, news)
            letters = await post.store(work)
        self._edition += 1
        if letters:
            self.posted.set()
        for uri in work.wishes:
            self.wish(uri, REACH if reach is None else reach // len(work.wishes))

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Work]:
        """Open a snapshot; nothing can be changed through it."""
        async with self.database.reading() as session:
            yield Work(session, self.config, self.clock, self.urls)

    async def signer(self) -> Signer:
        """Give what signs our fetches: the instance actor's key."""
        if self._signer is None:
            async with self.reading() as work:
                self._signer = await actors.signer(work, self.urls.instance_actor)
        if self._signer is None:
            raise FetchFailed(
                self.urls.instance_actor, "the instance has no key; run fedicoop init"
            )
        return self._signer

    async def refuse_host(self, host: str) -> None:
        """Raise Refused when the operator's rules keep a host out."""
        decided = await self._host_rules()
        if moderation.host_refused(decided, self.config.federation.mode, host):
            raise Refused(f"{host} is blocked here", safe="This server is not accepted here.")

    async def _host_rules(self) -> dict[str, str]:
        """Give the rules, read anew after whatever was written here, and once a second.

        Another process of this cooperative, or the operator's shell, may have changed them.
        """
        edition, now = self._edition, time.monotonic()
        if self._rules is None or self._rules[0] != edition or now - self._rules[1] >= _RULES_HOLD:
            async with self.reading() as work:
                self._rules = edition, now, await rules.host_rules(work)
        return self._rules[2]

    def wish(self, uri: str, reach: int = REACH) -> None:
        """Remember an object to fetch when there is time; the oldest wish goes when too many.

        ``reach`` is how many fetches it may come to, itself among them; with none it is forgotten.
        """
        if reach < 1:
            return
        self._wishes[uri] = max(reach, self._wishes.get(uri, 0))
        if len(self._wishes) > _MOST_WISHES:
            self._wishes.popitem(last=False)
        self.wanted.set()

    def take_wishes(self, limit: int) -> dict[str, int]:
        """Give, and forget, the oldest wishes, each with its reach."""
        count = min(limit, len(self._wishes))
        return dict(self._wishes.popitem(last=False) for _ in range(count))

    @asynccontextmanager
    async def flight(self, uri: str) -> AsyncIterator[None]:
        """Let one fetch of an address happen at a time."""
        lock = self._flights.setdefault(uri, asyncio.Lock())
        try:
            async with lock:
                yield
        finally:
            if not lock.locked():
                self._flights.pop(uri, None)

    async def close(self) -> None:
        """Give back connections to the network and the database."""
        await self.client.aclose()
        await self.database.close()


def secret_of(folder: Path) -> bytes:
    """Give the instance's secret of 32 bytes, made on first use, readable by its owner alone."""
    path = folder / "data" / "secrets" / "secret"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        secret = secrets.token_bytes(32)
        file.write(secret)
    return secret
