"""The loop behind the front door: it works, sleeps, stumbles and can be stopped."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from fedicoop.actors import queries as actors
from fedicoop.inbox import Arrival, process, worker
from fedicoop.inbox.models import Outcome
from fedicoop.moderation import service as moderation
from fedicoop.posts import queries as posts
from tests.strangers import Stranger, post

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fedicoop.handlers import Incoming
    from fedicoop.instance import Instance
    from fedicoop.work import Work
    from tests.network import Internet
    from tests.strangers import Person

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
BOB = "https://coop.example/users/bob"


@pytest.fixture
async def working(coop: Instance) -> AsyncIterator[asyncio.Task[None]]:
    """Let the workers run, and stop them."""
    task = asyncio.create_task(worker.run(coop))
    await asyncio.sleep(0.02)
    yield task
    task.cancel()
    async with asyncio.timeout(5):
        await asyncio.gather(task, return_exceptions=True)


async def until_done(coop: Instance, count: int) -> list[str]:
    """Wait until so many arrivals have their outcome; give the outcomes."""
    async with asyncio.timeout(10):
        while True:
            async with coop.reading() as work:
                rows = list(await work.session.scalars(select(Arrival).order_by(Arrival.id)))
            done = [row.outcome for row in rows if row.outcome != Outcome.WAITING]
            if len(done) == count:
                return done
            await asyncio.sleep(0.01)


@pytest.mark.usefixtures("working")
async def test_what_arrives_is_done_at_once_and_what_it_needs_fetched(
    coop: Instance, internet: Internet, followed: Person
) -> None:
    far = Stranger(internet, "far.example")
    note = far.note(far.person("carla"))

    await post(coop, internet, followed.says("Announce", note["id"], to=[PUBLIC]), followed)

    assert await until_done(coop, 1) == [Outcome.DONE]


async def test_while_much_is_due_the_loop_does_not_wait_for_more(
    coop: Instance,
    internet: Internet,
    peer: Stranger,
    followed: Person,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "AT_ONCE", 1)
    monkeypatch.setattr(worker, "_GATHERING", 60.0)
    task = asyncio.create_task(worker.run(coop))
    for number in (1, 2):
        note = peer.note(followed, "one more" * number)
        await post(coop, internet, followed.says("Create", note), followed)
        assert await until_done(coop, number) == [Outcome.DONE] * number

    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.usefixtures("working")
async def test_an_activity_that_breaks_a_handler_is_kept_for_the_operator(
    coop: Instance, internet: Internet, followed: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(work: Work, incoming: Incoming) -> None:
        raise ZeroDivisionError("a mistake of ours")

    monkeypatch.setitem(coop.handlers.activities, ("Like", ""), breaks)
    await post(coop, internet, followed.says("Like", "https://coop.example/notes/1"), followed)
    await post(coop, internet, followed.says("Follow", BOB), followed)

    assert sorted(await until_done(coop, 2)) == [Outcome.DONE, Outcome.FAILED]
    async with coop.reading() as work:
        row = await work.session.scalar(select(Arrival).where(Arrival.outcome == Outcome.FAILED))
    assert row is not None
    assert row.body
    assert "a mistake of ours" in row.reason


async def test_a_database_that_is_away_does_not_end_the_loop(
    coop: Instance, internet: Internet, followed: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    step, tries = process.process_some, []

    async def away_once(instance: Instance) -> int:
        tries.append(instance)
        if len(tries) == 1:
            raise OSError("the disk is away for a moment")
        return await step(instance)

    real_sleep = asyncio.sleep

    async def short_sleep(seconds: float) -> None:
        await real_sleep(min(seconds, 0.01))

    monkeypatch.setattr(worker, "process_some", away_once)
    monkeypatch.setattr("fedicoop.inbox.worker.asyncio.sleep", short_sleep)
    await post(coop, internet, followed.says("Follow", BOB), followed)
    task = asyncio.create_task(worker.run(coop))

    assert await until_done(coop, 1) == [Outcome.DONE]

    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_step_does_everything_that_is_due(
    coop: Instance, internet: Internet, followed: Person
) -> None:
    for number in range(3):
        follow = followed.says("Follow", BOB) | {"id": f"{followed.uri}#{number}"}
        await post(coop, internet, follow, followed)

    assert await worker.run_once(coop) == 3
    assert await worker.run_once(coop) == 0


async def test_what_is_put_off_wakes_the_loop_when_it_falls_due(
    coop: Instance, internet: Internet, followed: Person
) -> None:
    await post(coop, internet, followed.says("Follow", BOB), followed)
    async with coop.writing() as work:
        row = (await work.session.scalars(select(Arrival))).one()
        row.due_at = work.now()

    async with asyncio.timeout(5):
        await worker._sleep(coop, asyncio.Event(), fetching=False)


async def test_somebody_suspended_is_not_heard_even_if_she_came_before(
    coop: Instance, internet: Internet, followed: Person
) -> None:
    await post(coop, internet, followed.says("Follow", BOB), followed)
    async with coop.writing() as work:
        row = await actors.by_uri(work, followed.uri)
        assert row is not None
        await moderation.suspend(work, None, row)

    await worker.run_once(coop)

    assert await until_done(coop, 1) == [Outcome.REFUSED]


async def test_what_no_room_does_is_unsupported(
    coop: Instance, internet: Internet, followed: Person
) -> None:
    await post(coop, internet, followed.says("Travel", BOB), followed)
    await post(coop, internet, followed.says("View", BOB), followed)
    async with coop.writing() as work:
        kept = (await work.session.scalars(select(Arrival))).one()
        body = kept.body.replace(b'"View"', b'"Teleport"')
        row = {name: getattr(kept, name) for name in ("sender", "type", "received_at", "due_at")}
        work.session.add(Arrival(id="x", fingerprint="x", body=body, **row))

    await worker.run_once(coop)

    assert await until_done(coop, 2) == [Outcome.UNSUPPORTED] * 2


async def test_what_an_answer_answers_is_wished_for(
    coop: Instance, internet: Internet, followed: Person, peer: Stranger
) -> None:
    parent = peer.note(followed, "parent")
    answer = peer.note(followed, "answer", inReplyTo=parent["id"])

    await post(coop, internet, followed.says("Create", answer), followed)
    await worker.run_once(coop)

    async with coop.reading() as work:
        assert await posts.by_uri(work, parent["id"]) is not None
