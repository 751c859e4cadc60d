"""The outermost door: no body larger or slower than we take, no address that nothing can have.

Starlette and uvicorn have neither limit. Headers that arrive slowly are the reverse proxy's
business (docs/operating.md).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_BODY_SECONDS = 30.0
_UPLOAD_TIMES = 10
"""How much longer a form with files may take: ten megabytes over a country line are minutes."""


class _Stop(Exception):
    """Ends the reading of a body."""

    def __init__(self, status: int, text: str) -> None:
        self.status = status
        self.text = text
        super().__init__(text)


class BodyGuard:
    """Answers 413 to a body above ``limit`` bytes and 408 to one that takes over 30 seconds.

    Forms with files may be larger, and take ten times as long.
    """

    def __init__(
        self, app: ASGIApp, limit: int, upload_limit: int, seconds: float = _BODY_SECONDS
    ) -> None:
        """Take both limits in bytes: the larger one is for forms with files."""
        self._app = app
        self._limit = limit
        self._upload_limit = upload_limit
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through while its body keeps within the limits."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, self._bounded(scope, receive), sending)
        except _Stop as stop:
            if started:
                raise
            answer = PlainTextResponse(stop.text, stop.status, {"Connection": "close"})
            await answer(scope, receive, send)

    def _bounded(self, scope: Scope, receive: Receive) -> Receive:
        headers = dict(scope["headers"])
        is_form = headers.get(b"content-type", b"").startswith(b"multipart/form-data")
        limit = self._upload_limit if is_form else self._limit
        if _announced(headers) > limit:
            raise _Stop(413, "This is too large.")
        seen, whole = 0, False
        seconds = self._seconds * (_UPLOAD_TIMES if is_form else 1)
        deadline = asyncio.get_running_loop().time() + seconds

        async def receiving() -> Message:
            nonlocal seen, whole
            if whole:
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise _Stop(408, "The request took too long to arrive.") from None
            seen += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if seen > limit:
                raise _Stop(413, "This is too large.")
            return message

        return receiving


def _announced(headers: dict[bytes, bytes]) -> int:
    value = headers.get(b"content-length", b"0")
    return int(value) if value.isdigit() and len(value) < 20 else 0
