"""Finding the actor that speaks for a whole server, from whatever an operator types."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fedicoop.actors import queries as actors
from fedicoop.errors import FedicoopError, FetchFailed, NotFound
from fedicoop.inbox import lookup
from fedicoop.inbox.fetch import fetch
from fedicoop.network.policy import may_be_asked
from fedicoop.urls import host_of

if TYPE_CHECKING:
    from fedicoop.instance import Instance

_GUESSES = ("/actor", "/relay")


async def find_server(instance: Instance, text: str) -> str:
    """Give the id of the actor of a server, which is here then: by host name, handle or address.

    A host is asked as FEP-d556 and FEP-2677 say, then for relay@host (Mobilizon, Gancio), then at
    the usual addresses. Raises NotFound, FetchFailed or Refused.
    """
    said = text.strip()
    if "@" in said or (host_of(said) and urlsplit(said).path.strip("/")):
        uri = await lookup.resolve(instance, said)
    else:
        uri = await _of_host(instance, said.rpartition("//")[2].strip("/").lower())
    async with instance.reading() as work:
        found = await actors.by_uri(work, uri)
    if found is None or not may_be_asked(found):
        raise NotFound(f"{uri} is no server's", safe="This server has no actor to follow.")
    return uri


async def _of_host(instance: Instance, host: str) -> str:
    if not host or host == instance.urls.host:
        raise NotFound(f"no other server: {host!r}", safe="This is not the name of a server.")
    await instance.refuse_host(host)
    try:
        return await fetch(instance, await instance.client.instance_actor(host))
    except FetchFailed as error:
        refusal = error
    with contextlib.suppress(FedicoopError):
        return await lookup.resolve(instance, f"relay@{host}")
    for path in _GUESSES:
        with contextlib.suppress(FedicoopError):
            return await fetch(instance, f"https://{host}{path}")
    raise refusal
