"""The library, its documents and their files: for everybody, or for who asks and may have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.errors import NotFound
from fedicoop.library import documents, policy, queries
from fedicoop.web.federation.answers import admit, document, hushed, instance_of, reader
from fedicoop.web.federation.collections import PAGE, cursor, is_page, page, whole
from fedicoop.web.negotiate import wants_activity
from fedicoop.web.pages.library.downloading import give, number_of
from fedicoop.web.pages.library.showing import show_paper
from fedicoop.web.visit import begin

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


async def show_document(request: Request) -> Response:
    """Answer /documents/ID: a page for people, a Document for servers that may read it.

    What is for members, a college or a governing body is for nobody elsewhere.
    """
    if not wants_activity(request):
        return await show_paper(request)
    asking = await admit(request)
    async with instance_of(request).reading() as work:
        paper = await queries.by_id(work, request.path_params["ident"][:40])
    if paper is None:
        raise NotFound("no such document")
    is_open = policy.is_public(paper)
    if not is_open and asking is None:
        asking = await reader(request)
    async with instance_of(request).reading() as work:
        who = await queries.reader(work, asking)
        if not policy.may_see(paper, who, await queries.standing(work, paper, asking)):
            raise NotFound("not for this reader")
        version = await queries.newest_version(work, paper)
        return document(documents.to_ap(work, paper, version), private=not is_open)


async def show_file(request: Request) -> Response:
    """Give the newest version to who is signed in or signed the GET, and may have it."""
    return await _give(request, 0)


async def show_version(request: Request) -> Response:
    """Give a version by its number."""
    return await _give(request, number_of(request.path_params["number"]))


async def _give(request: Request, number: int) -> Response:
    visit = await begin(request)
    signer = await reader(request) if visit.member is None else None
    return await give(visit, signer, number)


async def show_library(request: Request) -> Response:
    """Say what is in the library: the newest twenty first, as much as who signed may read."""
    await admit(request)
    asking = await reader(request)
    async with instance_of(request).reading() as work:
        uri = work.urls.library
        if not is_page(request):
            total = sum((await queries.counts(work, asking)).values())
            return document(whole(uri, total), private=asking is not None)
        found = await queries.listed(work, asking, before=cursor(request), limit=PAGE)
        items = [documents.to_ap(work, each.paper, each.version) for each in found.items]
    return document(page(request, uri, items, found.next), private=asking is not None)


routes = [
    Route("/cooperative/documents", show_library),
    Route("/documents/{ident}", hushed(show_document)),
    Route("/documents/{ident}/file", show_file),
    Route("/documents/{ident}/versions/{number}", show_version),
]
