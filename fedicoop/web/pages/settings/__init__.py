"""What a member chooses for herself: how she is seen, how she reads, what opens her account."""

from starlette.routing import BaseRoute

from fedicoop.web.pages.settings import (
    access,
    accounts,
    address,
    apart,
    bringing,
    data,
    directory,
    letter,
    membership,
    notices,
    preferences,
    profile,
    programs,
)

routes: list[BaseRoute] = [
    *profile.routes,
    *preferences.routes,
    *directory.routes,
    *access.routes,
    *address.routes,
    *apart.routes,
    *notices.routes,
    *letter.routes,
    *membership.routes,
    *programs.routes,
    *accounts.routes,
    *data.routes,
    *bringing.routes,
]

__all__ = ["routes"]
