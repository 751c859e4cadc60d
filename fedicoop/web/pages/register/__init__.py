"""The register of members: the operator's pages, and the page on which an account comes to be."""

from starlette.routing import BaseRoute

from fedicoop.web.pages.register import activating, codes, entry, importing, listing, people

routes: list[BaseRoute] = [
    *importing.routes,
    *listing.routes,
    *entry.routes,
    *people.routes,
    *activating.routes,
    *codes.routes,
]

__all__ = ["routes"]
