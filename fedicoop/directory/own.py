"""What a member says of herself in the directory, for herself to take along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fedicoop.db.facts import facts
from fedicoop.directory import queries

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fedicoop.accounts import Member
    from fedicoop.work import Work

TAKEN = {"listings": "account/directory.json", "skills": "account/directory.json"}
LEFT: dict[str, str] = {}
_LISTING = (
    *("town", "postcode", "latitude", "longitude", "shows_skills", "shows_town", "called"),
    "changed_at",
)


async def listing(work: Work, member: Member) -> AsyncIterator[dict[str, Any]]:
    """Give her entry with her skills."""
    row, skills = await queries.listing_of(work, member)
    if row is not None or skills:
        yield {**(facts(row, *_LISTING) if row is not None else {}), "skills": skills}
