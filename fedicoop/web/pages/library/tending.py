"""Putting a document away, taking it out again, deleting it for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.library import service
from fedicoop.web.pages.library import cards
from fedicoop.web.pages.library.downloading import number_of
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.web.visit import Visit


@members
async def archive(visit: Visit) -> Response:
    """Put a document away."""
    async with visit.writing() as work:
        seen = await cards.changeable(visit, work)
        await service.archive(work, seen.paper, await visit.actor(work))
    return visit.redirect(f"/documents/{seen.paper.id}", say="document_archived")


@members
async def restore(visit: Visit) -> Response:
    """Take a document out again."""
    async with visit.writing() as work:
        seen = await cards.changeable(visit, work)
        await service.restore(work, seen.paper, await visit.actor(work))
    return visit.redirect(f"/documents/{seen.paper.id}", say="document_restored")


@members
async def delete(visit: Visit) -> Response:
    """Delete a document that was put away, with every version."""
    visit.must_administer()
    async with visit.writing() as work:
        seen = await cards.seen(visit, work)
        await service.delete(work, seen.paper, await visit.actor(work))
    return visit.redirect("/archived-documents", say="document_deleted")


@members
async def delete_version(visit: Visit) -> Response:
    """Delete an older version of a document for good."""
    visit.must_administer()
    number = number_of(visit.param("number"))
    async with visit.writing() as work:
        seen = await cards.seen(visit, work)
        await service.remove_version(work, seen.paper, await visit.actor(work), number)
    return visit.redirect(f"/documents/{seen.paper.id}", say="version_deleted")


routes = [
    Route("/documents/{ident}/archive", archive, methods=["POST"]),
    Route("/documents/{ident}/restore", restore, methods=["POST"]),
    Route("/documents/{ident}/delete", delete, methods=["POST"]),
    Route("/documents/{ident}/versions/{number}/delete", delete_version, methods=["POST"]),
]
