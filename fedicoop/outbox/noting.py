"""Noting what became of letters: closed, or due again, and what it means for their hosts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Table, bindparam, update

from fedicoop.db import rows_at_once
from fedicoop.outbox import hosts
from fedicoop.outbox.deliver import TROUBLES, Verdict, next_try
from fedicoop.outbox.models import Delivery, State

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from fedicoop.outbox.deliver import Result
    from fedicoop.outbox.hosts import Change

_TABLE = cast("Table", Delivery.__table__)
_OF = _TABLE.c.id == bindparam("of")
_NOTED = {
    "state": bindparam("state_"),
    "due_at": bindparam("due"),
    "closed_at": bindparam("closed"),
    "last_status": bindparam("status"),
    "last_error": bindparam("reason"),
    "attempts": _TABLE.c.attempts + 1,
    "leased_by": "",
}
_TAKEN = update(_TABLE).where(_OF, _TABLE.c.due_at.isnot(None)).values(_NOTED)
"""A letter that arrived is done, whoever holds it now."""
_MISSED = (
    update(_TABLE)
    .where(_OF, _TABLE.c.state == State.LEASED, _TABLE.c.leased_by == bindparam("worker"))
    .values(_NOTED)
)
"""A failure only counts for who still holds the letter."""


class Notes:
    """Writes the results of one worker down, in one transaction.

    Letters are written before hosts, so that two workers on PostgreSQL do not wait for each other.
    """

    def __init__(
        self, session: AsyncSession, worker: str, now: datetime, chance: Callable[[], float]
    ) -> None:
        """Take the transaction, the worker's name, the time, and what spreads the pauses."""
        self._session = session
        self._worker = worker
        self._now = now
        self._chance = chance

    async def write(self, results: Sequence[Result]) -> None:
        """Note some results."""
        changes = await hosts.changes(self._session, results, self._now, self._chance)
        for change in changes.values():
            await hosts.move_letters(self._session, change, self._now)
        taken, missed, lanes = [], [], []
        for result in results:
            row = self._row(result, changes.get(result.letter.host))
            if row["closed"] is not None:
                lanes.append(result.letter.lane)
            if result.verdict is Verdict.TAKEN:
                taken.append(row)
            else:
                missed.append(row | {"worker": self._worker})
        connection = await self._session.connection()
        for statement, rows in ((_TAKEN, taken), (_MISSED, missed)):
            if rows:
                await connection.execute(statement, rows)
        await self._let_next_go(lanes)
        for host in sorted(changes):
            await hosts.write(self._session, changes[host], self._now)

    def _row(self, result: Result, change: Change | None) -> dict[str, Any]:
        state, due = self._state(result, change)
        given_up = state is State.FAILED and result.verdict is not Verdict.REFUSED
        return {
            "of": result.letter.id,
            "state_": state,
            "due": due,
            "closed": self._now if due is None else None,
            "status": result.status,
            "reason": f"given up: {result.reason}" if given_up else result.reason,
        }

    def _state(self, result: Result, change: Change | None) -> tuple[State, datetime | None]:
        """Give the state of a letter and, unless it is closed, when it is due again."""
        if result.verdict is Verdict.TAKEN:
            return State.DONE, None
        due = None if result.verdict is Verdict.REFUSED else self._next(result, change)
        return (State.WAITING, due) if due else (State.FAILED, None)

    def _next(self, result: Result, change: Change | None) -> datetime | None:
        """Give when to try again: together with the host's other letters if it is the host."""
        due = next_try(result, self._now, self._chance)
        if due is None or change is None or change.reopened or result.verdict not in TROUBLES:
            return due
        return change.quiet_until or due

    async def _let_next_go(self, lanes: Sequence[str]) -> None:
        """Make due what waited behind letters that are now closed."""
        for some in rows_at_once(lanes):
            await self._session.execute(
                update(Delivery)
                .where(Delivery.lane.in_(some), Delivery.state == State.WAITING)
                .where(Delivery.due_at > self._now)
                .values(due_at=self._now)
                .execution_options(synchronize_session=False)
            )


async def give_back(session: AsyncSession, worker: str, now: datetime) -> None:
    """Let others have what a worker that stops had taken."""
    await session.execute(
        update(Delivery)
        .where(Delivery.state == State.LEASED, Delivery.leased_by == worker)
        .values(state=State.WAITING, due_at=now, leased_by="")
        .execution_options(synchronize_session=False)
    )
