"""What can be asked about calls: who called, who was called on, what they answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from fedicoop.accounts import Member
from fedicoop.actors import Actor
from fedicoop.directory import policy
from fedicoop.directory.models import Call, Called
from fedicoop.directory.policy import Answer
from fedicoop.groups import queries as groups
from fedicoop.ids import hash_token

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Select

    from fedicoop.work import Work

_MOST = 100


@dataclass(frozen=True)
class Tally:
    """How many a call reached, by letter and by notice, and what they answered."""

    letters: int = 0
    notices: int = 0
    yes: int = 0
    no: int = 0

    @property
    def silent(self) -> int:
        """Count those who have not answered."""
        return self.letters + self.notices - self.yes - self.no


async def call_by_id(work: Work, ident: str) -> Call | None:
    """Give a call with who called."""
    query = select(Call).where(Call.id == ident).options(joinedload(Call.by))
    return await work.session.scalar(query)


async def called_by_token(work: Work, token: str) -> Called | None:
    """Give what the key in a letter answers, with its call and who called."""
    query = select(Called).where(Called.token_hash == hash_token(token))
    return await work.session.scalar(query.options(joinedload(Called.call).joinedload(Call.by)))


async def called_of(work: Work, call: Call, member: Member) -> Called | None:
    """Give what a member answers when a call reached her."""
    query = select(Called).where(Called.call_id == call.id, Called.member_id == member.id)
    return await work.session.scalar(query.options(joinedload(Called.call)))


async def calls_by(work: Work, actor_id: str, since: datetime) -> list[Call]:
    """Give what somebody asked of members since a moment."""
    query = select(Call).where(Call.by_id == actor_id, Call.created_at > since)
    return list(await work.session.scalars(query.order_by(Call.id.desc()).limit(_MOST)))


async def every_call(work: Work, before: str | None = None, limit: int = 20) -> list[Call]:
    """Give all calls, newest first, for the cooperative's moderators."""
    return await _page(work, select(Call), before, limit)


async def calls_of_groups(
    work: Work, by: Actor, before: str | None = None, limit: int = 20
) -> list[Call]:
    """Give what somebody called for, and others in the groups she looks after, newest first."""
    mine = [row.group_id for row in await groups.memberships_of(work, by) if row.role != "member"]
    query = select(Call).where((Call.by_id == by.id) | Call.group_id.in_(mine))
    return await _page(work, query, before, limit)


async def calls_to(work: Work, member: Member, limit: int = 20) -> list[Called]:
    """Give the calls that reached a member, newest first."""
    query = (
        select(Called)
        .join(Called.call)
        .join(Call.by)
        .where(Called.member_id == member.id)
        .where(Actor.deleted_at.is_(None), Actor.suspended_at.is_(None))
        .options(joinedload(Called.call).joinedload(Call.by))
        .order_by(Called.id.desc())
        .limit(min(limit, _MOST))
    )
    return list(await work.session.scalars(query))


async def _page(work: Work, query: Select[Call], before: str | None, limit: int) -> list[Call]:
    if before:
        query = query.where(Call.id < before)
    query = query.options(joinedload(Call.by)).order_by(Call.id.desc()).limit(min(limit, _MOST))
    return list(await work.session.scalars(query))


async def answers(work: Work, ids: Sequence[str]) -> dict[str, Tally]:
    """Count what was answered to some calls; "never" is a no, and nobody learns which."""
    query = select(Called.call_id, Called.by_letter, Called.answer, func.count())
    counted: dict[str, dict[str, int]] = {ident: {} for ident in ids}
    grouped = query.group_by(Called.call_id, Called.by_letter, Called.answer)
    for ident, by_letter, said, number in await work.session.execute(
        grouped.where(Called.call_id.in_(list(ids)))
    ):
        row = counted[ident]
        kind = {"": "", Answer.YES: "yes"}.get(said, "no")
        for name in ("letters" if by_letter else "notices", kind):
            if name:
                row[name] = row.get(name, 0) + number
    return {ident: Tally(**row) for ident, row in counted.items()}


async def who_can(work: Work, call: Call) -> list[Actor]:
    """Give those who said yes and are still there, in the order of their answers."""
    query = (
        select(Actor)
        .join(Member, Member.actor_id == Actor.id)
        .join(Called, Called.member_id == Member.id)
        .where(Called.call_id == call.id, Called.answer == Answer.YES)
        .where(Actor.deleted_at.is_(None), Actor.suspended_at.is_(None))
        .order_by(Called.answered_at, Called.id)
        .limit(policy.MOST_CALLED)
    )
    return list(await work.session.scalars(query))


async def may_see_answers(work: Work, call: Call, member: Member) -> bool:
    """Tell whether a member may see who answered a call (``policy.may_see_answers``)."""
    group = await groups.by_id(work, call.group_id) if call.group_id else None
    standing = await groups.standing(work, group, member.actor) if group else None
    return policy.may_see_answers(call, member, group, standing)
