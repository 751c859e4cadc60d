"""Taking letters: no more than there is room for, and never what somebody else is about to take."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from fedicoop.outbox import State, hosts, taking
from fedicoop.outbox.taking import PER_HOST, Taker
from tests.outbox.peers import (
    Peer,
    a_note,
    an_activity,
    down,
    given_follower,
    here,
    letters,
    publish,
)

if TYPE_CHECKING:
    import pytest

    from fedicoop.actors import Actor
    from fedicoop.instance import Instance
    from fedicoop.outbox.deliver import Letter
    from fedicoop.outbox.worker import DeliveryWorker

MINUTE = timedelta(minutes=1)


async def _take(coop: Instance, most: int, under_way: Counter[str] | None = None) -> list[Letter]:
    async with coop.writing() as work:
        return await Taker(work, "worker", under_way or Counter()).take(most)


async def _given_letters(coop: Instance, ana: Actor, *inboxes: str) -> None:
    async with coop.writing() as work:
        work.publish(an_activity(work, ana, "Create", a_note(ana)), inboxes=inboxes)


async def test_no_more_than_there_is_room_for(coop: Instance, ana: Actor) -> None:
    await _given_letters(coop, ana, *(f"https://h{number}.example/inbox" for number in range(5)))

    assert [letter.host for letter in await _take(coop, 2)] == ["h0.example", "h1.example"]
    assert len(await _take(coop, 100)) == 3
    assert await _take(coop, 100) == []


async def test_a_silent_host_is_not_tried_when_there_is_no_room(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    peer.says = down
    await _given_letters(coop, ana, "https://peer.example/inbox")
    await worker.run_once()
    peer.clock.move(timedelta(seconds=59))
    await _given_letters(coop, ana, "https://first.example/inbox")
    peer.clock.move(timedelta(seconds=1))

    assert [letter.host for letter in await _take(coop, 1)] == ["first.example"]
    (probe,) = await _take(coop, 1)
    assert (probe.host, probe.is_probe) == ("peer.example", True)


async def test_who_is_slower_leaves_the_silent_host_to_the_other(
    coop: Instance,
    ana: Actor,
    peer: Peer,
    worker: DeliveryWorker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two workers on PostgreSQL see at the same moment that its time has come."""
    peer.says = down
    await _given_letters(coop, ana, "https://peer.example/inbox")
    await worker.run_once()
    peer.clock.move(MINUTE)

    async def too_late(*_args: Any) -> bool:
        return False

    monkeypatch.setattr(hosts, "claim", too_late)

    assert await _take(coop, 10) == []
    assert (await letters(coop))[0].state == State.WAITING


async def test_what_is_under_way_counts_for_its_host(coop: Instance, ana: Actor) -> None:
    await _given_letters(coop, ana, *(f"https://h.example/u/{number}" for number in range(6)))

    assert len(await _take(coop, 10, Counter({"h.example": PER_HOST - 1}))) == 1
    assert await _take(coop, 10, Counter({"h.example": PER_HOST})) == []


async def test_a_transaction_looks_only_so_often(
    coop: Instance, ana: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taking, "_LOOKS", 1)
    await _given_letters(coop, ana, *(f"https://h.example/u/{number}" for number in range(60)))

    assert len(await _take(coop, 10)) == PER_HOST


async def test_people_who_are_named_get_it_where_they_live(coop: Instance, ana: Actor) -> None:
    """In a shared inbox of their own server only; nobody who is gone; none of ours by letter."""
    bo = await given_follower(coop, ana, "bo")
    cleo = await given_follower(coop, ana, "cleo", "single.example")
    dani = await given_follower(coop, ana, "dani", "gone.example")
    async with coop.writing() as work:
        (await here(work, cleo)).shared_inbox = "https://elsewhere.example/inbox"
        (await here(work, dani)).suspended_at = work.now()

    await publish(coop, ana, to=[bo.uri, cleo.uri, dani.uri, ana.uri], cc=[])

    assert [letter.inbox for letter in await letters(coop)] == [
        "https://peer.example/inbox",
        "https://single.example/users/cleo/inbox",
    ]
