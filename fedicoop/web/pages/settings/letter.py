"""A member's next digest: what it would say, and having it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.digests import service as digests
from fedicoop.errors import Refused
from fedicoop.web.pages.letters.topics import DIGESTS
from fedicoop.web.pages.settings.preferences import me_in
from fedicoop.web.visit import Visit, members

if TYPE_CHECKING:
    from starlette.responses import Response


@members
async def show_letter(visit: Visit) -> Response:
    """Show what the next digest would say; nothing is sent."""
    return await _page(visit)


async def _page(visit: Visit, status: int = 200, fault: str = "") -> Response:
    async with visit.reading() as work:
        letter = await digests.preview(work, await me_in(visit, work))
    return visit.page(
        "settings/letter.html",
        status,
        letter=letter,
        parts=[(type(part).__name__, part) for part in letter.parts] if letter else [],
        often=visit.say(DIGESTS[visit.me.email_digest]),
        is_off=visit.me.email_digest == "never",
        email=visit.me.email or "",
        fault=fault,
    )


@members
async def send_letter(visit: Visit) -> Response:
    """Send it at once; what stands in the way is said on the page."""
    try:
        async with visit.writing() as work:
            await digests.send_now(work, await me_in(visit, work))
    except Refused as error:
        return await _page(visit, 422, error.safe)
    return visit.redirect("/settings/letter", say="letter_sent")


routes = [
    Route("/settings/letter", show_letter),
    Route("/settings/letter", send_letter, methods=["POST"]),
]
