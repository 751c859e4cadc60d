"""The least that Starlette under uvicorn can do: read a body, answer 202."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request


async def take(request: Request) -> Response:
    """Read what was sent and forget it."""
    await request.body()
    return Response(status_code=202 if request.method == "POST" else 200)


app = Starlette(routes=[Route("/", take, methods=["GET", "POST"])])
