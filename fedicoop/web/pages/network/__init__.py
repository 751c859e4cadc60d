"""The network for people: what happens in every cooperative, counted, and shown on other sites."""

from starlette.routing import BaseRoute

from fedicoop.web.pages.network import counting, embedding, showing

routes: list[BaseRoute] = [*showing.routes, *counting.routes, *embedding.routes]

__all__ = ["routes"]
