"""What happens with a member's wish to take her data along: asked for, made, forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from fedicoop.db import skip_locked, take_turn
from fedicoop.errors import Refused
from fedicoop.ids import new_id
from fedicoop.takeaways import policy, queries, storage
from fedicoop.takeaways.models import State, Takeaway

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.work import Work

_UNDER_WAY = "Your file is being made already."
_TOO_SOON = "You asked for your data less than a day ago. Try again tomorrow."


async def ask(work: Work, member: Member) -> Takeaway:
    """Let a member's data be gathered; raises Refused while one is made, or within a day of it."""
    await take_turn(work.session, f"takeaway {member.id}")
    newest = await queries.newest_of(work, member)
    if policy.is_under_way(newest):
        raise Refused("one is under way", safe=_UNDER_WAY)
    if not policy.may_ask_again(newest, work.now()):
        raise Refused("one a day", safe=_TOO_SOON)
    row = Takeaway(id=new_id(work.now()), member_id=member.id, asked_at=work.now())
    work.session.add(row)
    await work.session.flush()
    return row


async def lease(work: Work) -> Takeaway | None:
    """Take the next one to be made; None when nothing waits. What failed three times is over."""
    query = skip_locked(select(Takeaway).where(queries.due(work)).order_by(Takeaway.id).limit(1))
    row: Takeaway | None = await work.session.scalar(query)
    if row is None:
        return None
    row.attempts += 1
    if row.attempts > policy.MOST_ATTEMPTS:
        row.state = State.FAILED
    else:
        row.state, row.leased_until = State.BEING_MADE, work.now() + policy.LEASE
        row.done = row.total = row.left_out = 0
    await work.session.flush()
    return row


async def note(work: Work, ident: str, done: int, total: int) -> None:
    """Note how far one is; it may be worked on for a while longer."""
    row = await work.session.get(Takeaway, ident)
    if row is not None:
        row.done, row.total = done, total
        row.leased_until = work.now() + policy.LEASE
        await work.session.flush()


async def finish(work: Work, ident: str, size: int, left_out: int) -> None:
    """Note that a file is there to be had, for as many days as the settings say."""
    row = await work.session.get(Takeaway, ident)
    if row is not None:
        row.state, row.bytes, row.left_out = State.READY, size, left_out
        row.ready_at, row.leased_until = work.now(), None
        row.expires_at = work.now() + timedelta(days=work.config.limits.takeaway_days)
        await work.session.flush()


async def put_off(work: Work, ident: str) -> None:
    """Try one again later that could not be made."""
    row = await work.session.get(Takeaway, ident)
    if row is not None:
        row.leased_until = work.now() + policy.LEASE
        await work.session.flush()


async def prune(work: Work) -> None:
    """Forget what is old."""
    now = work.now()
    old = (Takeaway.expires_at <= now) | (
        (Takeaway.state == State.FAILED) & (Takeaway.asked_at <= now - policy.PAUSE)
    )
    await work.session.execute(delete(Takeaway).where(old))


async def forget_departed(work: Work) -> int:
    """Take off the disk what belongs to nobody any more: she left, or its days are over.

    Gives how many files went. The disk is looked at first: a row is there before its file is.
    """
    on_disk = storage.idents(work.config)
    gone = on_disk - await queries.idents(work) if on_disk else set()
    for ident in gone:
        storage.remove(work.config, ident)
    return len(gone)
