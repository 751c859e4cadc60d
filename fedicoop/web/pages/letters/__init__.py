"""What links in letters open without signing in: fewer letters, or one thing to read."""

from starlette.routing import BaseRoute

from fedicoop.web.pages.letters import leaving, reading

routes: list[BaseRoute] = [*leaving.routes, *reading.routes]

__all__ = ["routes"]
