"""The pages of events: an event's own page, coming, announcing, looking after it."""

from fedicoop.web.pages.events import answering
from fedicoop.web.pages.events.showing import show_event

routes = [*answering.routes]

__all__ = ["routes", "show_event"]
