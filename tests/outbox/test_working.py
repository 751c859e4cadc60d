"""The worker's loop: woken, never ended by a failure, safe to kill, safe to have several of."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from fedicoop.outbox import Delivery, State
from fedicoop.outbox import worker as loop
from fedicoop.outbox.taking import LEASE
from tests.outbox.conftest import worker_of
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

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from fedicoop.actors import Actor
    from fedicoop.instance import Instance
    from fedicoop.outbox.worker import DeliveryWorker
    from tests.network import Internet


@contextlib.asynccontextmanager
async def running(worker: DeliveryWorker, coop: Instance) -> AsyncIterator[asyncio.Task[None]]:
    """Let a worker run as the application does, and stop it at the end."""
    task = asyncio.get_running_loop().create_task(worker.run(coop.posted))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(holds: Callable[[], bool | Awaitable[bool]], seconds: float = 10.0) -> None:
    """Wait until something holds, not for ever."""
    for _ in range(int(seconds / 0.005)):
        found = holds()
        if await found if isinstance(found, Awaitable) else found:
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never came to hold")


async def all_are(coop: Instance, state: State) -> bool:
    """Tell whether every letter is in a state."""
    return {letter.state for letter in await letters(coop)} == {state}


async def none_is_left(coop: Instance) -> bool:
    """Tell whether every letter was forgotten."""
    return not await letters(coop)


async def _given_letters(coop: Instance, ana: Actor, hosts: int) -> None:
    """Write one letter to each of some hosts, h0.example, h1.example …."""
    inboxes = tuple(f"https://h{number}.example/inbox" for number in range(hosts))
    async with coop.writing() as work:
        work.publish(an_activity(work, ana, "Create", a_note(ana)), inboxes=inboxes)


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


async def test_who_is_stopped_notes_what_was_answered_and_gives_the_rest_back(
    coop: Instance, ana: Actor, peer: Peer, internet: Internet, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    peer.gate = asyncio.Event()
    async with running(worker, coop):
        await publish(coop, ana)
        await until(lambda: peer.busiest == 1)

    (letter,) = await letters(coop)
    assert (letter.state, letter.leased_by) == (State.WAITING, "")
    assert letter.due_at == coop.clock()
    peer.gate = None
    assert await worker_of(coop).run_once() == 1
    assert peer.got == ["Create bonjour"]


async def test_an_answer_that_came_before_the_stop_is_noted(
    coop: Instance,
    ana: Actor,
    peer: Peer,
    worker: DeliveryWorker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(loop, "_GATHER", 100.0)
    await given_follower(coop, ana)
    await given_follower(coop, ana, "eva", "other.example")
    other = Peer(peer.internet, peer.clock, "other.example")
    other.gate = asyncio.Event()
    async with running(worker, coop):
        await publish(coop, ana)
        await until(lambda: len(peer.letters) == 1 and other.busiest == 1)
        await asyncio.sleep(0.05)

    states = {letter.host: letter.state for letter in await letters(coop)}
    assert states == {"peer.example": State.DONE, "other.example": State.WAITING}


async def test_a_stop_without_a_database_is_a_stop_all_the_same(
    coop: Instance,
    ana: Actor,
    peer: Peer,
    worker: DeliveryWorker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await given_follower(coop, ana)
    peer.gate = asyncio.Event()
    with capture_logs() as logs:
        async with running(worker, coop) as task:
            await publish(coop, ana)
            await until(lambda: peer.busiest == 1)
            monkeypatch.setattr(coop.database, "writing", _gone)
        assert task.cancelled()
    assert "letters were not given back" in logs[-1]["event"]
    assert (await letters(coop))[0].state == State.LEASED


def _gone() -> Any:
    raise OperationalError("BEGIN", {}, OSError("gone"))


async def test_a_worker_that_dies_loses_nothing(
    coop: Instance, ana: Actor, internet: Internet, peer: Peer
) -> None:
    """Killed again and again in the middle; every inbox gets the letter, under the same id."""
    peers = [Peer(internet, peer.clock, f"h{number}.example") for number in range(40)]
    await _given_letters(coop, ana, len(peers))
    deaths = 0
    for steps in range(1, 60):
        dying = asyncio.get_running_loop().create_task(worker_of(coop).run_once())
        for _ in range(steps * 20):
            await asyncio.sleep(0)
        deaths += not dying.done()
        dying.cancel()
        await asyncio.gather(dying, return_exceptions=True)
        peer.clock.move(LEASE)
    await worker_of(coop).run_once()

    assert deaths > 5
    assert all(one.letters for one in peers)
    assert len({letter["id"] for one in peers for letter in one.letters}) == 1
    assert {letter.state for letter in await letters(coop)} == {State.DONE}


async def test_what_a_dead_worker_held_is_nobodys_until_its_lease_ends(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    await publish(coop, ana)
    peer.gate = asyncio.Event()
    dying = asyncio.get_running_loop().create_task(worker.run_once())
    await until(lambda: peer.busiest == 1)
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    peer.gate = None

    assert await worker_of(coop).run_once() == 0
    peer.clock.move(LEASE)
    assert await worker_of(coop).run_once() == 1
    assert (await letters(coop))[0].state == State.DONE


async def test_a_late_failure_does_not_undo_what_another_worker_delivered(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    await publish(coop, ana)
    gate = peer.gate = asyncio.Event()
    slow = asyncio.get_running_loop().create_task(worker.run_once())
    await until(lambda: peer.busiest == 1)
    peer.clock.move(LEASE)
    peer.gate = None
    assert await worker_of(coop).run_once() == 1

    peer.says = lambda _letter: 404
    gate.set()
    await slow

    (letter,) = await letters(coop)
    assert (letter.state, letter.last_status) == (State.DONE, 202)


async def test_a_late_success_counts_whoever_holds_the_letter(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    await publish(coop, ana)
    gate = peer.gate = asyncio.Event()
    slow = asyncio.get_running_loop().create_task(worker.run_once())
    await until(lambda: peer.busiest == 1)
    peer.clock.move(LEASE)
    peer.gate = None
    peer.says = lambda _letter: 401
    await worker_of(coop).run_once()

    peer.says = lambda _letter: 202
    gate.set()
    await slow

    assert (await letters(coop))[0].state == State.DONE


async def test_several_workers_share_the_letters_and_send_none_twice(
    coop: Instance, ana: Actor, internet: Internet, peer: Peer
) -> None:
    """Security case rel-022."""
    peers = [Peer(internet, peer.clock, f"h{number}.example") for number in range(60)]
    for _ in range(3):
        await _given_letters(coop, ana, len(peers))
    crew = [worker_of(coop) for _ in range(4)]

    sent = await asyncio.gather(*(each.run_once() for each in crew))

    assert sum(sent) == 180
    assert [len(one.letters) for one in peers] == [3] * 60


async def test_an_answer_that_cannot_be_noted_is_kept_for_the_next_turn(
    coop: Instance,
    ana: Actor,
    peer: Peer,
    worker: DeliveryWorker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await given_follower(coop, ana)
    await publish(coop, ana)
    writing = coop.database.writing

    @contextlib.asynccontextmanager
    async def once_only() -> AsyncIterator[Any]:
        monkeypatch.setattr(coop.database, "writing", _gone)
        async with writing() as session:
            yield session

    monkeypatch.setattr(coop.database, "writing", once_only)
    with pytest.raises(ExceptionGroup):
        await worker.run_once()
    monkeypatch.setattr(coop.database, "writing", writing)

    assert await worker.run_once() == 0
    assert len(peer.tried) == 1
    assert (await letters(coop))[0].state == State.DONE


async def test_many_letters_for_many_hosts_go_side_by_side(
    coop: Instance, ana: Actor, internet: Internet, peer: Peer, worker: DeliveryWorker
) -> None:
    peers = [Peer(internet, peer.clock, f"h{number}.example") for number in range(200)]
    await _given_letters(coop, ana, len(peers))

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
        monkeypatch.setattr(coop.database, "writing", _gone)
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


async def test_who_holds_a_letter_is_written_on_it(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    await publish(coop, ana)
    peer.gate = asyncio.Event()
    task = asyncio.get_running_loop().create_task(worker.run_once())
    await until(lambda: peer.busiest == 1)

    async with coop.reading() as work:
        letter = await work.session.get_one(Delivery, (await letters(coop))[0].id)
    assert letter.state == State.LEASED
    assert letter.leased_by
    assert letter.due_at == coop.clock() + LEASE
    peer.gate.set()
    await task
