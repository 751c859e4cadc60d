"""The demo's calls: in each cooperative a moderator looks for a skill, and one member can."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fedicoop.accounts import policy
from fedicoop.accounts import queries as accounts
from fedicoop.directory import Wanted, queries
from fedicoop.directory import service as directory
from fedicoop.directory.policy import Answer
from fedicoop.directory.service import CallDraft

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.demo.seeding import House, Past
    from fedicoop.work import Work

_AGO = timedelta(days=2)
_SUBJECT = "Une demi-journée dans une école"
_TEXT = (
    "Bonjour,\n\nUne école nous demande de présenter nos énergies à deux classes, un matin "
    "de janvier. Nous cherchons une personne de plus : {skill}.\n\nNous préparons ensemble, une "
    "soirée suffit. Merci !"
)


async def call_on_members(house: House, clock: Past) -> None:
    """Let a moderator call on whoever can do what the last member can; that one says yes."""
    skilled = [each for each in house.cooperative.members if each.skills]
    clock.now = clock.present - _AGO
    async with house.instance.writing() as work:
        by = await _moderator(work, house)
        wanted = skilled[-1].skills[0] if skilled else ""
        reach = await directory.reach(work, by, Wanted(skill=wanted)) if by and wanted else None
        if by is not None and reach is not None and reach.everybody:
            draft = CallDraft(_SUBJECT, _TEXT.format(skill=wanted), wanted)
            call = await directory.call(work, by, Wanted(skill=wanted), draft)
            willing = reach.everybody[-1]
            row = await queries.called_of(work, call, willing)
            if row is not None:
                await directory.answer(work, row, willing, Answer.YES)
    clock.now = clock.present


async def _moderator(work: Work, house: House) -> Member | None:
    for person in reversed(house.cooperative.members):
        member = await accounts.by_login(work, person.username)
        if policy.may_moderate(member):
            return member
    return None
