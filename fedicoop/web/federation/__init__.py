"""The addresses that other servers use: discovery, actors, inboxes, collections, objects."""

from starlette.routing import BaseRoute

from fedicoop.web.federation import (
    actors,
    client,
    discovery,
    events,
    groups,
    inboxes,
    library,
    objects,
    resources,
)

routes: list[BaseRoute] = [
    *discovery.routes,
    *inboxes.routes,
    *client.routes,
    *actors.routes,
    *groups.routes,
    *resources.routes,
    *objects.routes,
    *events.routes,
    *library.routes,
]

__all__ = ["routes"]
