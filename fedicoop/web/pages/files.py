"""Pictures as they were stored: under names nobody guesses, and gone when they are deleted.

Those of private messages have no such name; who reads the message sees them elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import FileResponse
from starlette.routing import Route

from fedicoop.errors import NotFound
from fedicoop.media import queries, storage
from fedicoop.web.headers import PRIVATE
from fedicoop.web.pages.calendars.guessing import wrong

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from fedicoop.instance import Instance
    from fedicoop.media import File

_HEADERS = {
    # A day, not for ever: what somebody deletes should not live on in every cache.
    "Cache-Control": "public, max-age=86400",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
}
_PRIVATE = {**PRIVATE, "Content-Security-Policy": "default-src 'none'; sandbox"}
_LONGEST_KEY = 100


async def show_file(request: Request) -> Response:
    """Serve a picture or its thumbnail; 404 for every name that stands in no row."""
    instance: Instance = request.app.state.instance
    name = request.path_params["name"]
    path = storage.path_of(instance.config, name)
    if path is None:
        raise NotFound("not a name of ours")
    async with instance.reading() as work:
        file = await queries.by_name(work, name)
    if file is None or file.private or not path.is_file():
        raise NotFound(f"no picture {name}")
    return FileResponse(path, headers=_HEADERS, media_type=file.mime)


async def show_open(request: Request) -> Response:
    """Serve a picture of a private message to a server that got its address with the message.

    Servers elsewhere fetch pictures unsigned (Mastodon among them): so whoever has the address
    sees it, and the pages say so. It goes with the message.
    """
    instance: Instance = request.app.state.instance
    async with instance.reading() as work:
        file = await queries.by_open_key(work, str(request.path_params["key"])[:_LONGEST_KEY])
    if file is None:
        raise wrong(request)
    return private_picture(instance, file)


def private_picture(instance: Instance, file: File, *, small: bool = False) -> Response:
    """Give a picture that nobody may keep or pass on: no cache, no search engine."""
    path = storage.path_of(instance.config, file.thumbnail if small else file.name)
    if path is None or not path.is_file():
        raise NotFound(f"no picture {file.id}")
    return FileResponse(path, headers=_PRIVATE, media_type=file.mime)


routes = [Route("/media/{name}", show_file), Route("/media/letter/{key}", show_open)]
