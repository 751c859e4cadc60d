"""The pages of events: the agenda, an event's own page, coming, organising."""

from fedicoop.web.pages.events.showing import show_event

routes: list[object] = []

__all__ = ["routes", "show_event"]
