"""What the tests of the directory start from: members who show what they can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.accounts import service as accounts
from fedicoop.directory import policy, service
from fedicoop.directory.service import ListingDraft

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.work import Work


async def given_listed(
    work: Work, username: str, *skills: str, town: str = "", listed: bool = True, shown: bool = True
) -> Member:
    """Admit a member who shows skills and a town in the directory."""
    member = await accounts.admit(
        work, username, name=username.capitalize(), email=f"{username}@mail.example"
    )
    member.actor.discoverable = listed
    place = policy.towns_of(town)[0] if town else None
    draft = ListingDraft(skills, place, shows_skills=shown, shows_town=shown)
    await service.change(work, member, draft)
    return member
