"""In front of every page: the host must be ours, and the pages' side of the instance at hand.

A Host that is not ours ends here (security case web-023), so that nothing behind this door could
ever build a link from it. The checks of life are asked by address, and answer to any. An address
with a NUL character ends here too: PostgreSQL cannot look for one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from fedicoop.web.visit import site_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

CHECKS = ("/livez", "/readyz")


class Doorway:
    """Lets in what is meant for this site; everything else is told where the site is."""

    def __init__(self, app: ASGIApp, *, base: str, hosts: tuple[str, ...]) -> None:
        """Take our public address, and the names we answer to."""
        self._app = app
        self._base = base
        self._hosts = {_name(host) for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on with ``request.state.site`` set, or answer 400."""
        if scope["type"] == "http":
            host = _name(Headers(scope=scope).get("host", ""))
            if host not in self._hosts and scope["path"] not in CHECKS:
                answer = PlainTextResponse(f"This site is {self._base} and no other.\n", 400)
                await answer(scope, receive, send)
                return
            if _has_nul(scope):
                answer = PlainTextResponse("No address of this site has a NUL character.\n", 400)
                await answer(scope, receive, send)
                return
            request = Request(scope)
            request.state.site = site_of(request)
        await self._app(scope, receive, send)


def _has_nul(scope: Scope) -> bool:
    asked = scope.get("query_string", b"")
    return "\0" in scope["path"] or b"%00" in asked or b"\0" in asked


def _name(host: str) -> str:
    """Give the name of a host without its port."""
    name, colon, port = host.lower().rpartition(":")
    return (name if colon and port.isdigit() else host.lower()).rstrip(".")
