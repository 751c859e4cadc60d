"""Forgetting what was settled long ago; who ever got what is remembered for ever."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, delete, exists, select

from fedicoop.outbox.models import Delivery, HostTrouble, Outgoing, State

if TYPE_CHECKING:
    from fedicoop.db import Database

DONE_KEPT = timedelta(days=7)
FAILED_KEPT = timedelta(days=60)
"""An operator who comes once a month still finds every failure with its reason."""
SAID_KEPT = timedelta(days=90)
"""Others may ask for an activity by its address for so long."""
_AT_ONCE = 500


async def prune(database: Database, now: datetime) -> int:
    """Delete old rows, in short transactions; give how many went."""
    gone = 0
    for table, key, old in _old(now):
        more = True
        while more:
            async with database.writing() as session:
                keys = list(await session.scalars(old.limit(_AT_ONCE)))
                await session.execute(
                    delete(table).where(key.in_(keys)).execution_options(synchronize_session=False)
                )
            gone += len(keys)
            more = len(keys) == _AT_ONCE
    return gone


def _old(now: datetime) -> list[tuple[Any, Any, Select[str]]]:
    """Give, for each table, its key and the rows that are old."""
    letters = select(Delivery.id)
    has_letters = exists().where(Delivery.outgoing_id == Outgoing.id)
    waits = exists().where(Delivery.host == HostTrouble.host, Delivery.due_at.isnot(None))
    closed = (State.FAILED, State.DROPPED)
    return [
        (
            Delivery,
            Delivery.id,
            letters.where(Delivery.state == State.DONE, Delivery.closed_at < now - DONE_KEPT),
        ),
        (
            Delivery,
            Delivery.id,
            letters.where(Delivery.state.in_(closed), Delivery.closed_at < now - FAILED_KEPT),
        ),
        (
            Outgoing,
            Outgoing.id,
            select(Outgoing.id).where(Outgoing.created_at < now - SAID_KEPT, ~has_letters),
        ),
        (
            HostTrouble,
            HostTrouble.host,
            select(HostTrouble.host).where(HostTrouble.last_failure_at < now - SAID_KEPT, ~waits),
        ),
    ]
