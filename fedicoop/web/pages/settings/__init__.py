"""What a member chooses for herself: how she is seen, how she reads, what opens her account."""

from starlette.routing import BaseRoute

from fedicoop.web.pages.settings import (
    access,
    accounts,
    apart,
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
    *apart.routes,
    *notices.routes,
    *letter.routes,
    *membership.routes,
    *programs.routes,
    *accounts.routes,
    *data.routes,
]

__all__ = ["routes"]
