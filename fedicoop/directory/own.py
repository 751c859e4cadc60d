"""What a member says of herself in the directory, and how she was called on, to take along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fedicoop.db.facts import facts, in_pieces
from fedicoop.directory import queries
from fedicoop.directory.models import Call, Called

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fedicoop.accounts import Member
    from fedicoop.work import Work

TAKEN = {
    "listings": "account/directory.json",
    "skills": "account/directory.json",
    "calls": "account/calls.json",
    "called": "account/calls.json",
}
LEFT: dict[str, str] = {}
_LISTING = (
    *("town", "postcode", "latitude", "longitude", "shows_skills", "shows_town", "called"),
    "changed_at",
)
_CALL = ("subject", "text", "created_at")


async def listing(work: Work, member: Member) -> AsyncIterator[dict[str, Any]]:
    """Give her entry with her skills."""
    row, skills = await queries.listing_of(work, member)
    if row is not None or skills:
        yield {**(facts(row, *_LISTING) if row is not None else {}), "skills": skills}


async def calls(work: Work, member: Member) -> AsyncIterator[dict[str, Any]]:
    """Give the calls she sent, then those that reached her with what she answered."""
    sent = select(Call).where(Call.by_id == member.actor_id)
    async for call in in_pieces(work.session, sent, Call.id):
        yield {"sent": True, **facts(call, "wanted", *_CALL, "closed_at")}
    came = select(Called).where(Called.member_id == member.id).options(joinedload(Called.call))
    async for row in in_pieces(work.session, came, Called.id):
        yield {"sent": False, **facts(row.call, *_CALL), **facts(row, "answer", "answered_at")}
