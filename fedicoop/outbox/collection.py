"""What can be asked of the way out, and what an operator may do to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import Row, Select, case, delete, func, or_, select, update
from sqlalchemy.orm import joinedload

from fedicoop.activitypub.activity import id_of
from fedicoop.db import rows_at_once
from fedicoop.outbox.models import Delivery, HostTrouble, Outgoing, State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from fedicoop.work import Work

_OPEN = (State.WAITING, State.LEASED)
_MOST = 200
_NO_SYNC = {"synchronize_session": False}


@dataclass(frozen=True)
class HostReport:
    """How letters to one host are doing; ``oldest`` is when the oldest open one was written."""

    host: str
    waiting: int
    failed: int
    oldest: datetime | None
    last_error: str
    quiet_until: datetime | None
    dormant_since: datetime | None


async def activity(work: Work, uri: str) -> bytes | None:
    """Give an activity of ours as it was sent; None when there is none, or it is void.

    An Update that is no longer the last one only names its object: old texts are not shown.
    """
    found = await work.session.execute(
        select(Outgoing.body, Outgoing.overtaken_by).where(Outgoing.uri == uri)
    )
    row = found.first()
    if row is None or row.overtaken_by in {"Delete", "Undo"}:
        return None
    body: bytes = row.body
    if not row.overtaken_by:
        return body
    document = orjson.loads(body)
    return orjson.dumps(document | {"object": id_of(document["object"])})


async def hosts(work: Work) -> list[HostReport]:
    """Give the hosts that letters wait for, or that a letter did not reach, the oldest first."""
    counts = {row.host: row for row in await work.session.execute(_counts())}
    query = select(HostTrouble).order_by(HostTrouble.failing_since, HostTrouble.host)
    troubles = {row.host: row for row in await work.session.scalars(query)}
    errors = await _errors(work, [row.last for row in counts.values() if row.last])
    return [
        _report(host, counts.get(host), troubles.get(host), errors)
        for host in dict.fromkeys((*counts, *troubles))
    ]


def _counts() -> Select[*tuple[Any, ...]]:
    is_open = Delivery.state.in_(_OPEN)
    failed = Delivery.state == State.FAILED
    return (
        select(
            Delivery.host,
            func.count(case((is_open, 1))).label("waiting"),
            func.count(case((failed, 1))).label("failed"),
            func.min(case((is_open, Delivery.created_at))).label("oldest"),
            func.max(case((Delivery.last_error != "", Delivery.id))).label("last"),
        )
        .where(or_(is_open, failed))
        .group_by(Delivery.host)
        .order_by(func.min(Delivery.id))
    )


def _report(
    host: str, count: Row[Any] | None, trouble: HostTrouble | None, errors: dict[str, str]
) -> HostReport:
    return HostReport(
        host=host,
        waiting=count.waiting if count else 0,
        failed=count.failed if count else 0,
        oldest=count.oldest if count else None,
        last_error=trouble.last_error if trouble else errors.get(count.last if count else "", ""),
        quiet_until=trouble.quiet_until if trouble else None,
        dormant_since=trouble.dormant_since if trouble else None,
    )


async def _errors(work: Work, idents: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for some in rows_at_once(idents):
        query = select(Delivery.id, Delivery.last_error).where(Delivery.id.in_(some))
        found.update((row.id, row.last_error) for row in await work.session.execute(query))
    return found


async def failures(
    work: Work, host: str = "", before: str | None = None, limit: int = 50
) -> list[Delivery]:
    """Give letters that were given up, newest first, each with its activity; of one host or all.

    ``before`` is a letter's id.
    """
    query = (
        select(Delivery)
        .where(Delivery.state == State.FAILED)
        .options(joinedload(Delivery.outgoing).defer(Outgoing.body, raiseload=True))
        .order_by(Delivery.id.desc())
        .limit(min(limit, _MOST))
    )
    if host:
        query = query.where(Delivery.host == host)
    if before:
        query = query.where(Delivery.id < before)
    return list(await work.session.scalars(query))


async def queue_age(work: Work) -> timedelta | None:
    """Give for how long the letter that is longest due has waited; None when none is due."""
    now = work.now()
    due = await work.session.scalar(select(func.min(Delivery.due_at)).where(Delivery.due_at <= now))
    return now - due if due else None


async def retry(work: Work, *, host: str) -> int:
    """Make everything that waits for a host due now, as if it had never failed; give how many."""
    await work.session.execute(
        delete(HostTrouble).where(HostTrouble.host == host).execution_options(**_NO_SYNC)
    )
    changed = await work.session.scalars(
        update(Delivery)
        .where(Delivery.host == host, Delivery.state == State.WAITING)
        .values(due_at=work.now())
        .returning(Delivery.id)
        .execution_options(**_NO_SYNC)
    )
    return len(changed.all())


async def drop(work: Work, *, host: str) -> int:
    """Give up everything that is not with a host yet; give how many letters."""
    changed = await work.session.scalars(
        update(Delivery)
        .where(Delivery.host == host, Delivery.state.in_(_OPEN))
        .values(
            state=State.DROPPED,
            due_at=None,
            closed_at=work.now(),
            leased_by="",
            last_error="dropped by the operator",
        )
        .returning(Delivery.id)
        .execution_options(**_NO_SYNC)
    )
    return len(changed.all())
