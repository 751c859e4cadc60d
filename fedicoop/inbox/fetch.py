"""Objects that are not here yet: fetched from their own origin, outside any transaction."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from fedicoop.activitypub.activity import Document, embedded, id_of
from fedicoop.activitypub.compact import plain
from fedicoop.actors import queries as actors
from fedicoop.errors import FedicoopError, FetchFailed, NeedsObject, NotFound
from fedicoop.handlers import Incoming
from fedicoop.inbox import process
from fedicoop.inbox.models import Arrival, Outcome
from fedicoop.instance import REACH
from fedicoop.log import logger
from fedicoop.urls import fragmentless, host_of, same_host

if TYPE_CHECKING:
    from fedicoop.activitypub.keys import Signer
    from fedicoop.instance import Instance
    from fedicoop.work import Work

NOTHING_THERE = "Nothing was found under this address."
_DEEPEST = 5
_AT_ONCE = 8
_WRAPPERS = {"Create", "Update", "Announce"}
log = logger(__name__)


async def fetch(
    instance: Instance, uri: str, depth: int = 0, reach: int = REACH, reader: str = ""
) -> str:
    """Fetch an object, and what it needs, into its room; give the id it is stored under.

    ``reach`` is how many fetches it may lead to later (see Instance.wish); ``reader`` is the
    member of ours in whose name it is read; it is the server's otherwise.
    Raises FetchFailed when it cannot be had and Refused when its host is blocked. What the origin
    calls gone (410) is deleted here too.
    """
    uri = fragmentless(uri)
    if depth > _DEEPEST:
        raise FetchFailed(uri, "too many objects need each other", permanent=True)
    if instance.urls.is_local(uri) or not host_of(uri):
        raise FetchFailed(uri, "not an object of another server", permanent=True)
    await instance.refuse_host(host_of(uri))
    async with instance.flight(uri):
        document = await _document(instance, uri, await _signer(instance, reader, host_of(uri)))
        return await _keep(instance, document, depth, reach)


async def _signer(instance: Instance, reader: str, host: str) -> Signer:
    """Give the key of a member who is entitled to what is read, or the server's.

    A member's signs for this host alone, wherever its answers lead.
    """
    if not reader:
        return await instance.signer()
    async with instance.reading() as work:
        signer = await actors.signer(work, reader)
    if signer is None:
        raise FetchFailed(reader, "nobody here reads in this name", permanent=True)
    return replace(signer, for_host=host)


async def _document(instance: Instance, uri: str, signer: Signer) -> Document:
    try:
        found = await instance.client.get_document(uri, signer=signer)
    except FetchFailed as error:
        if error.code == 410:
            await _forget(instance, uri)
        raise
    document = plain(found)
    inner = id_of(document.get("object"))
    if any(kind in _WRAPPERS for kind in _kinds(document)) and inner and same_host(inner, uri):
        found = await instance.client.get_document(inner, signer=signer)
        document = plain(found)
    return document


def _kinds(document: Document) -> list[str]:
    kind = document.get("type")
    return [kind] if isinstance(kind, str) and embedded(document) is not None else []


async def _keep(instance: Instance, document: Document, depth: int, reach: int) -> str:
    uri = id_of(document) or ""
    keeper = instance.handlers.keeper(document)
    if keeper is None:
        raise FetchFailed(uri, f"nothing here keeps a {document.get('type')}", permanent=True)
    for _ in range(_DEEPEST):
        try:
            async with instance.writing(reach) as work:
                await keeper(work, document)
        except NeedsObject as missing:
            if fragmentless(missing.uri) == uri:
                break
            await fetch(instance, missing.uri, depth + 1, reach=0, reader=missing.reader)
        else:
            return uri
    raise FetchFailed(uri, "it needs too much", permanent=True)


async def _forget(instance: Instance, uri: str) -> None:
    """Delete what its origin says is gone, as if its owner had said so."""
    async with instance.writing() as work:
        known = await instance.handlers.known(work, uri)
        if known is None:
            return
        activity: Document = {"type": "Delete", "actor": known.owner, "object": uri}
        handler = instance.handlers.find(activity, known)
        if handler is not None:
            await handler(work, Incoming(activity, known.owner))


async def fetch_some(instance: Instance, limit: int = 20) -> int:
    """Fetch what waiting arrivals need, several at once; give how many were looked at."""
    async with instance.reading() as work:
        waiting = list(
            await work.session.execute(
                select(Arrival.id, Arrival.needs, Arrival.reader)
                .where(Arrival.outcome == Outcome.WAITING, Arrival.due_at <= work.now())
                .where(Arrival.needs.isnot(None))
                .order_by(Arrival.due_at, Arrival.id)
                .limit(limit)
            )
        )
    wanted: dict[tuple[str, str], list[str]] = {}
    for ident, needs, reader in waiting:
        wanted.setdefault((str(needs), reader or ""), []).append(ident)
    gate = asyncio.Semaphore(_AT_ONCE)
    async with asyncio.TaskGroup() as group:
        for needed, arrivals in wanted.items():
            group.create_task(_serve(instance, needed, arrivals, gate))
    return len(waiting)


async def _serve(
    instance: Instance, needed: tuple[str, str], arrivals: list[str], gate: asyncio.Semaphore
) -> None:
    uri, reader = needed
    fault: FedicoopError | None = None
    async with gate:
        try:
            await fetch(instance, uri, reader=reader)
        except FedicoopError as error:
            fault = error
    async with instance.writing() as work:
        for arrival in await work.session.scalars(select(Arrival).where(Arrival.id.in_(arrivals))):
            _answer(work, arrival, fault)


def _answer(work: Work, arrival: Arrival, fault: FedicoopError | None) -> None:
    """Let an arrival go on, come back later, or be refused: what it needs is not to be had."""
    if fault is None:
        arrival.needs = None
    elif isinstance(fault, FetchFailed) and not fault.permanent:
        process.postpone(work, arrival, str(fault), random.random())  # noqa: S311 - jitter
    else:
        process.close(work, arrival, Outcome.REFUSED, str(fault))


async def fetch_wishes(instance: Instance, limit: int = 20) -> int:
    """Fetch what would be nice to have (parents of replies, changed profiles); log failures."""
    wishes = instance.take_wishes(limit)
    gate = asyncio.Semaphore(_AT_ONCE)
    async with asyncio.TaskGroup() as group:
        for uri, reach in wishes.items():
            group.create_task(_grant(instance, uri, reach - 1, gate))
    return len(wishes)


async def _grant(instance: Instance, uri: str, reach: int, gate: asyncio.Semaphore) -> None:
    async with gate:
        try:
            await fetch(instance, uri, reach=reach)
        except FedicoopError as error:
            log.info("a wish was not granted", uri=uri, reason=str(error))


async def find_or_fetch(instance: Instance, uri: str) -> str:
    """Give the id of an object that is here, or fetch it first; raises as ``fetch`` does."""
    async with instance.reading() as work:
        known = await instance.handlers.known(work, uri)
    if known is not None:
        return uri
    if instance.urls.is_local(uri):
        raise NotFound(f"{uri} is not here", safe=NOTHING_THERE)
    return await fetch(instance, uri)
