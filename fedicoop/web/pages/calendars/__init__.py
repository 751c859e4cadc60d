"""Calendars on the web: files to subscribe to, one's own, answers from a letter, imports."""

from starlette.routing import BaseRoute

from fedicoop.web.pages.calendars import answering, files, importing, keys

routes: list[BaseRoute] = [*files.routes, *answering.routes, *keys.routes, *importing.routes]

__all__ = ["routes"]
