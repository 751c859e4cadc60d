"""Hosts in trouble: when one is left alone, tried with a single letter, given up, and back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, or_, select, update

from fedicoop import retry
from fedicoop.db import insert_new, rows_at_once, skip_locked
from fedicoop.outbox.deliver import TROUBLES, Verdict
from fedicoop.outbox.models import Delivery, HostTrouble, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from fedicoop.outbox.deliver import Result
    from fedicoop.work import Work

DORMANT_AFTER = retry.RETRY_FOR - timedelta(hours=1)
"""A host that took nothing for as long as a letter lives only gets one try a day."""
UNWELL_BREAKS = 3
"""So many 5xx in a row mean that it is not the letter; silence means it at once."""
HEARD_EVERY = timedelta(minutes=15)
"""What a silent host sends makes us try it out of turn at most this often."""
_DAILY = 99
_NO_SYNC = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is kept of a host that took nothing the last time."""

    host: str
    failures: int
    failing_since: datetime
    last_failure_at: datetime
    quiet_until: datetime | None
    dormant_since: datetime | None


@dataclass(frozen=True, slots=True)
class Change:
    """What some results mean for a host: ``quiet_until`` as it will be.

    ``before`` is the trouble as it was; ``recovered`` when the host took a letter; ``reopened``
    when it answered a probe with anything else than silence, so that the next letter may be tried.
    """

    host: str
    before: Trouble | None
    quiet_until: datetime | None = None
    failures: int = 0
    last_error: str = ""
    is_dormant: bool = False
    recovered: bool = False
    reopened: bool = False

    @property
    def was_quiet(self) -> bool:
        """Tell whether the host was left alone before."""
        return self.before is not None and self.before.quiet_until is not None


async def troubles(session: AsyncSession, hosts: Iterable[str]) -> dict[str, Trouble]:
    """Give what is known of the hosts that are in trouble among some."""
    columns = (
        HostTrouble.host,
        HostTrouble.failures,
        HostTrouble.failing_since,
        HostTrouble.last_failure_at,
        HostTrouble.quiet_until,
        HostTrouble.dormant_since,
    )
    found: dict[str, Trouble] = {}
    for some in rows_at_once(list(dict.fromkeys(hosts))):
        rows = await session.execute(select(*columns).where(HostTrouble.host.in_(some)))
        found.update((row.host, Trouble(*row)) for row in rows)
    return found


async def changes(
    session: AsyncSession, results: Sequence[Result], now: datetime, chance: Callable[[], float]
) -> dict[str, Change]:
    """Say what results mean for their hosts; nothing is written yet."""
    by_host: dict[str, list[Result]] = {}
    for result in results:
        by_host.setdefault(result.letter.host, []).append(result)
    known = await troubles(session, by_host)
    found = {}
    for host, of_host in by_host.items():
        change = _change(host, known.get(host), of_host, now, chance)
        if change is not None:
            found[host] = await _before_last_try(session, change, now)
    return found


def _change(
    host: str,
    before: Trouble | None,
    results: list[Result],
    now: datetime,
    chance: Callable[[], float],
) -> Change | None:
    if any(result.verdict is Verdict.TAKEN for result in results):
        return Change(host, before, recovered=True) if before else None
    bad = [result for result in results if _counts(result, before)]
    if bad:
        return _worse(host, before, bad, now, chance)
    answered = any(each.letter.is_probe and each.verdict not in TROUBLES for each in results)
    if before is not None and answered:
        return Change(host, before, quiet_until=now, reopened=True)
    return None


def _counts(result: Result, before: Trouble | None) -> bool:
    """Tell whether a failure is news; letters that were under way together fail together, once."""
    is_news = before is None or before.last_failure_at <= result.letter.taken_at
    return result.verdict in TROUBLES and is_news


def _worse(
    host: str,
    before: Trouble | None,
    bad: list[Result],
    now: datetime,
    chance: Callable[[], float],
) -> Change:
    failures = (before.failures if before else 0) + 1
    since = before.failing_since if before else now
    quiet = (
        failures >= UNWELL_BREAKS
        or any(result.verdict is not Verdict.UNWELL for result in bad)
        or any(result.letter.is_probe for result in bad)
    )
    is_dormant = now - since >= DORMANT_AFTER
    pause = retry.delay(_DAILY if is_dormant else failures, chance)
    return Change(
        host,
        before,
        quiet_until=now + max(pause, *(result.wait for result in bad)) if quiet else None,
        failures=failures,
        last_error=bad[-1].reason,
        is_dormant=is_dormant,
    )


