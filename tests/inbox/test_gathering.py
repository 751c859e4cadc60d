"""Many arrivals are written together, and each is told whether it is new."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from fedicoop.ids import new_id
from fedicoop.inbox import Arrival
from fedicoop.inbox.gather import Gatherer
from fedicoop.inbox.models import Outcome

if TYPE_CHECKING:
    from typing import Any

    from fedicoop.db import Database
    from tests.clocks import StoppedClock


def a_row(clock: StoppedClock, number: int) -> dict[str, Any]:
    """Write an arrival whose fingerprint is the number."""
    now = clock()
    return {
        "id": new_id(now),
        "fingerprint": str(number),
        "sender": "https://peer.example/users/ana",
        "type": "Create",
        "body": b"{}",
        "received_at": now,
        "due_at": now,
        "outcome": Outcome.WAITING,
        "attempts": 0,
        "reason": "",
    }


async def test_more_than_fit_into_one_statement_are_all_there_once(
    database: Database, clock: StoppedClock
) -> None:
    gatherer = Gatherer(database)
    await gatherer.add(a_row(clock, 0))
    rows = [a_row(clock, number % 3000) for number in range(3500)]

    fresh = await asyncio.gather(*(gatherer.add(row) for row in rows))

    assert fresh == [0 < number < 3000 for number in range(3500)]
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Arrival)) == 3000
