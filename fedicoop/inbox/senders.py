"""Whose key is this? Loaded keys first, then the address book, then one bounded look at the owner.

A key document's word about its owner is worth nothing: the owner's own document, fetched from the
owner's own address, must list the key (Fedify GHSA-q9f8-5hc7-898f).
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from datetime import timedelta
from typing import TYPE_CHECKING

from fedicoop.activitypub.keys import PublicKey, keys_of, load_public, owner_of_key_document
from fedicoop.actors import documents, queries
from fedicoop.actors import service as actors
from fedicoop.errors import FedicoopError, FetchFailed, Gone, Unauthenticated, Unavailable
from fedicoop.urls import fragmentless, host_of

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.activitypub.activity import Document
    from fedicoop.actors.documents import ActorDraft
    from fedicoop.instance import Instance

_LOADED = 10_000
_REMEMBERED = 10_000
_UNCONFIRMED = 200
_PAUSE = timedelta(minutes=5)
"""How long an answer holds: a key that is at hand, too, so that a stolen one does not stay good."""


class Senders:
    """The keys of one instance's correspondents."""

    def __init__(self, instance: Instance) -> None:
        """Start with nothing loaded."""
        self._instance = instance
        self._loaded: OrderedDict[str, tuple[datetime, PublicKey]] = OrderedDict()
        self._asked: OrderedDict[str, tuple[datetime, FedicoopError | None]] = OrderedDict()
        self._unconfirmed: OrderedDict[str, ActorDraft] = OrderedDict()
        self._flights: dict[str, asyncio.Lock] = {}

    async def known(self, key_id: str) -> PublicKey | None:
        """Give a key that we hold, without any network."""
        at, found = self._loaded.get(key_id, (None, None))
        if at is not None and self._instance.clock() - at < _PAUSE:
            self._loaded.move_to_end(key_id)
            return found
        self._loaded.pop(key_id, None)
        async with self._instance.reading() as work:
            row = await queries.by_key(work, key_id)
        if row is None or row.retired_at is not None or row.actor.is_local:
            return None
        return self._load(PublicKey(key_id, row.actor.uri, load_public(row.public_pem)))

    def _load(self, key: PublicKey) -> PublicKey:
        self._loaded[key.key_id] = (self._instance.clock(), key)
        if len(self._loaded) > _LOADED:
            self._loaded.popitem(last=False)
        return key

    async def fetched(self, key_id: str) -> PublicKey:
        """Ask the key's owner, once per key and five minutes, one question at a time.

        Raises Unauthenticated when there is no such key, Gone when its owner was deleted, and
        Unavailable when the other server did not answer (the sender should come back).
        """
        if self._instance.urls.is_local(key_id) or not host_of(key_id):
            raise Unauthenticated(f"nobody elsewhere owns {key_id}")
        lock = self._flights.setdefault(key_id, asyncio.Lock())
        try:
            async with lock:
                return await self._ask(key_id)
        finally:
            if not lock.locked():
                self._flights.pop(key_id, None)

    async def _ask(self, key_id: str) -> PublicKey:
        at, fault = self._asked.get(key_id, (None, None))
        if at is not None and self._instance.clock() - at < _PAUSE:
            held = await self.known(key_id)
            if held is not None and fault is None:
                return held
            raise (_bare(fault) if fault else Unauthenticated(f"{key_id} was asked for just now"))
        try:
            key = await self._look(key_id)
        except FedicoopError as error:
            self._note(key_id, error)
            raise
        self._note(key_id, None)
        return key

    def _note(self, key_id: str, fault: FedicoopError | None) -> None:
        self._asked[key_id] = (self._instance.clock(), _bare(fault) if fault else None)
        if len(self._asked) > _REMEMBERED:
            self._asked.popitem(last=False)

    async def _look(self, key_id: str) -> PublicKey:
        document = await self._get(fragmentless(key_id))
        if not documents.is_actor(document):
            document = await self._owner(document, key_id)
        keys = {key.key_id: key for key in keys_of(document)}
        if key_id not in keys:
            raise Unauthenticated(f"{key_id} is not listed by its owner")
        self._unconfirmed[key_id] = documents.from_ap(document)
        if len(self._unconfirmed) > _UNCONFIRMED:
            self._unconfirmed.popitem(last=False)
        return self._load(keys[key_id])

    async def confirm(self, key_id: str) -> None:
        """Remember the owner of a key, now that a signature with it holds.

        Before that she was only named, which costs a stranger nothing and must leave no trace.
        """
        draft = self._unconfirmed.pop(key_id, None)
        if draft is not None:
            async with self._instance.writing() as work:
                await actors.remember(work, draft)

    async def _owner(self, document: Document, key_id: str) -> Document:
        owner = owner_of_key_document(document, key_id)
        found = await self._get(fragmentless(owner))
        if not documents.is_actor(found):
            raise Unauthenticated(f"{owner} is not somebody who can act")
        return found

    async def _get(self, uri: str) -> Document:
        try:
            return await self._instance.client.get_document(
                uri, signer=await self._instance.signer()
            )
        except FetchFailed as error:
            if error.code == 410:
                raise Gone(str(error)) from error
            if error.permanent:
                raise Unauthenticated(str(error)) from error
            raise Unavailable(str(error), retry_after=300) from error


def _bare(fault: FedicoopError) -> FedicoopError:
    """Give an error without its traceback, which holds on to whole requests and documents."""
    fresh = type(fault).__new__(type(fault), *fault.args)
    fresh.__dict__.update(fault.__dict__)
    return fresh
