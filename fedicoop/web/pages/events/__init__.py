"""The pages of events: an event's own page, coming, announcing, looking after it."""

from fedicoop.web.pages.events import (
    answering,
    commenting,
    editing,
    inviting,
    lasting,
    managing,
    partners,
    sketches,
)
from fedicoop.web.pages.events.showing import show_event

routes = [
    *editing.routes,
    *sketches.routes,
    *answering.routes,
    *lasting.routes,
    *managing.routes,
    *partners.routes,
    *commenting.routes,
    *inviting.routes,
]

__all__ = ["routes", "show_event"]
