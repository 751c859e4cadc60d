"""Delivering: signed, one inbox at a time, every answer understood."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

import httpx2
import pytest

from fedicoop.activitypub.client import Answer, Client
from fedicoop.actors import queries
from fedicoop.actors import service as actors
from fedicoop.errors import FetchFailed
from fedicoop.moderation import service as moderation
from fedicoop.outbox import State
from fedicoop.outbox.deliver import Letter, Verdict, judge, send
from tests.outbox.peers import (
    Peer,
    a_note,
    an_activity,
    down,
    given_follower,
    here,
    letters,
    publish,
    trouble,
)

if TYPE_CHECKING:
    from fedicoop.activitypub.keys import Signer
    from fedicoop.actors import Actor
    from fedicoop.instance import Instance
    from fedicoop.outbox.worker import DeliveryWorker
    from tests.network import Internet

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LETTER = Letter(
    id="1",
    inbox="https://peer.example/inbox",
    host="peer.example",
    lane="lane",
    attempts=0,
    give_up_at=NOW + timedelta(days=7),
    taken_at=NOW,
    body=b"{}",
    signer=cast("Signer", None),
)


async def test_a_letter_arrives_signed_with_its_own_bytes(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    activity = await publish(coop, ana)

    assert await worker.run_once() == 1

    assert peer.letters[0]["id"] == activity["id"]
    assert peer.requests[0].headers["content-type"] == "application/activity+json"
    (letter,) = await letters(coop)
    assert (letter.state, letter.due_at, letter.attempts) == (State.DONE, None, 1)
    assert (letter.last_status, letter.last_error, letter.leased_by) == (202, "", "")
    assert letter.closed_at == coop.clock()
    assert await worker.run_once() == 0


async def test_every_server_gets_the_same_bytes(
    coop: Instance, ana: Actor, peer: Peer, internet: Internet, worker: DeliveryWorker
) -> None:
    other = Peer(internet, peer.clock, "other.example")
    await given_follower(coop, ana)
    await given_follower(coop, ana, "eva", "other.example")
    await publish(coop, ana)

    assert await worker.run_once() == 2

    assert peer.requests[0].content == other.requests[0].content
    assert peer.requests[0].headers["signature"] != other.requests[0].headers["signature"]


async def test_a_server_that_takes_only_the_new_signatures_gets_one(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)

    def only_new(_letter: object) -> int:
        return 202 if "signature-input" in peer.requests[-1].headers else 401

    peer.says = only_new
    await publish(coop, ana)
    await worker.run_once()

    assert peer.got == ["Create bonjour"]
    assert len(peer.tried) == 2


async def test_a_key_that_was_changed_signs_from_then_on(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    await publish(coop, ana)
    await worker.run_once()
    async with coop.writing() as work:
        await actors.rotate_key(work, await here(work, ana))

    await worker.run_once()

    assert peer.got == ["Create bonjour", "Update"]


@pytest.mark.parametrize("status", [400, 403, 404, 405, 410, 413, 422, 501, 302])
async def test_an_inbox_that_says_no_for_good_is_not_asked_again(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker, status: int
) -> None:
    await given_follower(coop, ana)
    peer.says = lambda _letter: httpx2.Response(status, text="no such inbox")
    await publish(coop, ana)

    await worker.run_once()

    (letter,) = await letters(coop)
    assert (letter.state, letter.due_at, letter.last_status) == (State.FAILED, None, status)
    assert letter.last_error == f"HTTP {status}: no such inbox"
    assert await trouble(coop) is None


@pytest.mark.parametrize("status", [401, 408, 425, 429, 500, 502, 503, 504])
async def test_what_may_pass_is_tried_again(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker, status: int
) -> None:
    await given_follower(coop, ana)
    peer.says = lambda _letter: httpx2.Response(status, text="not now")
    await publish(coop, ana)
    await worker.run_once()

    (letter,) = await letters(coop)
    assert letter.state == State.WAITING
    assert letter.due_at == coop.clock() + timedelta(minutes=1)
    assert letter.last_error == f"HTTP {status}: not now"

    peer.says = lambda _letter: 202
    peer.clock.move(timedelta(minutes=1))
    assert await worker.run_once() == 1
    assert peer.got == ["Create bonjour"]
    assert await trouble(coop) is None


async def test_an_address_that_we_never_write_to_is_given_up(
    coop: Instance, ana: Actor, worker: DeliveryWorker
) -> None:
    async with coop.writing() as work:
        activity = an_activity(work, ana, "Create", a_note(ana))
        work.publish(activity, inboxes=("http://peer.example/inbox",))

    await worker.run_once()

    (letter,) = await letters(coop)
    assert letter.state == State.FAILED
    assert letter.last_error.startswith("refused: ")


@pytest.mark.parametrize(
    ("answer", "verdict", "wait"),
    [
        (Answer(200), Verdict.TAKEN, 0),
        (Answer(202, 60.0), Verdict.TAKEN, 0),
        (Answer(404), Verdict.REFUSED, 0),
        (Answer(410), Verdict.REFUSED, 0),
        (Answer(501, 60.0), Verdict.REFUSED, 60),
        (Answer(401), Verdict.LATER, 0),
        (Answer(408), Verdict.LATER, 0),
        (Answer(401, 90.0), Verdict.LATER, 90),
        (Answer(429), Verdict.BUSY, 0),
        (Answer(429, 120.0), Verdict.BUSY, 120),
        (Answer(429, -5.0), Verdict.BUSY, 0),
        (Answer(503, 3600.0), Verdict.BUSY, 3600),
        (Answer(503, 10**9), Verdict.BUSY, 24 * 3600),
        (Answer(503), Verdict.UNWELL, 0),
        (Answer(500), Verdict.UNWELL, 0),
        (Answer(599), Verdict.UNWELL, 0),
    ],
)
def test_what_an_answer_means(answer: Answer, verdict: Verdict, wait: int) -> None:
    result = judge(LETTER, answer)

    assert result.verdict is verdict
    assert result.wait == timedelta(seconds=wait)


def test_what_a_server_says_is_kept_short() -> None:
    assert len(judge(LETTER, Answer(500, None, "x" * 5000)).reason) == 500


class _Broken:
    """Stands for a client with a mistake in it."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def post(self, *_args: object) -> Answer:
        raise self.error


