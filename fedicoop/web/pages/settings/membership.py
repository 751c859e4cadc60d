"""What the cooperative's register says of a member, for herself to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.accounts import queries
from fedicoop.web.i18n import msg
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.web.visit import Visit

_FACTS = (
    ("number", msg("Member number")),
    ("name", msg("Name")),
    ("email", msg("E-mail address")),
    ("category", msg("Category of members")),
    ("college", msg("College")),
    ("postcode", msg("Postcode")),
    ("town", msg("Town")),
    ("shares", msg("Shares")),
)


@members
async def show_membership(visit: Visit) -> Response:
    """Show what the register says; it is corrected by the people who keep it."""
    async with visit.reading() as work:
        entry = await queries.entry_by_number(work, visit.me.number or "")
    source = entry if entry is not None else visit.me
    facts = [(visit.say(label), getattr(source, name, None)) for name, label in _FACTS]
    return visit.page(
        "settings/membership.html",
        facts=[(label, value) for label, value in facts if value] if visit.me.number else [],
        since=visit.reader.moment(entry.first_seen_at) if entry is not None else None,
    )


routes = [Route("/settings/membership", show_membership)]
