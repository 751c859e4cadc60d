"""What arrived is done: authority, the handler, and the outcome in one transaction."""

from __future__ import annotations

import dataclasses
import time
from typing import TYPE_CHECKING

from sqlalchemy import select

from fedicoop import retry
from fedicoop.activitypub.activity import Document, object_uri, parse
from fedicoop.activitypub.compact import plain
from fedicoop.activitypub.signatures import Verified
from fedicoop.actors import queries as actors
from fedicoop.db import skip_locked
from fedicoop.errors import FedicoopError, NeedsObject, Refused
from fedicoop.handlers import Incoming
from fedicoop.inbox.authority import authority
from fedicoop.inbox.models import Arrival, Outcome
from fedicoop.log import logger
from fedicoop.outbox import hosts
from fedicoop.urls import host_of

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from fedicoop.work import Work

BATCH = 50
_LONGEST_HOLD = 0.03
_MOST_ATTEMPTS = 8
log = logger(__name__)


async def process_some(instance: Instance, limit: int = BATCH) -> int:
    """Do what is due, oldest first, in one transaction of at most ~30 ms; give how many were done.

    Each activity has its own savepoint: a refusal takes back its own rows and letters only. The
    outcome is part of the same transaction, so that every effect happens exactly once.
    """
    until = time.monotonic() + _LONGEST_HOLD
    done = 0
    async with instance.writing() as work:
        due = await _due(work, limit)
        for arrival in due:
            work.session.expunge(arrival)  # else each flush on the way writes one outcome
        for arrival in due:
            await _do(instance, work, arrival)
            done += 1
            if time.monotonic() > until:
                break
        work.session.add_all(due[:done])
        await hosts.heard_from(work, [host_of(arrival.sender) for arrival in due[:done]])
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


async def _do(instance: Instance, work: Work, arrival: Arrival) -> None:
    part = dataclasses.replace(work, outgoing=[], wishes=[], news=[])
    outcome, reason = Outcome.DONE, ""
    try:
        async with work.session.begin_nested():
            outcome = await _handle(instance, part, arrival)
    except NeedsObject as missing:
        _await_object(work, arrival, missing.uri)
        return
    except FedicoopError as error:
        outcome, reason = Outcome.REFUSED, str(error)
    except Exception as error:
        log.exception("an activity could not be processed", arrival=arrival.id)
        outcome, reason = Outcome.FAILED, f"{type(error).__name__}: {error}"
    else:
        work.outgoing += part.outgoing
        work.news += part.news
        for uri in part.wishes:
            work.wish(uri)
    close(work, arrival, outcome, reason)


async def _handle(instance: Instance, work: Work, arrival: Arrival) -> Outcome:
    activity = plain(parse(arrival.body))
    return await perform(instance, work, activity, arrival.sender)


async def perform(instance: Instance, work: Work, activity: Document, sender: str) -> Outcome:
    """Let the room that understands an activity do it, if the sender may say it."""
    speaker = await actors.by_uri(work, sender)
    if speaker is not None and speaker.is_gone:
        raise Refused(f"{sender} is suspended or gone")
    known = await instance.handlers.known(work, object_uri(activity))
    if not authority(Verified(key_id="", actor_uri=sender), activity, known):
        return Outcome.UNSUPPORTED
    handler = instance.handlers.find(activity, known)
    if handler is None:
        return Outcome.UNSUPPORTED
    await handler(work, Incoming(activity, sender))
    await work.session.flush()
    return Outcome.DONE


def _await_object(work: Work, arrival: Arrival, uri: str) -> None:
    arrival.attempts += 1
    if arrival.attempts > _MOST_ATTEMPTS:
        close(work, arrival, Outcome.REFUSED, f"still needs {uri}")
        return
    arrival.needs = uri
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
