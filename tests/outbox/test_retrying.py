"""Trying again: a minute, two, four … up to a day, for seven days, and thirty for a Delete."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, cast

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedicoop import retry
from fedicoop.outbox import State
from fedicoop.outbox.deliver import LONGEST_WAIT, Letter, Result, Verdict, next_try
from tests.outbox.peers import Peer, down, given_follower, letters, publish, trouble

if TYPE_CHECKING:
    from collections.abc import Callable

    from fedicoop.activitypub.keys import Signer
    from fedicoop.actors import Actor
    from fedicoop.instance import Instance
    from fedicoop.outbox.worker import DeliveryWorker

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def a_failure(attempts: int, give_up_at: datetime, wait: timedelta = timedelta(0)) -> Result:
    """Write a try that failed after so many earlier ones."""
    letter = Letter(
        id="1",
        inbox="https://peer.example/inbox",
        host="peer.example",
        lane="lane",
        attempts=attempts,
        give_up_at=give_up_at,
        taken_at=NOW,
        body=b"{}",
        signer=cast("Signer", None),
    )
    return Result(letter, Verdict.LATER, 401, "no", wait)


def _tries(life: timedelta, chance: Callable[[], float]) -> list[datetime]:
    """Give the moments at which a letter that never arrives is tried."""
    found = [NOW]
    while len(found) < 200:
        due = next_try(a_failure(len(found) - 1, NOW + life), found[-1], chance)
        if due is None:
            return found
        found.append(due)
    raise AssertionError("tried for ever")


def test_the_schedule_without_chance() -> None:
    tries = _tries(retry.RETRY_FOR, lambda: 0.5)
    pauses = [(later - sooner) / MINUTE for sooner, later in pairwise(tries)]

    assert pauses[:11] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]
    assert set(pauses[11:-1]) == {24 * 60}
    assert tries[-1] - tries[0] == timedelta(days=7)


def test_a_delete_is_tried_for_thirty_days() -> None:
    tries = _tries(retry.RETRY_DELETE_FOR, lambda: 0.5)

    assert tries[-1] - tries[0] == timedelta(days=30)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_every_schedule_is_growing_spread_and_whole(chances: list[float]) -> None:
    """Whatever chance says: the first pause is about a minute, none is over 29 hours, 7 days."""
    rolls = iter(chances * 200)
    tries = _tries(retry.RETRY_FOR, lambda: next(rolls))
    pauses = [later - sooner for sooner, later in pairwise(tries)]

    assert timedelta(seconds=48) <= pauses[0] <= timedelta(seconds=72)
    assert all(later > sooner for sooner, later in pairwise(pauses[:11]))
    assert max(pauses) <= timedelta(hours=28.8)
    assert tries[-1] - tries[0] == timedelta(days=7)
    assert 12 <= len(tries) <= 20


@given(st.integers(0, 30), st.floats(0, 10**7), st.floats(0, 1))
def test_a_server_that_says_when_is_not_asked_before_but_within_a_day(
    attempts: int, seconds: float, chance: float
) -> None:
    wait = min(timedelta(seconds=seconds), LONGEST_WAIT)
    due = next_try(a_failure(attempts, NOW + retry.RETRY_FOR, wait), NOW, lambda: chance)

    assert due is not None
    assert due >= NOW + wait
    assert due <= NOW + timedelta(hours=28.8)


def test_the_last_day_is_the_last_try() -> None:
    assert next_try(a_failure(3, NOW), NOW, lambda: 0.5) is None
    assert next_try(a_failure(30, NOW + MINUTE), NOW, lambda: 0.5) == NOW + MINUTE


async def _let_time_pass(peer: Peer, worker: DeliveryWorker, coop: Instance, days: float) -> int:
    """Step the worker whenever a letter is due, as its loop would; give how many were sent."""
    end = peer.clock.now + timedelta(days=days)
    sent = 0
    while True:
        due = [letter.due_at for letter in await letters(coop) if letter.due_at is not None]
        if not due or min(due) > end:
            peer.clock.now = end
            return sent
        peer.clock.now = max(min(due), peer.clock.now)
        sent += await worker.run_once()


async def test_a_server_that_is_down_for_six_days_gets_everything_in_order(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    """Security case rel-007."""
    await given_follower(coop, ana)
    peer.says = down
    for day in range(6):
        await publish(coop, ana, f"day{day}")
        await _let_time_pass(peer, worker, coop, 1)
    assert peer.got == []

    peer.says = lambda _letter: 202
    await _let_time_pass(peer, worker, coop, 1.2)

    assert peer.got == [f"Create day{day}" for day in range(6)]
    assert await trouble(coop) is None


async def test_a_server_that_never_comes_back_is_given_up_with_its_reason(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    """Security case rel-008: first the letters, after seven days; the host gets a try a day."""
    await given_follower(coop, ana)
    peer.says = down
    await publish(coop, ana)

    sent = await _let_time_pass(peer, worker, coop, 7.1)

    (letter,) = await letters(coop)
    assert (letter.state, letter.due_at) == (State.FAILED, None)
    assert letter.last_error.startswith("given up: connection broken")
    assert letter.closed_at is not None
    assert letter.closed_at - letter.created_at == timedelta(days=7)
    assert 12 <= sent == len(peer.tried) <= 20
    kept = await trouble(coop)
    assert kept is not None
    assert kept.dormant_since is not None


async def test_a_dormant_server_is_tried_once_a_day_and_comes_back_with_one_letter(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    peer.says = down
    await publish(coop, ana)
    await _let_time_pass(peer, worker, coop, 8)
    for number in range(5):
        await publish(coop, ana, f"late{number}")
    peer.tried.clear()

    await _let_time_pass(peer, worker, coop, 5)
    assert 4 <= len(peer.tried) <= 6

    peer.says = lambda _letter: 202
    await _let_time_pass(peer, worker, coop, 1.1)
    assert sorted(peer.got) == [f"Create late{number}" for number in range(5)]
    assert await trouble(coop) is None


async def test_letters_to_a_dormant_server_do_not_pile_up(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    """Each has its seven days; the one that is tried speaks for all whose time is over."""
    await given_follower(coop, ana)
    peer.says = down
    for day in range(20):
        await publish(coop, ana, f"day{day}")
        await _let_time_pass(peer, worker, coop, 1)

    open_ones = [letter for letter in await letters(coop) if letter.due_at is not None]
    assert len(open_ones) <= 9
    closed = [letter for letter in await letters(coop) if letter.due_at is None]
    assert {letter.state for letter in closed} == {State.FAILED}
    assert all("given up: " in letter.last_error for letter in closed)


async def test_a_delete_outlives_a_silence_of_three_weeks(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    await publish(coop, ana)
    await worker.run_once()
    peer.says = down
    await publish(coop, ana, kind="Delete")
    await _let_time_pass(peer, worker, coop, 21)

    peer.says = lambda _letter: 202
    await _let_time_pass(peer, worker, coop, 1.3)

    assert peer.got == ["Create bonjour", "Delete bonjour"]


async def test_a_server_that_says_when_is_left_alone_until_then(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    peer.says = lambda _letter: httpx2.Response(429, headers={"retry-after": "3600"})
    await publish(coop, ana)
    await publish(coop, ana, "two")
    await worker.run_once()
    peer.says = lambda _letter: 202

    peer.clock.move(timedelta(minutes=59))
    assert await worker.run_once() == 0

    peer.clock.move(MINUTE)
    assert await worker.run_once() == 2


@pytest.mark.parametrize("retry_after", ["0", "-1", "soon", "1"])
async def test_a_server_that_says_at_once_is_not_hammered(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker, retry_after: str
) -> None:
    await given_follower(coop, ana)
    peer.says = lambda _letter: httpx2.Response(503, headers={"retry-after": retry_after})
    await publish(coop, ana)
    await worker.run_once()

    peer.clock.move(timedelta(seconds=59))
    assert await worker.run_once() == 0


async def test_a_server_that_says_next_year_is_asked_tomorrow(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    peer.says = lambda _letter: httpx2.Response(429, headers={"retry-after": "99999999"})
    await publish(coop, ana)
    await worker.run_once()

    (letter,) = await letters(coop)
    assert letter.due_at == coop.clock() + timedelta(days=1)


async def test_a_letter_refused_again_and_again_is_given_up_after_its_days(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    peer.says = lambda _letter: 401
    await publish(coop, ana)

    await _let_time_pass(peer, worker, coop, 7.1)

    (letter,) = await letters(coop)
    assert (letter.state, letter.last_error) == (State.FAILED, "given up: HTTP 401")
    assert letter.last_status == 401
    assert await trouble(coop) is None
