"""Pictures as they were stored: under names nobody guesses, and gone when they are deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import FileResponse
from starlette.routing import Route

from fedicoop.errors import NotFound
from fedicoop.media import queries, storage

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from fedicoop.instance import Instance

_HEADERS = {
    # A day, not for ever: what somebody deletes should not live on in every cache.
    "Cache-Control": "public, max-age=86400",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}


async def show_file(request: Request) -> Response:
    """Serve a picture or its thumbnail; 404 for every name that stands in no row."""
    instance: Instance = request.app.state.instance
    name = request.path_params["name"]
    path = storage.path_of(instance.config, name)
    if path is None:
        raise NotFound("not a name of ours")
    async with instance.reading() as work:
        file = await queries.by_name(work, name)
    if file is None or not path.is_file():
        raise NotFound(f"no picture {name}")
    return FileResponse(path, headers=_HEADERS, media_type=file.mime)


routes = [Route("/media/{name}", show_file)]
