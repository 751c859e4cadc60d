"""Calling on members: whom a call reaches and how, then one letter or notice for each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.actors import queries as actors
from fedicoop.db import take_turn
from fedicoop.directory import letters, policy, queries
from fedicoop.directory.models import Call, Called
from fedicoop.errors import Invalid, Refused, TooMany
from fedicoop.groups import queries as groups
from fedicoop.ids import hash_token, new_id, new_token
from fedicoop.moderation import service as moderation
from fedicoop.notifications import queries as choices
from fedicoop.notifications import service as notifications
from fedicoop.notifications import topics

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedicoop.accounts import Member
    from fedicoop.directory.letters import CallDraft
    from fedicoop.directory.queries import Wanted
    from fedicoop.work import Work

_TOPIC = topics.of_notice(letters.KIND)


@dataclass(frozen=True)
class Reach:
    """Whom a call reaches: by a letter (``members``), or by a notice on the site alone.

    Of those who get no letter, ``full`` had the letters of the month, and ``unreachable`` gave no
    address that works; the others chose so.
    """

    members: tuple[Member, ...] = ()
    noticed: tuple[Member, ...] = ()
    full: int = 0
    unreachable: int = 0
    is_too_many: bool = False

    @property
    def everybody(self) -> tuple[Member, ...]:
        """Give all who hear of the call."""
        return (*self.members, *self.noticed)


async def reach(work: Work, by: Member, wanted: Wanted) -> Reach:
    """Say whom a call would reach now. Raises Refused, or Invalid when all members are meant."""
    standing = await groups.standing(work, wanted.group, by.actor) if wanted.group else None
    if not policy.may_call(by, wanted.group, standing):
        raise Refused("only moderators call on members")
    if not wanted.is_narrowed:
        raise Invalid({"": "Choose whom you look for first: not everybody is called at once."})
    found = await queries.called(work, by.actor, wanted)
    deaf = await actors.muters_among(work, by.actor, [each.actor_id for each in found])
    hearing = [each for each in found if each.actor_id not in deaf]
    members, noticed, full = await _ways(work, hearing)
    dead = await choices.refused_among(work, [each.email or "" for each in noticed])
    return Reach(
        members=tuple(members),
        noticed=tuple(noticed),
        full=full,
        unreachable=sum(not each.email or each.email in dead for each in noticed),
        is_too_many=len(found) > policy.MOST_CALLED,
    )


async def _ways(work: Work, found: Sequence[Member]) -> tuple[list[Member], list[Member], int]:
    """Part those who get a letter from those who get a notice alone; who wants neither gets none.

    The third is how many wait for the next month.
    """
    chosen = await choices.choices_of_all(work, [each.actor_id for each in found])
    letter, notice, full = [], [], 0
    for each in found:
        said = chosen.get(each.actor_id, {})
        wants = each.email is not None and topics.holds(said, _TOPIC, topics.MAIL)
        if wants and await notifications.has_room(work, each, letters.KIND):
            letter.append(each)
        elif topics.holds(said, _TOPIC, topics.APP):
            notice.append(each)
            full += wants and not await choices.is_refused(work, each.email)
    return letter, notice, full


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
    if not found.everybody:
        raise Invalid({"": "Nobody would get this call."})
    return found


async def call(work: Work, by: Member, wanted: Wanted, said: CallDraft) -> Call:
    """Call on those whom a search finds and who may be called on: by letter, else by a notice.

    The moderators' log says who called how many for what. Raises Refused for the same call again,
    TooMany for a flood.
    """
    await take_turn(work.session, f"call {by.id}")
    found = await check(work, by, wanted, said)
    await _keep_pace(work, by, said)
    row = Call(
        id=new_id(work.now()),
        by_id=by.actor_id,
        group_id=wanted.group.id if wanted.group else None,
        wanted=text.clean(said.wanted, policy.LONGEST_WANTED),
        subject=said.subject,
        text=said.text,
        created_at=work.now(),
    )
    work.session.add(row)
    await work.session.flush()
    detail = f"{row.subject} ({len(found.everybody)})"
    await moderation.note(work, by, letters.KIND, row.wanted, detail)
    for member in found.everybody:
        await _call_one(work, row, by, member, by_letter=member in found.members)
    return row


async def _call_one(work: Work, row: Call, by: Member, member: Member, *, by_letter: bool) -> None:
    key = new_token()
    work.session.add(
        Called(
            id=new_id(work.now()),
            call_id=row.id,
            member_id=member.id,
            token_hash=hash_token(key),
            by_letter=by_letter,
        )
    )
    await work.session.flush()
    group = await groups.by_id(work, row.group_id) if row.group_id else None
    if by_letter:
        letter = letters.write(work, by, member, row, key, group.actor.name if group else "")
        await notifications.send_letter(work, member, letter)
    await notifications.tell(work, member.actor, letters.KIND, by.actor, letters.url_of(work, row))


async def _keep_pace(work: Work, by: Member, said: CallDraft) -> None:
    """Refuse the same call a second time: a button is easily pressed twice; and one too many."""
    recent = await queries.calls_by(work, by.actor_id, work.now() - policy.CALLS_IN)
    since = work.now() - policy.SAME_CALL_AFTER
    for each in recent:
        if (each.subject, each.text) == (said.subject, said.text) and each.created_at > since:
            raise Refused("the same call again", safe="This call was sent a moment ago.")
    if len(recent) >= policy.MOST_CALLS:
        raise TooMany(
            f"{by.id} calls too often",
            retry_after=3600,
            safe="You called on members several times today. Please wait until tomorrow.",
        )
