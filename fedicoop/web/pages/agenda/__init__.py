"""The agenda: what happens near or far, as a list, month by month, on a map, and as a feed."""

from fedicoop.web.pages.agenda import feed, showing
from fedicoop.web.pages.agenda.asking import agenda_of

routes = [*showing.routes, *feed.routes]

__all__ = ["agenda_of", "routes"]
