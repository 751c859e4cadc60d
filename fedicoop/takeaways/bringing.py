"""A list of people that a member brings along: looked at, agreed to, gone through."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, select

from fedicoop.db import skip_locked, take_turn
from fedicoop.errors import Invalid, Refused
from fedicoop.ids import new_id
from fedicoop.takeaways.models import Bringing, Deed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

    from fedicoop.accounts import Member
    from fedicoop.takeaways.reading import People
    from fedicoop.work import Work

LEASE = timedelta(minutes=5)
KEPT = timedelta(days=30)
"""How long the list of what failed can be read."""
LOOKED_AT = timedelta(hours=1)
_NOBODY = "Nobody is named in this file. Choose a list such as following_accounts.csv of Mastodon."
_UNDER_WAY = "A list that you brought is being gone through; wait until it is done."


async def newest_of(work: Work, member: Member) -> Bringing | None:
    """Give the list that a member brought last."""
    query = select(Bringing).where(Bringing.member_id == member.id)
    return await work.session.scalar(query.order_by(Bringing.id.desc()).limit(1))


async def look(work: Work, member: Member, deed: str, people: People) -> Bringing:
    """Keep a list to be looked at; nothing is done yet. Raises Invalid, Refused for a second one.

    A list that was only looked at gives way.
    """
    if deed not in set(Deed):
        raise Invalid({"deed": "Choose what is to be done."})
    if not people.handles:
        raise Invalid({"file": _NOBODY})
    await take_turn(work.session, f"bringing {member.id}")
    newest = await newest_of(work, member)
    if newest is not None and newest.agreed_at is not None and newest.finished_at is None:
        raise Refused("one is under way", safe=_UNDER_WAY)
    await work.session.execute(delete(Bringing).where(Bringing.member_id == member.id))
    row = Bringing(
        id=new_id(work.now()),
        member_id=member.id,
        deed=deed,
        handles=people.handles,
        asked_at=work.now(),
    )
    work.session.add(row)
    await work.session.flush()
    return row


async def agree(work: Work, member: Member, ident: str) -> None:
    """Begin with the list that she looked at; raises Refused when it is another one by now."""
    row = await newest_of(work, member)
    if row is None or row.id != ident:
        raise Refused("another list", safe="This list is gone: choose the file again.")
    row.agreed_at = row.agreed_at or work.now()
    await work.session.flush()


async def lease(work: Work) -> Bringing | None:
    """Take the next list that is to be gone on with; None when there is none."""
    query = select(Bringing).where(*_due(work))
    query = query.order_by(Bringing.leased_until, Bringing.id).limit(1)
    row: Bringing | None = await work.session.scalar(skip_locked(query))
    if row is not None:
        row.leased_until = work.now() + LEASE
        await work.session.flush()
    return row


async def has_due(work: Work) -> bool:
    """Tell whether a list is to be gone on with."""
    query = select(Bringing.id).where(*_due(work)).limit(1)
    return await work.session.scalar(query) is not None


def _due(work: Work) -> tuple[ColumnElement[bool], ...]:
    free = or_(Bringing.leased_until.is_(None), Bringing.leased_until <= work.now())
    return Bringing.agreed_at.isnot(None), Bringing.finished_at.is_(None), free


async def note(work: Work, ident: str, done: int, faults: Sequence[tuple[str, str]]) -> None:
    """Note how far a list is, and for whom it failed."""
    row = await work.session.get(Bringing, ident)
    if row is None:
        return
    row.done = done
    row.faults = [*row.faults, *(list(each) for each in faults)]
    row.finished_at = work.now() if done >= len(row.handles) else None
    await work.session.flush()


async def let_go(work: Work, ident: str) -> None:
    """Let the next round go on with a list."""
    row = await work.session.get(Bringing, ident)
    if row is not None:
        row.leased_until = work.now()
        await work.session.flush()


async def prune(work: Work) -> None:
    """Forget lists that were gone through, and those that were only looked at."""
    now = work.now()
    over = Bringing.finished_at <= now - KEPT
    looked = Bringing.agreed_at.is_(None) & (Bringing.asked_at <= now - LOOKED_AT)
    await work.session.execute(delete(Bringing).where(or_(over, looked)))
