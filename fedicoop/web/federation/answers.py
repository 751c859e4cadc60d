"""How a document leaves: its type, its context, what caches may do with it, who is asking."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

import orjson
from starlette.responses import Response

from fedicoop.activitypub.contexts import with_context
from fedicoop.activitypub.signatures import SignedRequest
from fedicoop.actors import Actor, queries
from fedicoop.errors import NotFound, Refused, Unauthenticated
from fedicoop.web.negotiate import ACTIVITY

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from fedicoop.activitypub.activity import Document
    from fedicoop.inbox.receive import Receiver
    from fedicoop.instance import Instance

    Endpoint = Callable[[Request], Awaitable[Response]]

OPEN = {"Access-Control-Allow-Origin": "*"}
"""Discovery and public documents may be read by any web client (as Mastodon's cors.rb)."""


def instance_of(request: Request) -> Instance:
    """Give the instance that serves a request."""
    instance: Instance = request.app.state.instance
    return instance


def document(found: Document, status: int = 200, *, private: bool = False) -> Response:
    """Answer with an ActivityStreams document."""
    cache = "private, no-store" if private else "public, max-age=180"
    return Response(
        orjson.dumps(with_context(found)),
        status,
        {"Vary": "Accept, Signature", "Cache-Control": cache, **OPEN},
        media_type=f"{ACTIVITY}; charset=utf-8",
    )


def json(found: dict[str, Any], media_type: str, seconds: int = 3600) -> Response:
    """Answer with a discovery document."""
    headers = {"Cache-Control": f"public, max-age={seconds}", **OPEN}
    return Response(orjson.dumps(found), 200, headers, media_type=media_type)


def signed_request(request: Request, body: bytes = b"") -> SignedRequest:
    """Give a request in the form that signatures are checked on: its address is our public one."""
    query = f"?{request.url.query}" if request.url.query else ""
    raw = request.scope.get("raw_path", b"").partition(b"?")[0].decode("latin-1")
    path = raw or request.url.path
    headers = [
        (key.decode("latin-1"), value.decode("latin-1")) for key, value in request.headers.raw
    ]
    target = f"{instance_of(request).urls.base}{path}{query}"
    return SignedRequest(request.method, target, headers, body)


def address_of(request: Request) -> str:
    """Give the network address that a request came from, as far as our proxies are believed."""
    return request.client.host if request.client else ""


async def reader(request: Request) -> Actor | None:
    """Give the actor elsewhere who signed this GET; None when nobody did.

    Raises Unauthenticated for a signature that does not hold, Refused for a blocked server, and
    TooMany for an address that tries too often.
    """
    if "signature" not in request.headers:
        return None
    receiver: Receiver = request.app.state.receiver
    verified = await receiver.reader(signed_request(request), address_of(request))
    async with instance_of(request).reading() as work:
        actor = await queries.by_uri(work, verified.actor_uri)
    if actor is None or actor.is_gone:
        raise Refused(f"{verified.actor_uri} is not heard here")
    return actor


async def admit(request: Request) -> Actor | None:
    """Ask for a signature where the settings want one of everybody (secure_fetch)."""
    if not instance_of(request).config.federation.secure_fetch:
        return None
    actor = await reader(request)
    if actor is None:
        raise Unauthenticated("this server only answers signed requests")
    return actor


def hushed(endpoint: Endpoint) -> Endpoint:
    """Read the signature of who asks for what is not there, too, before it is said.

    For what is closed it is read. If it were not here, a wrong one would be answered otherwise, and
    tell everybody which groups are secret.
    """

    @wraps(endpoint)
    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except NotFound:
            await reader(request)
            raise

    return answer
