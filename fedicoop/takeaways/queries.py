"""What can be asked about the files in which members take their data along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from fedicoop.takeaways.models import State, Takeaway

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from fedicoop.accounts import Member
    from fedicoop.work import Work


async def newest_of(work: Work, member: Member) -> Takeaway | None:
    """Give what a member asked for last."""
    query = select(Takeaway).where(Takeaway.member_id == member.id)
    return await work.session.scalar(query.order_by(Takeaway.id.desc()).limit(1))


async def by_id(work: Work, member: Member, ident: str) -> Takeaway | None:
    """Give one of a member's own; None for anybody else's."""
    query = select(Takeaway).where(Takeaway.id == ident, Takeaway.member_id == member.id)
    return await work.session.scalar(query)


async def has_due(work: Work) -> bool:
    """Tell whether one waits to be made."""
    query = select(Takeaway.id).where(due(work)).limit(1)
    return await work.session.scalar(query) is not None


def due(work: Work) -> ColumnElement[bool]:
    """Say that one is to be made: it waits, or whoever made it did not come back."""
    stale = and_(Takeaway.state == State.BEING_MADE, Takeaway.leased_until <= work.now())
    return or_(Takeaway.state == State.WAITS, stale)


async def idents(work: Work) -> set[str]:
    """Give the row ids of all that there are, to tell which files on disk are nobody's."""
    return set(await work.session.scalars(select(Takeaway.id)))
