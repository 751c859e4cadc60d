"""Every page of the site in one list, and what stands around all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from fedicoop.web.assets import show_asset
from fedicoop.web.doorway import Doorway
from fedicoop.web.headers import SecurityHeaders
from fedicoop.web.pages import (
    admin,
    agenda,
    articles,
    calendars,
    compose,
    contact,
    device,
    directory,
    drafts,
    elsewhere,
    events,
    files,
    groups,
    home,
    letters,
    library,
    messages,
    moderation,
    network,
    newsletter,
    notifications,
    operation,
    people,
    posters,
    reactions,
    refusals,
    register,
    reports,
    search,
    servers,
    settings,
    signing_in,
    sitemap,
    start,
    tags,
)

if TYPE_CHECKING:
    from fedicoop.instance import Instance

_PAGES = (
    start,
    contact,
    network,
    signing_in,
    settings,
    tags,
    elsewhere,
    device,
    files,
    home,
    agenda,
    groups,
    calendars,
    letters,
    events,
    posters,
    library,
    articles,
    drafts,
    compose,
    messages,
    reactions,
    people,
    directory,
    notifications,
    newsletter,
    search,
    reports,
    moderation,
    admin,
    refusals,
    register,
    servers,
    operation,
    sitemap,
)

page_routes: list[BaseRoute] = [
    Route("/static/{name}", show_asset),
    *(route for module in _PAGES for route in module.routes),
]


def page_middleware(instance: Instance) -> list[Middleware]:
    """Give what every request passes on its way to a page."""
    secure = instance.urls.base.startswith("https://")
    hosts = (instance.urls.host, instance.config.host)
    return [
        Middleware(SecurityHeaders, secure=secure),
        Middleware(Doorway, base=instance.urls.base, hosts=hosts),
    ]
