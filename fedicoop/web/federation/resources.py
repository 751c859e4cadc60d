"""Links that groups keep, for other servers: for members of the group who sign the GET."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse
from starlette.routing import Route

from fedicoop.errors import NotFound
from fedicoop.groups import documents, policy, queries
from fedicoop.web.federation.answers import admit, document, hushed, instance_of, reader
from fedicoop.web.federation.groups import asked_for, nothing
from fedicoop.web.negotiate import wants_activity
from fedicoop.web.views import path_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from fedicoop.activitypub.activity import Document
    from fedicoop.groups import Resource


async def show_resources(request: Request) -> Response:
    """Say what a group keeps, whole and at once, as Mobilizon reads it; empty for strangers."""
    group, _, asking = await asked_for(request)
    asking = asking or await reader(request)
    async with instance_of(request).reading() as work:
        if not policy.may_see_links(group, await queries.standing(work, group, asking)):
            return nothing(group, "resources")
        rows = await queries.resources_of(work, group)
    found: Document = {
        "id": f"{group.actor.uri}/resources",
        "type": "OrderedCollection",
        "totalItems": len(rows),
        "orderedItems": [documents.resource_to_ap(row) for row in rows],
    }
    return document(found, private=True)


async def show_resource(request: Request) -> Response:
    """Say one link to a member of its group; that it is gone, to everybody."""
    asking = await admit(request)
    row = await _ours(request)
    if row.removed_at is not None:
        return document(documents.resource_tombstone(row), 410)
    if not wants_activity(request):
        return RedirectResponse(f"{path_of(row.group.actor)}/links", 303)
    asking = asking or await reader(request)
    async with instance_of(request).reading() as work:
        standing = await queries.standing(work, row.group, asking)
    if not policy.may_see_links(row.group, standing):
        raise NotFound("not for this reader")
    return document(documents.resource_to_ap(row), private=True)


async def _ours(request: Request) -> Resource:
    async with instance_of(request).reading() as work:
        row = await queries.resource_by_id(work, request.path_params["ident"][:40])
        if row is None or row.uri != work.urls.resource(row.id):
            raise NotFound("no such link")
    return row


routes = [
    Route("/groups/{name}/resources", hushed(show_resources)),
    Route("/resources/{ident}", hushed(show_resource)),
]
