"""What a member says of herself in the directory: what she can do, in which town she lives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert

from fedicoop.directory import policy
from fedicoop.directory.models import Listing, Skill
from fedicoop.errors import Invalid

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.gazetteer import Town
    from fedicoop.work import Work


@dataclass(frozen=True)
class ListingDraft:
    """What a member says in the directory; ``called`` of None leaves what she chose before."""

    skills: tuple[str, ...] = ()
    town: Town | None = None
    shows_skills: bool = False
    shows_town: bool = False
    called: bool | None = None


async def change(work: Work, member: Member, draft: ListingDraft) -> None:
    """Store what a member says of herself; raises Invalid, under skill_0, skill_1 and so on."""
    kept = _skills(draft.skills)
    row = await work.session.get(Listing, member.id)
    if row is None:
        row = Listing(member_id=member.id, changed_at=work.now())
        work.session.add(row)
    _place(row, draft.town)
    row.shows_skills, row.shows_town = draft.shows_skills, draft.shows_town
    row.called = row.called if draft.called is None else draft.called
    row.changed_at = work.now()
    await work.session.flush()
    await work.session.execute(delete(Skill).where(Skill.member_id == member.id))
    rows = [{"member_id": member.id, "key": key, "name": name} for key, name in kept.items()]
    if rows:
        await work.session.execute(insert(Skill), rows)


def _skills(typed: tuple[str, ...]) -> dict[str, str]:
    """Give the skills by how they are compared, each once; raises Invalid field by field."""
    faults = {}
    kept: dict[str, str] = {}
    for number, said in enumerate(typed):
        skill = policy.skill_of(said)
        if len(skill) > policy.LONGEST_SKILL:
            faults[f"skill_{number}"] = "At most 40 characters."
        elif skill:
            kept.setdefault(policy.key_of(skill), skill)
        elif said.strip():
            faults[f"skill_{number}"] = "Write this in letters."
    if len(kept) > policy.MOST_SKILLS:
        faults["skill_0"] = "At most ten skills."
    if faults:
        raise Invalid(faults)
    return kept


def _place(row: Listing, town: Town | None) -> None:
    """Write down a town and its middle; nothing finer is ever kept."""
    row.town, row.postcode = (town.name, town.postcode) if town else ("", "")
    row.latitude, row.longitude = town.spot if town else (None, None)