async def _before_last_try(session: AsyncSession, change: Change, now: datetime) -> Change:
    """Never sleep past the last day of a letter, unless the host is given up as dormant."""
    if change.quiet_until is None or change.is_dormant or change.reopened:
        return change
    last = await session.scalar(
        select(func.min(Delivery.give_up_at)).where(
            Delivery.host == change.host, Delivery.due_at.isnot(None), Delivery.give_up_at > now
        )
    )
    if last is None or last >= change.quiet_until:
        return change
    return replace(change, quiet_until=max(last, now + timedelta(minutes=1)))


async def move_letters(session: AsyncSession, change: Change, now: datetime) -> None:
    """Let the waiting letters of a host follow what became of it."""
    if change.recovered or change.reopened:
        if change.was_quiet:
            await _wake(session, change.host, now)
    elif change.quiet_until is not None:
        await _give_up(session, change, now)
        await put_off(session, change.host, change.quiet_until)


async def _wake(session: AsyncSession, host: str, now: datetime) -> None:
    """Make all that waits for a host due; nearly all of it only waited for the host."""
    await session.execute(
        update(Delivery)
        .where(Delivery.host == host, Delivery.state == State.WAITING, Delivery.due_at > now)
        .values(due_at=now)
        .execution_options(**_NO_SYNC)
    )


async def _give_up(session: AsyncSession, change: Change, now: datetime) -> None:
    """Close the letters whose last day has come: the one that was tried spoke for all."""
    await session.execute(
        update(Delivery)
        .where(Delivery.host == change.host, Delivery.state == State.WAITING)
        .where(Delivery.give_up_at <= now)
        .values(
            state=State.FAILED,
            due_at=None,
            closed_at=now,
            last_error=f"given up: {change.last_error}",
        )
        .execution_options(**_NO_SYNC)
    )


async def put_off(session: AsyncSession, host: str, until: datetime) -> None:
    """Let no waiting letter of a host be due before a moment."""
    early = (
        select(Delivery.id)
        .where(Delivery.host == host, Delivery.state == State.WAITING, Delivery.due_at < until)
        .order_by(Delivery.id)
    )
    await session.execute(
        update(Delivery)
        .where(Delivery.id.in_(skip_locked(early)))
        .values(due_at=until)
        .execution_options(**_NO_SYNC)
    )


async def write(session: AsyncSession, change: Change, now: datetime) -> None:
    """Keep what became of a host: the row goes when it took a letter."""
    table = HostTrouble.host == change.host
    if change.recovered:
        await session.execute(delete(HostTrouble).where(table).execution_options(**_NO_SYNC))
        return
    if change.reopened:
        await _set(session, change.host, quiet_until=change.quiet_until)
        return
    start = {"host": change.host, "failing_since": now, "last_failure_at": now}
    await session.execute(insert_new(session, HostTrouble).values(start))
    dormant = change.before.dormant_since if change.before else None
    await _set(
        session,
        change.host,
        failures=change.failures,
        last_failure_at=now,
        last_error=change.last_error,
        quiet_until=change.quiet_until,
        dormant_since=dormant or (now if change.is_dormant else None),
    )


async def _set(session: AsyncSession, host: str, **values: object) -> None:
    await session.execute(
        update(HostTrouble)
        .where(HostTrouble.host == host)
        .values(**values)
        .execution_options(**_NO_SYNC)
    )


async def claim(session: AsyncSession, host: str, now: datetime, until: datetime) -> bool:
    """Take the right to try a host with one letter; False when another worker has it."""
    claimed = await session.scalars(
        update(HostTrouble)
        .where(HostTrouble.host == host, HostTrouble.quiet_until <= now)
        .values(quiet_until=until)
        .returning(HostTrouble.host)
        .execution_options(**_NO_SYNC)
    )
    if claimed.first() is None:
        return False
    await put_off(session, host, until)
    return True


async def heard_from(work: Work, hosts: Iterable[str]) -> None:
    """Try hosts that are left alone out of turn, each with one letter: they sent us something.

    It says that they are up, not that they take letters: only a letter that is taken ends it.
    """
    now = work.now()
    asked = [host for host in dict.fromkeys(hosts) if host]
    if not asked:
        return
    rested = or_(HostTrouble.probed_at.is_(None), HostTrouble.probed_at <= now - HEARD_EVERY)
    quiet = select(HostTrouble.host).where(HostTrouble.host.in_(asked[:500]), rested)
    for host in list(await work.session.scalars(quiet.where(HostTrouble.quiet_until > now))):
        first = (
            select(Delivery.id)
            .where(Delivery.host == host, Delivery.state == State.WAITING)
            .order_by(Delivery.id)
            .limit(1)
        )
        await work.session.execute(
            update(Delivery)
            .where(Delivery.id.in_(skip_locked(first)))
            .values(due_at=now)
            .execution_options(**_NO_SYNC)
        )
        await _set(work.session, host, quiet_until=now, probed_at=now)
