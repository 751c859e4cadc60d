"""The inboxes: a POST from another server, whatever its address here, goes one way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from fedicoop.actors import queries
from fedicoop.errors import Gone, NotFound, UnsupportedType
from fedicoop.groups import queries as groups
from fedicoop.web.federation.answers import address_of, instance_of, signed_request

if TYPE_CHECKING:
    from starlette.requests import Request

    from fedicoop.inbox.receive import Receiver


async def post_shared(request: Request) -> Response:
    """Take an activity for anybody here."""
    return await _receive(request)


async def post_personal(request: Request) -> Response:
    """Take an activity for one of our actors: 404 when there never was one, 410 when she left.

    A secret group is none: nobody elsewhere belongs to it.
    """
    name = request.path_params.get("name") or request.url.path.split("/")[1]
    names = {"actor": queries.INSTANCE_NAME, "cooperative": queries.COOPERATIVE_NAME}
    async with instance_of(request).reading() as work:
        actor = await queries.by_username(work, names.get(name, name))
        hidden = actor is not None and await groups.is_secret(work, actor)
    if actor is None or hidden:
        raise NotFound(f"nobody here is called {name}")
    if actor.deleted_at is not None:
        raise Gone(f"{name} left")
    return await _receive(request)


async def _receive(request: Request) -> Response:
    if request.headers.get("content-encoding", "identity") != "identity":
        raise UnsupportedType("a compressed body")
    receiver: Receiver = request.app.state.receiver
    signed = signed_request(request, await request.body())
    content_type = request.headers.get("content-type", "")
    await receiver.receive(signed, content_type, address_of(request))
    return Response(status_code=202)


routes = [
    Route("/inbox", post_shared, methods=["POST"]),
    Route("/actor/inbox", post_personal, methods=["POST"]),
    Route("/cooperative/inbox", post_personal, methods=["POST"]),
    Route("/users/{name}/inbox", post_personal, methods=["POST"]),
    Route("/groups/{name}/inbox", post_personal, methods=["POST"]),
]
