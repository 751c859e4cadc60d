"""Libraries of other cooperatives: read every hour, and their files fetched when a member asks.

Both are asked for with our server's signature, which the other cooperative checks against its own
list; a file is looked at like one that a member sends, and never kept.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fedicoop.activitypub.activity import id_of
from fedicoop.activitypub.collections import items_of
from fedicoop.errors import FedicoopError, FetchFailed, Invalid, NotFound, Refused
from fedicoop.library import documents, kinds, queries, service
from fedicoop.log import logger
from fedicoop.network import cooperatives as network
from fedicoop.urls import host_of

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Json
    from fedicoop.activitypub.keys import Signer
    from fedicoop.instance import Instance
    from fedicoop.library import PaperElsewhere
    from fedicoop.library.documents import Told
    from fedicoop.library.service import Prepared

_PAGES, _A_PAGE = 12, 50
_AT_A_TIME = 3
_MEGABYTE = 1024 * 1024
_ACCEPT = ", ".join(kinds.BY_MIME)
_GONE = (
    "This document is no longer there for you: its cooperative took it back, or no longer shares "
    "it with yours."
)
_LIE = (
    "What the other cooperative sent is not a document that can be opened safely: nothing was kept."
)
log = logger(__name__)


async def read_due(instance: Instance) -> int:
    """Read the libraries of the circle whose turn it is; gives how many were.

    One that fails is tried later and later; the others are not kept waiting.
    """
    async with instance.reading() as work:
        near = await network.cooperatives(work)
        circle = [each.host for each in near if each.trusted and each.host]
        due = await queries.due_libraries(work, circle)
    for host in due:
        try:
            await instance.refuse_host(host)
            told = await _read(instance, host)
        except FedicoopError as error:
            log.info("a library could not be read", host=host, reason=str(error))
            async with instance.writing() as work:
                await service.miss_library(work, host)
            continue
        async with instance.writing() as work:
            await service.take_library(work, host, told)
    return len(due)


async def _read(instance: Instance, host: str) -> list[Told]:
    """Give what a cooperative tells ours of its library; nothing where it has none."""
    signer = await _signer(instance, host)
    actor = await instance.client.instance_actor(host)
    said = await instance.client.get_document(actor, signer=signer)
    page = id_of(said.get("library"))
    found: list[Told] = []
    seen: set[str] = set()
    while page and page not in seen and len(seen) < _PAGES and len(found) < service.MOST_OF_ONE:
        seen.add(page)
        if host_of(page) != host:
            raise Refused(f"the library of {host} is not there: {page[:200]}")
        document = await instance.client.get_document(page, signer=signer)
        found += _told(instance, host, items_of(document, _A_PAGE))
        page = id_of(document.get("next")) or id_of(document.get("first"))
    return found


async def _signer(instance: Instance, host: str) -> Signer:
    """Give what signs as our server, for this host alone: no redirect takes it elsewhere."""
    return replace(await instance.signer(), for_host=host)


def _told(instance: Instance, host: str, items: list[Json]) -> list[Told]:
    read = [
        documents.from_ap(each, host, instance.clock()) for each in items if isinstance(each, dict)
    ]
    return [each for each in read if each is not None]


async def open_file(instance: Instance, paper: PaperElsewhere) -> Prepared:
    """Fetch the file of a document elsewhere for a member, and look at it before she gets it.

    A few at a time. Raises NotFound when her cooperative may no longer have it, Refused when it is
    no file that we would take in ourselves, FetchFailed or Unavailable when it did not arrive.
    """
    await instance.refuse_host(paper.host)
    most = instance.config.limits.upload_mb * _MEGABYTE
    signer = await _signer(instance, paper.host)
    turn = sum(paper.id.encode()) % _AT_A_TIME
    try:
        async with instance.flight(f"file of a library {turn}"):
            page = await instance.client.get_file(paper.url, _ACCEPT, signer, most)
            return await service.prepare(page.body, paper.title, instance.config)
    except FetchFailed as error:
        if error.gone or error.code in {401, 403}:
            await _forget(instance, paper)
            raise NotFound(str(error), safe=_GONE) from error
        if error.permanent:
            raise Refused(str(error), safe=_LIE) from error
        raise
    except Invalid as error:
        raise Refused(f"{paper.url}: {error}", safe=_LIE) from error


async def _forget(instance: Instance, paper: PaperElsewhere) -> None:
    async with instance.writing() as work:
        await service.forget_elsewhere(work, paper.id)
