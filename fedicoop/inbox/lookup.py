"""What a member types into the search box, and what is read when she opens somebody's page."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from fedicoop.activitypub.activity import id_of
from fedicoop.activitypub.collections import items_of
from fedicoop.activitypub.webfinger import Handle, parse_handle
from fedicoop.actors import queries as actors
from fedicoop.actors import service
from fedicoop.errors import FedicoopError, Malformed, NotFound
from fedicoop.inbox.fetch import fetch, find_or_fetch
from fedicoop.urls import fragmentless, host_of, same_host

if TYPE_CHECKING:
    from fedicoop.instance import Instance

_PATIENCE = 3.0
_ITEMS = 20


async def resolve(instance: Instance, text: str) -> str:
    """Give the id of what was typed: a handle, or the address of a person or a post.

    Fetches it when it is not here. Raises NotFound when nothing is there, FetchFailed when the
    other server does not answer, Refused when it is blocked.
    """
    text = text.strip()
    if host_of(text):
        return await find_or_fetch(instance, fragmentless(text))
    try:
        handle = parse_handle(text)
    except Malformed as error:
        raise NotFound(str(error), safe="Nothing was found under this address.") from error
    async with instance.reading() as work:
        actor = await actors.by_handle(work, handle)
    if actor is not None and not actor.is_gone:
        return actor.uri
    return await _discover(instance, handle)


async def _discover(instance: Instance, handle: Handle) -> str:
    """Ask WebFinger who @name@host is; the handle is only kept when her server agrees."""
    if handle.host in {"", instance.urls.host, instance.config.host}:
        raise NotFound(f"nobody here is called {handle.name}")
    await instance.refuse_host(handle.host)
    resolved = await instance.client.webfinger(str(handle))
    confirmed = parse_handle(resolved.handle)
    uri = await fetch(instance, resolved.actor_uri)
    if confirmed.host != host_of(uri):
        async with instance.writing() as work:
            actor = await actors.by_uri(work, uri)
            if actor is not None and actor.username.lower() == confirmed.name.lower():
                service.confirm_handle(actor, confirmed.host)
    return uri


async def refresh(instance: Instance, uri: str, *collections: str) -> None:
    """Read what is new in collections of an object that somebody opened: outbox, replies, featured.

    Never takes longer than three seconds; what is left is wished for. Items of other servers are
    fetched from there, not believed from here.
    """
    with contextlib.suppress(TimeoutError, FedicoopError):
        async with asyncio.timeout(_PATIENCE):
            for collection in collections:
                if same_host(collection, uri):
                    await _read(instance, collection)


async def _read(instance: Instance, collection: str) -> None:
    signer = await instance.signer()
    document = await instance.client.get_document(collection, signer=signer)
    items = items_of(document, _ITEMS)
    first = id_of(document.get("first"))
    if not items and first is not None and same_host(first, collection):
        items = items_of(await instance.client.get_document(first, signer=signer), _ITEMS)
    for item in items[:_ITEMS]:
        for uri in _objects(item):
            await _wish_unless_here(instance, uri)


def _objects(item: object) -> list[str]:
    """Give what an entry of a collection is about: itself, or the object it creates or boosts."""
    if isinstance(item, dict) and "object" in item:
        inner = id_of(item.get("object"))
        return [inner] if inner else []
    uri = id_of(item)
    return [uri] if uri else []


async def _wish_unless_here(instance: Instance, uri: str) -> None:
    async with instance.reading() as work:
        known = await instance.handlers.known(work, uri)
    if known is None and host_of(uri) and not instance.urls.is_local(uri):
        instance.wish(uri)
