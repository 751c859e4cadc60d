"""What becomes of a call: each whom it reached answers, and whoever called closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from fedicoop.accounts import Member
from fedicoop.accounts import policy as accounts
from fedicoop.accounts import queries as people
from fedicoop.actors import Actor
from fedicoop.directory import letters, policy, queries
from fedicoop.directory.models import Call, Called, Listing
from fedicoop.directory.policy import Answer
from fedicoop.errors import Invalid, NotFound, Refused

if TYPE_CHECKING:
    from fedicoop.work import Work


async def holder(work: Work, token: str) -> tuple[Called, Member] | None:
    """Give what the link in a call's letter opens, and whose it is; None when it opens nothing."""
    row = await queries.called_by_token(work, token)
    member = await people.by_id(work, row.member_id) if row else None
    if row is None or member is None or not accounts.is_active(member):
        return None
    return row, member


async def answer(work: Work, row: Called, member: Member, said: str) -> None:
    """Take "yes", "no" or "never" (no, and no call ever again); may be changed until it is over.

    Raises Invalid for another word, Refused for a call that is over; "never" always counts.
    """
    if said not in set(Answer):
        raise Invalid({"answer": "Choose one of the answers."})
    if said == Answer.NEVER:
        await _call_no_more(work, member)
    if not policy.is_open(row.call, work.now()):
        if said == Answer.NEVER:
            return
        raise Refused(f"{row.call_id} is over", safe="This call is closed.")
    was, row.answer, row.answered_at = row.answer, said, work.now()
    await work.session.flush()
    about = (letters.ANSWERED, row.call.by_id, member.actor_id, letters.url_of(work, row.call))
    if said == Answer.YES:
        work.tell(*about)
    elif was == Answer.YES:
        work.untell(*about)


async def _call_no_more(work: Work, member: Member) -> None:
    row = await work.session.get(Listing, member.id)
    if row is None:
        row = Listing(member_id=member.id)
        work.session.add(row)
    row.called, row.changed_at = False, work.now()
    await work.session.flush()


async def close(work: Work, row: Call, by: Member) -> None:
    """Take no more answers; raises NotFound for who may not see them."""
    if not await queries.may_see_answers(work, row, by):
        raise NotFound(f"{row.id} is not {by.id}'s to close")
    row.closed_at = row.closed_at or work.now()
    await work.session.flush()


async def prune(work: Work) -> None:
    """Forget old calls, and those of people who left for good."""
    gone = select(Actor.id).where(Actor.deleted_at.isnot(None))
    old = Call.created_at < work.now() - policy.CALLS_KEPT
    ids = list(await work.session.scalars(select(Call.id).where(old | Call.by_id.in_(gone))))
    for table, column in ((Called, Called.call_id), (Call, Call.id)):
        await work.session.execute(delete(table).where(column.in_(ids)))
