"""What happens in the directory: members say what they can do; the cooperative calls on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert

from fedicoop import text
from fedicoop.db import take_turn
from fedicoop.directory import letters, policy, queries
from fedicoop.directory.letters import CallDraft
from fedicoop.directory.models import Listing, Skill
from fedicoop.errors import Invalid, Refused
from fedicoop.moderation import queries as decisions
from fedicoop.moderation import service as moderation
from fedicoop.notifications import service as notifications

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.directory.queries import Wanted
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


@dataclass(frozen=True)
class Reach:
    """Whom a call reaches: who gets it, how many had their letters, how many gave no address."""

    members: tuple[Member, ...] = ()
    full: int = 0
    unreachable: int = 0
    is_too_many: bool = False


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


async def reach(work: Work, by: Member, wanted: Wanted) -> Reach:
    """Say whom a call would reach now. Raises Refused, or Invalid when all members are meant."""
    if not policy.may_call(by):
        raise Refused("only moderators call on members")
    if not wanted.is_narrowed:
        raise Invalid({"": "Choose a skill or a town first: not everybody is called at once."})
    found = await queries.called(work, by.actor, wanted)
    with_address = [each for each in found if each.email]
    open_to = [
        each for each in with_address if await notifications.has_room(work, each, letters.KIND)
    ]
    return Reach(
        members=tuple(open_to),
        full=len(with_address) - len(open_to),
        unreachable=len(found) - len(with_address),
        is_too_many=len(found) > policy.MOST_CALLED,
    )


async def check(work: Work, by: Member, wanted: Wanted, said: CallDraft) -> Reach:
    """Say whom a call reaches that is ready to be sent; raises Invalid when it is not."""
    faults = {}
    if not said.subject:
        faults["subject"] = "Say in a few words what it is about."
    if not said.text:
        faults["text"] = "Write what you ask for."
    for name, words, most in (
        ("subject", said.subject, policy.LONGEST_SUBJECT),
        ("text", said.text, policy.LONGEST_CALL),
    ):
        if len(words) > most:
            faults[name] = "This is too long."
    if faults:
        raise Invalid(faults)
    found = await reach(work, by, wanted)
    if found.is_too_many:
        raise Invalid({"": "These are more than 300 people: narrow the search."})
    if not found.members:
        raise Invalid({"": "Nobody would get this call."})
    return found


async def call(work: Work, by: Member, wanted: Wanted, said: CallDraft) -> int:
    """Write to each of those whom a search finds and who may be called on; gives how many.

    Who had her letters of the month gets none. The moderators' log says who called whom for what.
    """
    await take_turn(work.session, f"call {by.id}")
    found = await check(work, by, wanted, said)
    detail = f"{text.clean(said.subject, policy.LONGEST_SUBJECT)} ({len(found.members)})"
    await _be_no_echo(work, by, detail)
    await moderation.note(work, by, letters.KIND, said.wanted, detail)
    for member in found.members:
        await notifications.send_letter(work, member, letters.write(work, by, member, said))
    return len(found.members)


async def _be_no_echo(work: Work, by: Member, detail: str) -> None:
    """Refuse the same call a second time: a button is easily pressed twice."""
    since = work.now() - policy.SAME_CALL_AFTER
    for entry in await decisions.log(work):
        same = (entry.actor_id, entry.verb, entry.detail) == (by.actor_id, letters.KIND, detail)
        if same and entry.at > since:
            raise Refused("the same call again", safe="This call was sent a moment ago.")


__all__ = ["CallDraft", "ListingDraft", "Reach", "call", "change", "check", "reach"]
