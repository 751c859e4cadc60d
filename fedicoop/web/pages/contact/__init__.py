"""Contacting the cooperative: who is named, the form, and how members agree to be named."""

from starlette.routing import BaseRoute

from fedicoop.web.pages.contact import naming, writing

routes: list[BaseRoute] = [*writing.routes, *naming.routes]

__all__ = ["routes"]
