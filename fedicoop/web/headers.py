"""What every answer of ours tells the browser not to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "media-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
PERMISSIONS = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(self), gyroscope=(), "
    "magnetometer=(), microphone=(), payment=(), usb=(), browsing-topics=()"
)
_HTML = {
    "Content-Security-Policy": CSP,
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
PRIVATE = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}
"""What goes with a secret: it stays out of every memory but the reader's."""
_ANYWHERE = "frame-ancestors *"
"""What a page says that may stand in a frame of any site; only the embedded agenda does."""
_YEAR = "max-age=31536000"


def with_pictures_of(origin: str) -> str:
    """Give the policy of a page that also shows pictures of one other server."""
    return CSP.replace("img-src 'self'", f"img-src 'self' {origin}")


class SecurityHeaders:
    """Adds to each answer what browsers are to refuse; HTML gets the whole list."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        """``secure`` says that the public address is https: browsers then never ask http again."""
        self._app = app
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and dress the beginning of its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._dress(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, sending)

    def _dress(self, headers: MutableHeaders) -> None:
        headers.setdefault("X-Content-Type-Options", "nosniff")
        if self._secure:
            headers.setdefault("Strict-Transport-Security", _YEAR)
        if headers.get("content-type", "").startswith("text/html"):
            for name, value in _HTML.items():
                headers.setdefault(name, value)
            if _ANYWHERE in headers["Content-Security-Policy"]:
                del headers["X-Frame-Options"]
