"""Private messages: the conversations, one of them to read and answer, a new one."""

from starlette.routing import BaseRoute

from fedicoop.web.pages.messages import deeds, files, listing, reading, writing

routes: list[BaseRoute] = [
    *listing.routes,
    *writing.routes,
    *deeds.routes,
    *files.routes,
    *reading.routes,
]

__all__ = ["routes"]
