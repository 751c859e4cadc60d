"""The operator's view: which servers letters wait for and why, trying again, giving up."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import InvalidRequestError

from fedicoop.outbox import Delivery, HostTrouble, State, pruning
from fedicoop.outbox import collection as outbox
from tests.outbox.peers import (
    Peer,
    a_note,
    activities,
    an_activity,
    down,
    given_follower,
    letters,
    publish,
    reach_of,
    trouble,
)

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.instance import Instance
    from fedicoop.outbox.collection import HostReport
    from fedicoop.outbox.worker import DeliveryWorker

MINUTE = timedelta(minutes=1)


async def _reports(coop: Instance) -> dict[str, HostReport]:
    async with coop.reading() as work:
        return {report.host: report for report in await outbox.hosts(work)}


async def _given_failures(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker, notes: int = 2
) -> None:
    """Let peer.example be silent, refused.example say no, and fine.example take everything."""
    for name, host in (("bo", "peer"), ("cleo", "refused"), ("dani", "fine")):
        await given_follower(coop, ana, name, f"{host}.example")
    peer.says = down
    Peer(peer.internet, peer.clock, "refused.example").says = lambda _letter: 403
    Peer(peer.internet, peer.clock, "fine.example")
    for number in range(notes):
        await publish(coop, ana, f"note{number}")
        await worker.run_once()


async def test_nothing_waits_and_nothing_failed(coop: Instance) -> None:
    assert await _reports(coop) == {}
    async with coop.reading() as work:
        assert await outbox.queue_age(work) is None
        assert await outbox.failures(work) == []


async def test_each_server_with_what_waits_what_failed_and_why(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await _given_failures(coop, ana, peer, worker)

    reports = await _reports(coop)

    assert set(reports) == {"peer.example", "refused.example"}
    silent = reports["peer.example"]
    assert (silent.waiting, silent.failed) == (2, 0)
    assert silent.oldest == coop.clock()
    assert "connection broken" in silent.last_error
    assert silent.quiet_until == coop.clock() + MINUTE
    assert silent.dormant_since is None
    refused = reports["refused.example"]
    assert (refused.waiting, refused.failed) == (0, 2)
    assert refused.oldest is None
    assert refused.last_error == "HTTP 403"
    assert vars(refused)["host"] == "refused.example"


async def test_a_server_in_trouble_is_shown_even_when_nothing_waits_for_it(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await _given_failures(coop, ana, peer, worker, notes=1)
    async with coop.writing() as work:
        await outbox.drop(work, host="peer.example")

    report = (await _reports(coop))["peer.example"]
    assert (report.waiting, report.failed, report.oldest) == (0, 0, None)
    assert "connection broken" in report.last_error


async def test_what_waits_untried_has_no_error(coop: Instance, ana: Actor) -> None:
    await given_follower(coop, ana)
    await publish(coop, ana)

    report = (await _reports(coop))["peer.example"]
    assert (report.waiting, report.last_error) == (1, "")


async def test_every_failure_is_kept_with_its_reason_the_newest_first(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await _given_failures(coop, ana, peer, worker, notes=3)

    async with coop.reading() as work:
        found = await outbox.failures(work)
        assert [(each.host, each.last_error) for each in found] == [
            ("refused.example", "HTTP 403")
        ] * 3
        assert [each.outgoing.object_uri.rpartition("/")[2] for each in found] == [
            "note2",
            "note1",
            "note0",
        ]
        with pytest.raises(InvalidRequestError):
            _ = found[0].outgoing.body
        assert await outbox.failures(work, before=found[1].id) == found[2:]
        assert await outbox.failures(work, limit=1) == found[:1]
        assert await outbox.failures(work, "refused.example") == found
        assert await outbox.failures(work, "peer.example") == []


async def test_the_age_of_the_queue_is_that_of_what_should_have_left(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await _given_failures(coop, ana, peer, worker, notes=1)
    async with coop.reading() as work:
        assert await outbox.queue_age(work) is None, "what waits for its time is not late"

    peer.clock.move(timedelta(hours=2))

    async with coop.reading() as work:
        assert await outbox.queue_age(work) == timedelta(hours=2) - MINUTE


async def test_the_operator_tries_a_server_again_now(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await _given_failures(coop, ana, peer, worker)
    peer.says = lambda _letter: 202

    async with coop.writing() as work:
        assert await outbox.retry(work, host="peer.example") == 2
        assert await outbox.retry(work, host="unknown.example") == 0

    assert await trouble(coop) is None
    assert await worker.run_once() == 2
    assert peer.got == ["Create note0", "Create note1"]


async def test_the_operator_gives_a_server_up(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await _given_failures(coop, ana, peer, worker)

    async with coop.writing() as work:
        assert await outbox.drop(work, host="peer.example") == 2
        assert await outbox.drop(work, host="peer.example") == 0

    peer.clock.move(timedelta(hours=1))
    assert await worker.run_once() == 0
    dropped = [each for each in await letters(coop) if each.host == "peer.example"]
    assert {each.state for each in dropped} == {State.DROPPED}
    assert {each.last_error for each in dropped} == {"dropped by the operator"}


async def test_an_activity_can_be_read_as_it_was_sent(coop: Instance, ana: Actor) -> None:
    async with coop.writing() as work:
        activity = an_activity(work, ana, "Like", "https://peer.example/notes/1")
        work.publish(activity)

    async with coop.reading() as work:
        body = await outbox.activity(work, activity["id"])
        assert body is not None
        assert b'"type":"Like"' in body
        assert await outbox.activity(work, "https://coop.example/activities/other") is None


async def test_what_was_settled_long_ago_is_forgotten_who_got_what_is_not(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await _given_failures(coop, ana, peer, worker, notes=1)

    peer.clock.move(pruning.DONE_KEPT + MINUTE)
    assert await pruning.prune(coop.database, coop.clock()) == 1
    assert {letter.host for letter in await letters(coop)} == {"peer.example", "refused.example"}

    peer.clock.move(pruning.FAILED_KEPT)
    assert await pruning.prune(coop.database, coop.clock()) == 1
    assert [letter.host for letter in await letters(coop)] == ["peer.example"]

    peer.clock.move(pruning.SAID_KEPT)
    assert await pruning.prune(coop.database, coop.clock()) == 0, "a letter still waits"
    assert len(await activities(coop)) == 1

    async with coop.writing() as work:
        await outbox.drop(work, host="peer.example")
    peer.clock.move(pruning.FAILED_KEPT + MINUTE)
    assert await pruning.prune(coop.database, coop.clock()) == 3
    assert await letters(coop) == []
    assert await activities(coop) == []
    assert await trouble(coop) is None
    assert len(await reach_of(coop, "https://coop.example/notes/note0")) == 3


async def test_forgetting_goes_in_short_steps_until_all_is_gone(
    coop: Instance, ana: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "_AT_ONCE", 10)
    inboxes = tuple(f"https://h{number}.example/inbox" for number in range(25))
    async with coop.writing() as work:
        work.publish(an_activity(work, ana, "Create", a_note(ana)), inboxes=inboxes)
        work.session.add_all(
            HostTrouble(
                host=f"old{number}.example",
                failing_since=work.now() - timedelta(days=200),
                last_failure_at=work.now() - timedelta(days=100),
            )
            for number in range(20)
        )
    async with coop.writing() as work:
        for letter in await letters(coop):
            row = await work.session.get_one(Delivery, letter.id)
            row.state, row.due_at = State.DONE, None
            row.closed_at = work.now() - timedelta(days=8)

    assert await pruning.prune(coop.database, coop.clock()) == 45
