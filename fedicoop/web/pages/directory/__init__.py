"""The members' directory, and calling on those whom a search of it finds."""

from starlette.routing import BaseRoute

from fedicoop.web.pages.directory import answering, calling, calls, showing

routes: list[BaseRoute] = [
    *showing.routes,
    *calling.routes,
    *answering.routes,
    *calls.routes,
]

__all__ = ["routes"]