@pytest.mark.parametrize(
    ("error", "verdict", "reason"),
    [
        (FetchFailed("u", "timeout: slow"), Verdict.SILENT, "timeout: slow"),
        (FetchFailed("u", "refused: private", permanent=True), Verdict.REFUSED, "refused: private"),
        (KeyError("oops"), Verdict.LATER, "KeyError: 'oops'"),
    ],
)
async def test_whatever_goes_wrong_is_a_result(
    error: Exception, verdict: Verdict, reason: str
) -> None:
    result = await send(cast("Client", _Broken(error)), LETTER)

    assert (result.verdict, result.reason) == (verdict, reason)


async def test_letters_about_one_note_arrive_in_their_order(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    await publish(coop, ana)
    for text in ("one", "two", "three"):
        await publish(coop, ana, "bonjour", "Update", summary=text)

    assert await worker.run_once() == 4

    assert [letter.get("summary") for letter in peer.letters] == [None, "one", "two", "three"]


async def test_an_update_waits_for_its_note_and_others_do_not(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    peer.says = lambda letter: 401 if letter["object"]["content"] == "bonjour" else 202
    await publish(coop, ana)
    await publish(coop, ana, kind="Update")
    await publish(coop, ana, "two")

    await worker.run_once()
    assert peer.got == ["Create two"]
    assert await worker.run_once() == 0

    peer.says = lambda _letter: 202
    peer.clock.move(timedelta(minutes=1))
    await worker.run_once()
    assert peer.got == ["Create two", "Create bonjour", "Update bonjour"]


async def test_a_letter_refused_for_good_does_not_hold_up_the_next(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    peer.says = lambda letter: 404 if letter["type"] == "Create" else 202
    await publish(coop, ana)
    await publish(coop, ana, kind="Update")

    await worker.run_once()

    assert peer.got == ["Update bonjour"]


async def test_a_server_blocked_meanwhile_gets_nothing_more(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    await publish(coop, ana)
    async with coop.writing() as work:
        await moderation.block_host(work, None, "peer.example", "spam")

    assert await worker.run_once() == 0

    assert peer.tried == []
    (letter,) = await letters(coop)
    assert (letter.state, letter.due_at) == (State.DROPPED, None)
    assert letter.last_error == "this server is kept out by a rule"


async def test_who_has_no_key_any_more_cannot_be_heard(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    await publish(coop, ana)
    async with coop.writing() as work:
        key = await queries.current_key(work, ana)
        assert key is not None
        key.retired_at = work.now()

    assert await worker.run_once() == 0

    (letter,) = await letters(coop)
    assert (letter.state, letter.last_error) == (State.DROPPED, f"{ana.uri} has no key")


async def test_a_host_gets_at_most_four_letters_at_a_time(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    for number in range(30):
        await publish(coop, ana, f"note{number}")

    assert await worker.run_once() == 30

    assert peer.busiest <= 4
    assert len(peer.letters) == 30


async def test_a_flood_for_one_host_does_not_hide_the_others(
    coop: Instance, ana: Actor, peer: Peer, internet: Internet, worker: DeliveryWorker
) -> None:
    other = Peer(internet, peer.clock, "other.example")
    peer.says = down
    inboxes = tuple(f"https://peer.example/users/{number}/inbox" for number in range(300))
    async with coop.writing() as work:
        activity = an_activity(work, ana, "Create", a_note(ana))
        work.publish(activity, inboxes=(*inboxes, "https://other.example/inbox"))

    await worker.run_once()

    assert other.got == ["Create bonjour"]
    assert len(peer.tried) <= 4
