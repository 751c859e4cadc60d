"""What one does with a private conversation: let it in, ignore it, mute it, put it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.messages import service
from fedicoop.web.pages.messages.reading import own
from fedicoop.web.visit import Visit, members

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.responses import Response

    from fedicoop.messages import Conversation
    from fedicoop.web.visit import Endpoint
    from fedicoop.work import Work

    Deed = Callable[[Work, Conversation], Awaitable[None]]


def _button(deed: Deed, say: str, goal: str = "") -> Endpoint:
    """Make a button: the deed, then the conversation again, or the list it belongs to now."""

    @members
    async def press(visit: Visit) -> Response:
        async with visit.writing() as work:
            row = await own(visit, work)
            await deed(work, row)
        return visit.redirect(goal or f"/messages/{row.id}", say=say)

    return press


_BUTTONS = {
    "accept": _button(service.accept, "message_accepted"),
    "ignore": _button(service.ignore, "message_ignored", "/messages/requests"),
    "put-away": _button(service.put_away, "message_put_away", "/messages"),
    "take-back": _button(service.take_back, "message_taken_back"),
    "mute": _button(service.mute, "message_muted"),
    "unmute": _button(service.unmute, "message_unmuted"),
}

routes = [
    Route(f"/messages/{{ident}}/{name}", button, methods=["POST"])
    for name, button in _BUTTONS.items()
]
