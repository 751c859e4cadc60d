"""The worker's loop: woken by what is posted and what falls due, never ended by a failure."""

from __future__ import annotations

import asyncio
import contextlib
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from fedicoop.outbox import State
from fedicoop.outbox import worker as loop
from tests.outbox.peers import (
    Peer,
    a_note,
    an_activity,
    down,
    given_follower,
    letters,
    publish,
    trouble,
)
from tests.outbox.steps import all_are, given_letters, gone, none_is_left, running, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import pytest

    from fedicoop.actors import Actor
    from fedicoop.instance import Instance
    from fedicoop.outbox.worker import DeliveryWorker
    from tests.network import Internet


async def test_what_is_published_leaves_at_once(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    async with running(worker, coop):
        await asyncio.sleep(0.1)
        start = time.monotonic()
        await publish(coop, ana)
        await until(lambda: peer.got == ["Create bonjour"])
        assert time.monotonic() - start < 1.5, "it did not wait for the timer"


async def test_what_another_process_published_leaves_soon(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    """Nobody rings here for it."""
    await given_follower(coop, ana)
    async with running(worker, coop):
        await asyncio.sleep(0.05)
        await publish(coop, ana)
        coop.posted.clear()
        await until(lambda: peer.got == ["Create bonjour"])


async def test_what_falls_due_leaves_without_being_called(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    peer.says = lambda _letter: 401
    async with running(worker, coop):
        await publish(coop, ana)
        await until(lambda: len(peer.tried) == 2)
        peer.says = lambda _letter: 202
        await asyncio.sleep(0.1)
        peer.clock.move(timedelta(minutes=1))
        await until(lambda: peer.got == ["Create bonjour"])


async def test_a_slow_server_holds_up_nobody_else(
    coop: Instance, ana: Actor, peer: Peer, internet: Internet, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    await given_follower(coop, ana, "eva", "other.example")
    other = Peer(internet, peer.clock, "other.example")
    peer.gate = asyncio.Event()
    async with running(worker, coop):
        for number in range(10):
            await publish(coop, ana, f"note{number}")
        await until(lambda: len(other.letters) == 10)
        assert peer.letters == []
        assert peer.busiest == 4
        peer.gate.set()
        await until(lambda: len(peer.letters) == 10)
    assert peer.busiest == 4


async def test_the_loop_outlives_a_database_that_is_away(
    coop: Instance,
    ana: Actor,
    peer: Peer,
    worker: DeliveryWorker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was answered meanwhile is noted when it is back."""
    monkeypatch.setattr(loop, "_STUMBLE", 0.01)
    await given_follower(coop, ana)
    writing = coop.database.writing
    failures = 0

    @contextlib.asynccontextmanager
    async def away() -> AsyncIterator[Any]:
        nonlocal failures
        if peer.letters and failures < 3:
            failures += 1
            raise OperationalError("COMMIT", {}, OSError("disk full"))
        async with writing() as session:
            yield session

    monkeypatch.setattr(coop.database, "writing", away)
    with capture_logs() as logs:
        async with running(worker, coop) as task:
            await publish(coop, ana)
            await until(lambda: failures == 3)
            await until(lambda: all_are(coop, State.DONE))
            assert not task.done()
    assert peer.got == ["Create bonjour"]
    assert [entry["event"] for entry in logs] == ["the delivery worker stumbled"] * 3


async def test_many_letters_for_many_hosts_go_side_by_side(
    coop: Instance, ana: Actor, internet: Internet, peer: Peer, worker: DeliveryWorker
) -> None:
    peers = [Peer(internet, peer.clock, f"h{number}.example") for number in range(200)]
    await given_letters(coop, ana, len(peers))

    assert await worker.run_once() == 200

    assert all(len(one.letters) == 1 for one in peers)


async def test_letters_for_one_host_beyond_the_first_look_are_found(
    coop: Instance, ana: Actor, internet: Internet, peer: Peer, worker: DeliveryWorker
) -> None:
    """Ten hosts with more letters each than a look shows; none of them hides the others."""
    async with coop.writing() as work:
        inboxes = tuple(
            f"https://h{host}.example/users/{number}/inbox"
            for host in range(3)
            for number in range(150)
        )
        work.publish(an_activity(work, ana, "Create", a_note(ana)), inboxes=inboxes)
    peers = [Peer(internet, peer.clock, f"h{number}.example") for number in range(3)]
    peers[0].says = down

    await worker.run_once()

    assert [len(one.letters) for one in peers] == [0, 150, 150]
    assert await trouble(coop, "h0.example") is not None


async def test_an_idle_loop_asks_one_question_every_two_seconds(
    coop: Instance, worker: DeliveryWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = 0
    reading = coop.database.reading

    def counted() -> Any:
        nonlocal questions
        questions += 1
        return reading()

    monkeypatch.setattr(coop.database, "reading", counted)
    coop.posted.clear()
    async with running(worker, coop):
        await asyncio.sleep(0.1)
        monkeypatch.setattr(coop.database, "writing", gone)
        start = time.process_time()
        await asyncio.sleep(1.0)
        spent = time.process_time() - start
        monkeypatch.undo()
    assert questions == 1
    assert spent < 0.2


async def test_the_loop_forgets_old_letters_once_an_hour(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    await publish(coop, ana)
    await worker.run_once()
    peer.clock.move(timedelta(days=8))

    async with running(worker, coop):
        await until(lambda: none_is_left(coop))
        await publish(coop, ana, "two")
        await until(lambda: len(peer.letters) == 2)
        peer.clock.move(timedelta(minutes=30))
        coop.posted.set()
        await asyncio.sleep(0.05)
    assert len(await letters(coop)) == 1


async def test_a_host_that_is_full_waits_without_turning(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    """Four letters are under way, the fifth is due: that is no reason to ask again and again."""
    await given_follower(coop, ana)
    peer.gate = asyncio.Event()
    for number in range(5):
        await publish(coop, ana, f"note{number}")
    async with running(worker, coop):
        await until(lambda: peer.busiest == 4)
        start = time.process_time()
        await asyncio.sleep(0.8)
        assert time.process_time() - start < 0.3
        peer.gate.set()
        await until(lambda: len(peer.letters) == 5)
