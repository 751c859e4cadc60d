"""The one way to a document's file: asked for each time, given to who may read it, never shown.

Every file is a download of its own kind: a browser that gets one opens nothing of it on our site.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import anyio.to_thread
from starlette.responses import FileResponse, RedirectResponse, Response

from fedicoop.errors import NotFound
from fedicoop.library import kinds, policy, queries, storage
from fedicoop.web.pages.library import cards

if TYPE_CHECKING:
    from pathlib import Path

    from fedicoop.actors import Actor
    from fedicoop.library import Version
    from fedicoop.library.service import Prepared
    from fedicoop.web.pages.library.cards import Seen
    from fedicoop.web.visit import Visit

_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
_UNKNOWN = "application/octet-stream"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Vary": "Cookie, Signature",
}


def number_of(said: str) -> int:
    """Read the number of a version in an address; NotFound for what is none."""
    if not _NUMBER.fullmatch(said):
        raise NotFound("not the number of a version")
    return int(said)


async def give(visit: Visit, signer: Actor | None = None, number: int = 0) -> Response:
    """Give a version of the document in the address, 0 for the newest, to who may read it.

    ``signer`` is who signed the request, where nobody is signed in.
    """
    async with visit.reading() as work:
        seen = await cards.seen(visit, work, signer)
        version = await queries.version(work, seen.paper, number or seen.paper.number)
    if version is None:
        raise NotFound("no such version")
    if version.link:
        return RedirectResponse(version.link, 303, {"Cache-Control": _cache(seen)})
    path = storage.path_of(visit.instance.config, version.stored or "")
    if path is None or not await anyio.to_thread.run_sync(path.is_file):
        raise NotFound(f"the file of {seen.paper.id} is not on the disk")
    return _file(path, version, _cache(seen))


def attached(file: Prepared) -> Response:
    """Give a file that is not on our disk to the one who asked, and to no cache."""
    name = quote(file.name, safe="")
    headers = {"Content-Disposition": f"attachment; filename*=utf-8''{name}"}
    headers |= {**HEADERS, "Cache-Control": "private, no-store"}
    return Response(file.data, headers=headers, media_type=file.kind.mime)


def _cache(seen: Seen) -> str:
    """Let nobody keep what is not for everybody; the rest is asked for again when it is old."""
    return "public, max-age=300" if policy.is_public(seen.paper) else "private, no-store"


def _file(path: Path, version: Version, cache: str) -> Response:
    known = version.mime in kinds.BY_MIME
    return FileResponse(
        path,
        headers={**HEADERS, "Cache-Control": cache},
        media_type=version.mime if known else _UNKNOWN,
        filename=version.name,
        content_disposition_type="attachment",
    )
