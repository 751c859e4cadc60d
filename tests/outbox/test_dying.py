"""Workers that are stopped, killed, slow or many: nothing is lost, nothing noted wrongly."""

from __future__ import annotations

import asyncio
import contextlib
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from structlog.testing import capture_logs

from fedicoop.outbox import Delivery, State
from fedicoop.outbox import worker as loop
from fedicoop.outbox.taking import LEASE
from tests.outbox.conftest import worker_of
from tests.outbox.peers import (
    Peer,
    given_follower,
    letters,
    publish,
)
from tests.outbox.steps import given_letters, gone, running, until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fedicoop.actors import Actor
    from fedicoop.instance import Instance
    from fedicoop.outbox.worker import DeliveryWorker
    from tests.network import Internet


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
            monkeypatch.setattr(coop.database, "writing", gone)
        assert task.cancelled()
    assert "letters were not given back" in logs[-1]["event"]
    assert (await letters(coop))[0].state == State.LEASED


def _is_over_or_gave(dying: asyncio.Task[int], peers: list[Peer], goal: int) -> bool:
    return dying.done() or sum(len(one.letters) for one in peers) >= goal


async def test_a_worker_that_dies_loses_nothing(
    coop: Instance, ana: Actor, internet: Internet, peer: Peer
) -> None:
    """Killed again and again in the middle; every inbox gets the letter, under the same id.

    Each time it dies a little later: after some more letters, and some steps after the last.
    """
    peers = [Peer(internet, peer.clock, f"h{number}.example") for number in range(40)]
    await given_letters(coop, ana, len(peers))
    deaths = 0
    for steps in range(12):
        goal = sum(len(one.letters) for one in peers) + steps
        dying = asyncio.get_running_loop().create_task(worker_of(coop).run_once())
        await until(partial(_is_over_or_gave, dying, peers, goal))
        for _ in range(steps * 3):
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
        await given_letters(coop, ana, len(peers))
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
        monkeypatch.setattr(coop.database, "writing", gone)
        async with writing() as session:
            yield session

    monkeypatch.setattr(coop.database, "writing", once_only)
    with pytest.raises(ExceptionGroup):
        await worker.run_once()
    monkeypatch.setattr(coop.database, "writing", writing)

    assert await worker.run_once() == 0
    assert len(peer.tried) == 1
    assert (await letters(coop))[0].state == State.DONE


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
