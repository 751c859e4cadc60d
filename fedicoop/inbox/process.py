"""What arrived is done: authority, the handler, and the outcome in one transaction."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from fedicoop import retry
from fedicoop.activitypub.activity import Document, object_uri, parse
from fedicoop.activitypub.addressing import named_in
from fedicoop.activitypub.compact import plain
from fedicoop.activitypub.signatures import Verified
from fedicoop.actors import queries as actors
from fedicoop.db import rows_at_once, skip_locked
from fedicoop.errors import FedicoopError, NeedsObject, Refused
from fedicoop.handlers import Incoming
from fedicoop.inbox.authority import authority
from fedicoop.inbox.models import Arrival, Outcome
from fedicoop.log import logger
from fedicoop.outbox import hosts
from fedicoop.urls import host_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedicoop.handlers import Handler
    from fedicoop.instance import Instance
    from fedicoop.work import Work

BATCH = 50
AT_ONCE = 20
_YIELD_EVERY = 5
_LONGEST_HOLD = 0.03
_MOST_ATTEMPTS = 8
_MOST_AGAIN = 3
log = logger(__name__)


@dataclass(frozen=True)
class _Piece:
    """One arrival as it was read; ``fault`` is why it could not be."""

    arrival: Arrival
    activity: Document = field(default_factory=dict)
    fault: FedicoopError | None = None


class _Again(Exception):
    """The transaction is taken back and done once more, with more care.

    For this arrival alone, or (None) for all of them, when it is not known which one it was.
    """

    def __init__(self, arrival: str | None) -> None:
        super().__init__(arrival)
        self.arrival = arrival


async def process_some(instance: Instance, limit: int = BATCH) -> int:
    """Do what is due, oldest first, in one transaction of 30 to 60 ms; give how many were done.

    Most activities are done without fault, so that nothing is prepared for one at first. When
    there is one, everything is taken back and done again, that activity in a savepoint of its
    own: a refusal takes back its own rows and letters only. The outcome is part of the same
    transaction, so that every effect happens exactly once.
    """
    careful: set[str] = set()
    while len(careful) < _MOST_AGAIN:
        try:
            return await _process(instance, limit, careful)
        except _Again as again:
            if again.arrival is None:
                break
            careful.add(again.arrival)
    return await _process(instance, limit, None)


async def _process(instance: Instance, limit: int, careful: set[str] | None) -> int:
    """Do what is due, these arrivals each in a savepoint; None stands for all of them."""
    until = time.monotonic() + _LONGEST_HOLD
    done: list[Arrival] = []
    async with instance.writing() as work:
        due = await _due(work, limit)
        for arrival in due:
            work.session.expunge(arrival)  # else each flush on the way writes one outcome
        if len(due) == 1:
            careful = None
        for some in rows_at_once(due, AT_ONCE):
            done += await _do_some(instance, work, some, careful, until + _LONGEST_HOLD)
            if time.monotonic() > until:
                break
        await _flush(work)
        work.session.add_all(done)
        await hosts.heard_from(work, [host_of(arrival.sender) for arrival in done])
    return len(done)


async def _do_some(
    instance: Instance, work: Work, due: Sequence[Arrival], careful: set[str] | None, until: float
) -> list[Arrival]:
    """Read some arrivals and look up all that they name, then do one after the other."""
    done: list[Arrival] = []
    pieces = [_read(arrival) for arrival in due]
    named = [uri for piece in pieces for uri in named_in(piece.activity)]
    await instance.handlers.foresee(work, named)
    for piece in pieces:
        alone = careful is None or piece.arrival.id in careful
        await _do(instance, work, piece, alone=alone)
        done.append(piece.arrival)
        if len(done) % _YIELD_EVERY == 0:
            await asyncio.sleep(0)  # who knocks meanwhile is not kept waiting for all of them
        if time.monotonic() > until:
            break
    return done


async def _due(work: Work, limit: int) -> list[Arrival]:
    query = (
        select(Arrival)
        .where(Arrival.outcome == Outcome.WAITING, Arrival.due_at <= work.now())
        .where(Arrival.needs.is_(None))
        .order_by(Arrival.due_at, Arrival.id)
        .limit(limit)
    )
    return list(await work.session.scalars(skip_locked(query)))


def _read(arrival: Arrival) -> _Piece:
    try:
        return _Piece(arrival, plain(parse(arrival.body)))
    except FedicoopError as error:
        return _Piece(arrival, fault=error)


async def _flush(work: Work) -> None:
    try:
        await work.session.flush()
    except SQLAlchemyError as error:
        raise _Again(None) from error


async def _do(instance: Instance, work: Work, piece: _Piece, *, alone: bool) -> None:
    arrival = piece.arrival
    try:
        outcome, reason = await (_alone if alone else _among_others)(instance, work, piece), ""
    except NeedsObject as missing:
        _await_object(work, arrival, missing)
        return
    except FedicoopError as error:
        outcome, reason = Outcome.REFUSED, str(error)
    except _Again:
        raise
    except Exception as error:
        if not alone:
            raise _Again(None) from error
        log.exception("an activity could not be processed", arrival=arrival.id)
        outcome, reason = Outcome.FAILED, f"{type(error).__name__}: {error}"
    close(work, arrival, outcome, reason)


async def _alone(instance: Instance, work: Work, piece: _Piece) -> Outcome:
    """Do it in a savepoint: whatever is raised takes back what it did, and only that."""
    async with work.attempt():
        handler = await _handler(instance, work, piece)
        if handler is None:
            return Outcome.UNSUPPORTED
        await handler(work, Incoming(piece.activity, piece.arrival.sender))
        await work.session.flush()
    return Outcome.DONE


async def _among_others(instance: Instance, work: Work, piece: _Piece) -> Outcome:
    """Do it in the transaction of all; what its handler raises can only be taken back with all."""
    handler = await _handler(instance, work, piece)
    if handler is None:
        return Outcome.UNSUPPORTED
    try:
        await handler(work, Incoming(piece.activity, piece.arrival.sender))
    except FedicoopError as error:
        raise _Again(piece.arrival.id) from error
    return Outcome.DONE


async def _handler(instance: Instance, work: Work, piece: _Piece) -> Handler | None:
    """Find the room that understands an activity, if the sender may say it; writes nothing.

    Raises Refused when she may not, and what was wrong with the text of the activity.
    """
    sender, activity = piece.arrival.sender, piece.activity
    if piece.fault is not None:
        raise piece.fault
    speaker = await actors.by_uri(work, sender)
    if speaker is not None and speaker.is_gone:
        raise Refused(f"{sender} is suspended or gone")
    known = await instance.handlers.known(work, object_uri(activity))
    if not authority(Verified(key_id="", actor_uri=sender), activity, known):
        return None
    return instance.handlers.find(activity, known)


def _await_object(work: Work, arrival: Arrival, missing: NeedsObject) -> None:
    uri = missing.uri
    arrival.attempts += 1
    if arrival.attempts > _MOST_ATTEMPTS:
        close(work, arrival, Outcome.REFUSED, f"still needs {uri}")
        return
    arrival.needs, arrival.reader = uri, missing.reader or None
    arrival.reason = f"needs {uri}"


def close(work: Work, arrival: Arrival, outcome: Outcome, reason: str = "") -> None:
    """Note what became of an arrival; its body is only kept when somebody should look at it."""
    arrival.outcome = outcome
    arrival.reason = reason[:1000]
    arrival.done_at = work.now()
    arrival.needs = None
    if outcome is not Outcome.FAILED:
        arrival.body = b""


def postpone(work: Work, arrival: Arrival, reason: str, random: float) -> None:
    """Try again later, for the object that could not be fetched now."""
    arrival.attempts += 1
    if arrival.attempts > _MOST_ATTEMPTS:
        close(work, arrival, Outcome.REFUSED, reason)
        return
    arrival.due_at = work.now() + retry.delay(arrival.attempts, lambda: random)
    arrival.reason = reason[:1000]
