"""A host in trouble: left alone as a whole, tried with one letter, back at its first 2xx."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fedicoop.outbox import Delivery, HostTrouble, State
from fedicoop.outbox.hosts import claim, heard_from
from tests.outbox.conftest import worker_of
from tests.outbox.peers import Peer, down, given_follower, letters, publish, said, trouble

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.actors import Actor
    from fedicoop.instance import Instance
    from fedicoop.outbox.worker import DeliveryWorker

MINUTE = timedelta(minutes=1)


async def _given_silence(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker, notes: int = 1
) -> None:
    """Publish some notes, and let the host miss the first."""
    await given_follower(coop, ana)
    peer.says = down
    await publish(coop, ana, "note0")
    await worker.run_once()
    for number in range(1, notes):
        await publish(coop, ana, f"note{number}")


async def test_silence_puts_off_everything_for_that_host(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    peer.says = down
    for number in range(20):
        await publish(coop, ana, f"note{number}")

    await worker.run_once()

    assert len(peer.tried) <= 4
    assert {letter.due_at for letter in await letters(coop)} <= {
        coop.clock() + pause for pause in (MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE)
    }
    kept = await trouble(coop)
    assert kept is not None
    assert kept.quiet_until is not None
    assert "connection broken" in kept.last_error
    tried = len(peer.tried)
    assert await worker.run_once() == 0
    assert len(peer.tried) == tried


async def test_one_letter_tries_it_and_the_others_follow(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await _given_silence(coop, ana, peer, worker, notes=3)
    peer.clock.move(MINUTE)
    assert await worker.run_once() == 1
    assert [said(letter) for letter in peer.tried] == ["Create note0"] * 2

    peer.says = lambda _letter: 202
    peer.clock.move(2 * MINUTE)
    assert await worker.run_once() == 3

    assert sorted(peer.got) == ["Create note0", "Create note1", "Create note2"]
    assert await trouble(coop) is None


async def test_pauses_grow_for_the_host_as_a_whole(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await _given_silence(coop, ana, peer, worker, notes=5)
    pauses = []
    for _ in range(12):
        kept = await trouble(coop)
        assert kept is not None
        assert kept.quiet_until is not None
        pauses.append((kept.quiet_until - peer.clock.now) / MINUTE)
        peer.clock.now = kept.quiet_until
        assert await worker.run_once() == 1

    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440]


async def test_a_letter_that_chokes_the_host_does_not_keep_the_others_back(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    """The third try is made with another letter: perhaps it was the letter and not the host."""
    await _given_silence(coop, ana, peer, worker, notes=3)

    def choke(letter: Document) -> int | Exception:
        return TimeoutError("stuck") if said(letter) == "Create note0" else 202

    peer.says = choke
    for minutes in (1, 2):
        peer.clock.move(minutes * MINUTE)
        await worker.run_once()

    assert peer.got == ["Create note1", "Create note2"]


async def test_three_times_5xx_in_a_row_mean_the_host(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    peer.says = lambda _letter: 500
    for number in range(3):
        kept = await trouble(coop)
        assert kept is None or kept.quiet_until is None
        await publish(coop, ana, f"note{number}")
        await worker.run_once()
        peer.clock.move(timedelta(seconds=1))

    kept = await trouble(coop)
    assert kept is not None
    assert kept.failures == 3
    assert kept.quiet_until is not None


async def test_a_single_5xx_only_puts_off_that_letter(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    peer.says = lambda letter: 500 if said(letter) == "Create one" else 202
    await publish(coop, ana, "one")
    await worker.run_once()
    await publish(coop, ana, "two")
    await worker.run_once()

    assert peer.got == ["Create two"]
    assert await trouble(coop) is None
    first = (await letters(coop))[0]
    assert first.due_at == coop.clock() + MINUTE


async def test_letters_that_were_under_way_together_fail_together(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    """Four timeouts of one moment are one failure of the host, not four."""
    await given_follower(coop, ana)
    for number in range(4):
        await publish(coop, ana, f"note{number}")

    def later_and_later(_letter: Document) -> Exception:
        peer.clock.move(timedelta(seconds=1))
        return TimeoutError("slow")

    peer.says = later_and_later
    await worker.run_once()

    kept = await trouble(coop)
    assert len(peer.tried) == 4
    assert kept is not None
    assert kept.failures == 1
    assert {letter.attempts for letter in await letters(coop)} == {1}


@pytest.mark.parametrize("status", [401, 404])
async def test_a_host_that_answers_no_is_up_but_does_not_take_letters_yet(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker, status: int
) -> None:
    """The next letter may be tried at once; only a 2xx ends the trouble."""
    await _given_silence(coop, ana, peer, worker, notes=3)
    peer.says = lambda letter: status if said(letter) == "Create note0" else 202
    peer.clock.move(MINUTE)

    await worker.run_once()

    assert peer.got == ["Create note1", "Create note2"]
    assert await trouble(coop) is None


async def test_a_host_that_only_answers_no_stays_in_trouble(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await _given_silence(coop, ana, peer, worker, notes=3)
    peer.says = lambda _letter: 404
    peer.clock.move(MINUTE)

    await worker.run_once()

    assert {letter.state for letter in await letters(coop)} == {State.FAILED}
    kept = await trouble(coop)
    assert kept is not None
    assert kept.quiet_until == coop.clock()


async def test_what_a_silent_host_sends_makes_us_try_one_letter(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    """Security case rel-008: it says that the host is up, not that it takes letters."""
    await _given_silence(coop, ana, peer, worker, notes=3)
    for minutes in (1, 2, 4, 8):
        peer.clock.move(minutes * MINUTE)
        assert await worker.run_once() == 1
    peer.clock.move(timedelta(seconds=10))
    assert await worker.run_once() == 0

    async with coop.writing() as work:
        await heard_from(work, ["peer.example", "unknown.example", ""])
    assert await worker.run_once() == 1
    assert await trouble(coop) is not None

    async with coop.writing() as work:
        await heard_from(work, ["peer.example"])
    assert await worker.run_once() == 0, "out of turn once in a quarter of an hour"

    peer.says = lambda _letter: 202
    async with coop.writing() as work:
        peer.clock.move(timedelta(seconds=5))
        kept = await work.session.get_one(HostTrouble, "peer.example")
        kept.probed_at = None
        await work.session.flush()
        await heard_from(work, ["peer.example"])
    assert await worker.run_once() == 3
    assert await trouble(coop) is None


async def test_hearing_from_nobody_in_particular_changes_nothing(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await _given_silence(coop, ana, peer, worker)
    before = await trouble(coop)
    assert before is not None

    async with coop.writing() as work:
        await heard_from(work, ["", ""])
        await heard_from(work, ["other.example"])

    after = await trouble(coop)
    assert after is not None
    assert (after.quiet_until, after.probed_at) == (before.quiet_until, None)


async def test_only_one_worker_may_try_a_silent_host(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await _given_silence(coop, ana, peer, worker, notes=3)
    peer.clock.move(MINUTE)
    now = coop.clock()

    async with coop.database.writing() as session:
        assert await claim(session, "peer.example", now, now + 2 * MINUTE)
    async with coop.database.writing() as session:
        assert not await claim(session, "peer.example", now, now + 2 * MINUTE)

    assert await worker_of(coop).run_once() == 0
    peer.clock.move(2 * MINUTE)
    assert await worker_of(coop).run_once() == 1, "who had the right died; its time is over"


async def test_letters_due_while_the_host_is_quiet_wait_for_it(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    """Another process may have written them before it knew."""
    await _given_silence(coop, ana, peer, worker, notes=2)
    async with coop.writing() as work:
        for letter in await letters(coop):
            row = await work.session.get_one(Delivery, letter.id)
            row.due_at = work.now()

    assert await worker.run_once() == 0

    kept = await trouble(coop)
    assert kept is not None
    assert {letter.due_at for letter in await letters(coop)} == {kept.quiet_until}


async def test_a_pause_never_hides_the_last_day_of_a_letter(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await _given_silence(coop, ana, peer, worker, notes=2)
    async with coop.writing() as work:
        row = await work.session.get_one(Delivery, (await letters(coop))[0].id)
        row.give_up_at = work.now() + timedelta(seconds=90)
    peer.clock.move(MINUTE)
    await worker.run_once()

    kept = await trouble(coop)
    assert kept is not None
    assert kept.quiet_until == coop.clock() + MINUTE, "not in thirty seconds, not in two minutes"
    peer.clock.move(MINUTE)
    await worker.run_once()
    assert [letter.state for letter in await letters(coop)] == [State.FAILED, State.WAITING]
