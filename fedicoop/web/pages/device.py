"""On the telephone's own screen: what it is called there, what can be shared to it, being offline.

Nothing personal is kept on the device: only the page that says that there is no network.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import orjson
from starlette.responses import Response
from starlette.routing import Route

from fedicoop.web.i18n import msg
from fedicoop.web.theme import PAPER
from fedicoop.web.visit import members, page

if TYPE_CHECKING:
    from fedicoop.web.visit import Visit

_SHORT = 30
_LONGEST = 4000
_AGENDA, _GROUPS = msg("Agenda"), msg("Groups")


@page
async def show_manifest(visit: Visit) -> Response:
    """Say how the site is called and looks on a telephone, and that one can share to it."""
    site = visit.site
    found = {
        "id": "/",
        "name": site.name,
        "short_name": site.name if len(site.name) <= _SHORT else visit.instance.config.host,
        "lang": visit.language.code,
        "dir": "ltr",
        "start_url": "/home",
        "scope": "/",
        "display": "minimal-ui",
        "theme_color": site.assets.colour,
        "background_color": PAPER,
        "icons": [{"src": site.assets.logo, "sizes": "any", "type": "image/svg+xml"}],
        "shortcuts": [
            {"name": visit.say(_AGENDA), "url": "/agenda"},
            {"name": visit.say(_GROUPS), "url": "/groups"},
        ],
        "share_target": {
            "action": "/share",
            "method": "GET",
            "params": {"title": "title", "text": "text", "url": "url"},
        },
    }
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language, Cookie"}
    return Response(orjson.dumps(found), 200, headers, "application/manifest+json")


@page
async def show_worker(visit: Visit) -> Response:
    """Give the script that stands in where there is no network."""
    files = ["/offline", visit.site.assets.style, visit.site.assets.logo]
    version = f"{visit.site.assets.style}{visit.site.assets.logo}"
    said = visit.site.assets.worker
    for name, value in (('"VERSION"', version), ('["FILES"]', files)):
        said = said.replace(name, orjson.dumps(value).decode())
    headers = {"Cache-Control": "no-cache"}
    return Response(said, 200, headers, "text/javascript; charset=utf-8")


@page
async def show_offline(visit: Visit) -> Response:
    """Say that there is no network, and what was not lost."""
    return visit.page("offline.html")


@members
async def share(visit: Visit) -> Response:
    """Begin a message with what another program on the telephone shares."""
    said = [visit.query(name, _LONGEST).strip() for name in ("title", "text", "url")]
    words = "\n\n".join(dict.fromkeys(each for each in said if each))
    return visit.redirect(f"/compose?{urlencode({'text': words[:_LONGEST]})}")


routes = [
    Route("/manifest.webmanifest", show_manifest),
    Route("/worker.js", show_worker),
    Route("/offline", show_offline),
    Route("/share", share),
]
