"""What machines ask: is it alive, is it ready, what may a search engine read."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from fedicoop.actors import queries as actors
from fedicoop.log import logger

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from fedicoop.instance import Instance

_PATIENCE = 5.0
_NOW = {"Cache-Control": "no-store"}
_CLOSED = (
    "/admin",
    "/authorize_interaction",
    "/bookmarks",
    "/compose",
    "/elsewhere",
    "/home",
    "/login",
    "/moderation",
    "/notes/*/elsewhere",
    "/notifications",
    "/search",
    "/settings",
    "/sign-in",
    "/unsubscribe",
    "/letter",
    "/*/elsewhere",
    "/*/qr",
)
log = logger(__name__)


async def show_alive(_request: Request) -> Response:
    """Answer while the process lives."""
    return PlainTextResponse("ok\n", headers=_NOW)


async def show_ready(request: Request) -> Response:
    """Answer 200 while the database answers, else 503."""
    if await _is_ready(request.app.state.instance):
        return PlainTextResponse("ok\n", headers=_NOW)
    return PlainTextResponse("not ready\n", 503, {**_NOW, "Retry-After": "10"})


async def _is_ready(instance: Instance) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE), instance.reading() as work:
            await actors.instance_actor(work)
    except (TimeoutError, LookupError, OSError, SQLAlchemyError) as error:
        log.warning("not ready", reason=str(error))
        return False
    return True


async def show_robots(request: Request) -> Response:
    """Keep search engines out of what is not for them; public pages say the rest themselves."""
    base = request.app.state.instance.urls.base
    closed = [f"Disallow: {path}" for path in _CLOSED]
    lines = ["User-agent: *", *closed, "", f"Sitemap: {base}/sitemap.xml"]
    headers = {"Cache-Control": "public, max-age=86400"}
    return PlainTextResponse("\n".join(lines) + "\n", headers=headers)


routes = [
    Route("/livez", show_alive),
    Route("/readyz", show_ready),
    Route("/robots.txt", show_robots),
]
