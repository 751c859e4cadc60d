"""Taking letters from the queue: what is due, what must wait its turn, what may leave at all.

A letter that is taken is leased: for two minutes it is nobody else's. A worker that dies loses
nothing, its letters fall due again when the lease ends.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import aliased

from fedicoop.actors import queries as actors
from fedicoop.db import rows_at_once, skip_locked
from fedicoop.outbox import hosts
from fedicoop.outbox.deliver import Letter
from fedicoop.outbox.models import Delivery, Outgoing, State
from fedicoop.outbox.recipients import Doors

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fedicoop.activitypub.keys import Signer
    from fedicoop.outbox.hosts import Trouble
    from fedicoop.work import Work

LEASE = timedelta(minutes=2)
"""Longer than a letter can take: the client gives up after thirty seconds."""
PER_HOST = 4
_TURN = timedelta(seconds=1)
_AT_LEAST = 50
_LOOKS = 10
_ANOTHER = frozenset({2, 4})
_KEPT_OUT = "this server is kept out by a rule"
_TABLE = cast("Table", Delivery.__table__)


class Due(NamedTuple):
    """A letter whose time has come; ``behind`` is when an open letter before it is due."""

    id: str
    inbox: str
    host: str
    lane: str
    attempts: int
    give_up_at: datetime
    outgoing_id: str
    behind: datetime | None


class Said(NamedTuple):
    """An activity as it leaves, and what made it void since."""

    actor_uri: str
    body: bytes
    overtaken_by: str


class Taker:
    """Takes letters for one worker in one transaction."""

    def __init__(self, work: Work, worker: str, under_way: Counter[str]) -> None:
        """Take the worker's name, and how many of its letters to each host are under way."""
        self._work = work
        self._session = work.session
        self._worker = worker
        self._under_way = Counter(under_way)
        self._full = {host for host, count in under_way.items() if count >= PER_HOST}
        self._probes: set[str] = set()
        self._now = work.now()
        self._until = self._now + LEASE

    async def take(self, most: int) -> list[Letter]:
        """Lease up to so many letters, at most four for a host, and give them ready to be sent."""
        taken: list[Letter] = []
        doors = await Doors.of(self._work)
        for _ in range(_LOOKS):
            room = most - len(taken)
            limit = max(room, _AT_LEAST)
            rows = await self._due(limit)
            taken += await self._lease(await self._choose(rows, doors, room))
            if len(rows) < limit or len(taken) >= most:
                break
        return taken

    async def _due(self, limit: int) -> list[Due]:
        earlier = aliased(Delivery)
        behind = (
            select(earlier.due_at)
            .where(earlier.lane == Delivery.lane, earlier.id < Delivery.id)
            .where(earlier.due_at.isnot(None))
            .order_by(earlier.id)
            .limit(1)
            .scalar_subquery()
        )
        columns = (
            Delivery.id,
            Delivery.inbox,
            Delivery.host,
            Delivery.lane,
            Delivery.attempts,
            Delivery.give_up_at,
            Delivery.outgoing_id,
            behind.label("behind"),
        )
        query: Any = select(*columns).where(Delivery.due_at <= self._now)
        if self._full:
            query = query.where(Delivery.host.not_in(self._full))
        query = query.order_by(Delivery.due_at, Delivery.id).limit(limit)
        return [Due._make(row) for row in await self._session.execute(skip_locked(query))]

    async def _choose(self, rows: Sequence[Due], doors: Doors, room: int) -> list[Due]:
        """Let those go whose turn it is; put the others off, so that they are not looked at again.

        Who is behind another letter of its lane is due again when that one is closed.
        """
        await self._drop([row for row in rows if not doors.open_to(row.host)], _KEPT_OUT)
        rows = [row for row in rows if doors.open_to(row.host)]
        later = self._now + _TURN
        waiting = {row.id: max(row.behind, later) for row in rows if row.behind is not None}
        by_host: dict[str, list[Due]] = {}
        for row in rows:
            if row.behind is None:
                by_host.setdefault(row.host, []).append(row)
        known = await hosts.troubles(self._session, by_host)
        chosen: list[Due] = []
        for host, heads in by_host.items():
            trouble = known.get(host)
            quiet_until = trouble.quiet_until if trouble else None
            if trouble is None or quiet_until is None:
                chosen += self._some(host, heads, room - len(chosen))
            elif quiet_until > self._now:
                waiting.update((row.id, quiet_until) for row in heads)
            elif len(chosen) < room:
                chosen += await self._probe(trouble, heads)
        await self._put_off(waiting)
        return chosen

    def _some(self, host: str, heads: list[Due], room: int) -> list[Due]:
        some = heads[: min(PER_HOST - self._under_way[host], room)]
        self._under_way[host] += len(some)
        if self._under_way[host] >= PER_HOST:
            self._full.add(host)
        return some

    async def _probe(self, trouble: Trouble, heads: list[Due]) -> list[Due]:
        """Try a silent host with one letter, the oldest; now and then another, if it was that."""
        self._full.add(trouble.host)
        if not await hosts.claim(self._session, trouble.host, self._now, self._until):
            return []
        self._probes.add(trouble.host)
        if trouble.failures in _ANOTHER:
            return [min(heads, key=lambda row: (row.attempts, row.id))]
        return [min(heads, key=lambda row: row.id)]

    async def _put_off(self, until: dict[str, datetime]) -> None:
        rows = [{"of": ident, "until": due} for ident, due in until.items()]
        if rows:
            statement = (
                update(_TABLE)
                .where(_TABLE.c.id == bindparam("of"))
                .values(due_at=bindparam("until"), state=State.WAITING, leased_by="")
            )
            await (await self._session.connection()).execute(statement, rows)

    async def _lease(self, chosen: Sequence[Due]) -> list[Letter]:
        said = await self._said({row.outgoing_id for row in chosen})
        signers = await self._signers({each.actor_uri for each in said.values()})
        good: list[Letter] = []
        for row in chosen:
            what = said[row.outgoing_id]
            signer = signers[what.actor_uri]
            if not what.body:
                await self._drop([row], f"overtaken by {what.overtaken_by}")
            elif signer is None:
                await self._drop([row], f"{what.actor_uri} has no key")
            else:
                good.append(self._letter(row, what.body, signer))
        for some in rows_at_once(good):
            await self._session.execute(
                update(Delivery)
                .where(Delivery.id.in_([letter.id for letter in some]))
                .values(state=State.LEASED, due_at=self._until, leased_by=self._worker)
                .execution_options(synchronize_session=False)
            )
        return good

    def _letter(self, row: Due, body: bytes, signer: Signer) -> Letter:
        return Letter(
            id=row.id,
            inbox=row.inbox,
            host=row.host,
            lane=row.lane,
            attempts=row.attempts,
            give_up_at=row.give_up_at,
            taken_at=self._now,
            body=body,
            signer=signer,
            is_probe=row.host in self._probes,
        )

    async def _said(self, idents: Iterable[str]) -> dict[str, Said]:
        columns = (Outgoing.id, Outgoing.actor_uri, Outgoing.body, Outgoing.overtaken_by)
        found: dict[str, Said] = {}
        for some in rows_at_once(sorted(idents)):
            rows = await self._session.execute(select(*columns).where(Outgoing.id.in_(some)))
            found.update((row[0], Said(*row[1:])) for row in rows)
        return found

    async def _signers(self, uris: Iterable[str]) -> dict[str, Signer | None]:
        """Load each speaker's key once for all her letters: a key may have changed since."""
        return {uri: await actors.signer(self._work, uri) for uri in uris}

    async def _drop(self, rows: Sequence[Due], reason: str) -> None:
        """Close letters that must not leave."""
        for some in rows_at_once(rows):
            await self._session.execute(
                update(Delivery)
                .where(Delivery.id.in_([row.id for row in some]))
                .values(
                    state=State.DROPPED,
                    due_at=None,
                    closed_at=self._now,
                    leased_by="",
                    last_error=reason,
                )
                .execution_options(synchronize_session=False)
            )
