"""The front door: what is taken with 202 is on disk, what is refused left nothing."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx2
import pytest
from sqlalchemy import select

from fedicoop.inbox import Arrival
from fedicoop.inbox.models import Outcome
from fedicoop.inbox.rate import Rate
from fedicoop.inbox.receive import Receiver, fingerprint
from fedicoop.moderation import service as moderation
from fedicoop.posts import queries as posts
from tests.inbox.conftest import given_follow
from tests.strangers import ACTIVITY, Person, Stranger, post

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.network import Internet

FOLLOW = "https://coop.example/users/bob"
ROUTES = ["/inbox", "/users/bob/inbox", "/actor/inbox", "/cooperative/inbox"]


async def arrivals(coop: Instance) -> list[tuple[str, str, str]]:
    """Give what is on disk: type, outcome and reason of each."""
    async with coop.reading() as work:
        rows = await work.session.scalars(select(Arrival).order_by(Arrival.id))
        return [(row.type, row.outcome, row.reason) for row in rows]


@pytest.mark.parametrize("path", ROUTES)
async def test_what_is_taken_is_on_disk(
    coop: Instance, internet: Internet, ana: Person, path: str
) -> None:
    answer = await post(coop, internet, ana.says("Follow", FOLLOW), ana, path=path)

    assert answer.status_code == 202
    assert await arrivals(coop) == [("Follow", "waiting", "")]


async def test_a_repetition_is_taken_and_done_once(
    coop: Instance, internet: Internet, followed: Person, peer: Stranger
) -> None:
    create = followed.says("Create", peer.note(followed))

    answers = [await post(coop, internet, create, followed) for _ in range(3)]
    await internet.settle()
    again = await post(coop, internet, create, followed)

    assert {answer.status_code for answer in [*answers, again]} == {202}
    assert await arrivals(coop) == [("Create", "done", "")]


async def test_many_at_once_are_all_kept(
    coop: Instance, internet: Internet, followed: Person, peer: Stranger
) -> None:
    creates = [followed.says("Create", peer.note(followed, n), n=n) for n in range(30)]
    for number, each in enumerate(creates):
        each["id"] += f"-{number}"

    answers = await asyncio.gather(*(post(coop, internet, each, followed) for each in creates))
    await internet.settle()

    assert {answer.status_code for answer in answers} == {202}
    assert [outcome for _, outcome, _ in await arrivals(coop)] == ["done"] * 30


async def test_those_who_wait_for_a_commit_hear_that_it_failed(coop: Instance) -> None:
    gatherer = Receiver(coop)._gatherer

    async def add(ident: str | None) -> object:
        return await asyncio.gather(gatherer.add({"id": ident}), return_exceptions=True)

    found = await asyncio.gather(*(add(ident) for ident in ("1", "2")))

    assert all(isinstance(each[0], Exception) for each in found)  # type: ignore[index]


async def test_whoever_stops_waiting_does_not_hold_up_the_others(coop: Instance) -> None:
    gatherer = Receiver(coop)._gatherer
    rows = [_row(coop, number) for number in range(3)]
    tasks = [asyncio.ensure_future(gatherer.add(row)) for row in rows]
    await asyncio.sleep(0)
    tasks[1].cancel()

    found = await asyncio.gather(*tasks, return_exceptions=True)

    assert found[0] is True
    assert isinstance(found[1], asyncio.CancelledError)
    assert found[2] is True


async def test_a_cancelled_commit_is_heard_by_all_who_waited_for_it(coop: Instance) -> None:
    gatherer = Receiver(coop)._gatherer
    async with coop.database.writing():
        tasks = [asyncio.ensure_future(gatherer.add(_row(coop, number))) for number in range(2)]
        await asyncio.sleep(0.01)
        waiting = [task for task in tasks if not task.done()]
        tasks[0].cancel()
        await asyncio.sleep(0.01)

    found = await asyncio.gather(*waiting, return_exceptions=True)

    assert isinstance(found[0], asyncio.CancelledError)


def _row(coop: Instance, number: int) -> dict[str, object]:
    now = coop.clock()
    row: dict[str, object] = dict.fromkeys(["sender", "type", "reason"], "")
    row |= {"id": f"row-{number}", "fingerprint": f"{number}", "body": b"", "attempts": 0}
    return row | {"received_at": now, "due_at": now, "outcome": Outcome.WAITING}


async def test_other_types_of_content_are_not_taken(
    coop: Instance, internet: Internet, ana: Person
) -> None:
    answer = await post(coop, internet, ana.says("Follow", FOLLOW), ana, content_type="text/plain")

    assert answer.status_code == 415
    assert await arrivals(coop) == []


async def test_a_compressed_body_is_not_taken(coop: Instance, internet: Internet) -> None:
    async with httpx2.AsyncClient(transport=internet.servers["coop.example"]) as client:
        answer = await client.post(
            "https://coop.example/inbox",
            content=b"{}",
            headers={"content-type": ACTIVITY, "content-encoding": "gzip"},
        )

    assert answer.status_code == 415


async def test_an_inbox_of_nobody_is_not_there(
    coop: Instance, internet: Internet, ana: Person
) -> None:
    answer = await post(coop, internet, ana.says("Follow", FOLLOW), ana, path="/users/eve/inbox")

    assert answer.status_code == 404


async def test_an_unknown_type_is_taken_and_forgotten(
    coop: Instance, internet: Internet, ana: Person
) -> None:
    answer = await post(coop, internet, ana.says("Teleport", FOLLOW), ana)

    assert answer.status_code == 202
    assert await arrivals(coop) == []


async def test_a_host_that_sends_too_much_is_told_to_wait(
    coop: Instance, clock: StoppedClock
) -> None:
    rate = Rate(clock, per_second=1, burst=2)
    assert [rate.allows("peer.example") for _ in range(3)] == [True, True, False]
    assert rate.allows("other.example")

    clock.move(timedelta(seconds=1))

    assert [rate.allows("peer.example") for _ in range(2)] == [True, False]


async def test_only_so_many_hosts_are_counted(clock: StoppedClock) -> None:
    rate = Rate(clock, per_second=1, burst=1)
    assert rate.allows("first.example")
    for number in range(10_000):
        assert rate.allows(f"host{number}.example")

    assert rate.allows("first.example"), "the one who came longest ago was forgotten"


async def test_a_flood_gets_429(
    coop: Instance, internet: Internet, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Rate, "allows", lambda self, host: False)

    answer = await post(coop, internet, ana.says("Follow", FOLLOW), ana)

    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "60"


async def test_a_blocked_server_is_refused_before_its_key_is_fetched(
    coop: Instance, internet: Internet, ana: Person, peer: Stranger
) -> None:
    async with coop.writing() as work:
        await moderation.block_host(work, None, "peer.example")

    answer = await post(coop, internet, ana.says("Follow", FOLLOW), ana)

    assert answer.status_code == 403
    assert peer.asked == []
    assert await arrivals(coop) == []


async def test_an_id_of_ours_or_of_another_host_is_refused(
    coop: Instance, internet: Internet, ana: Person
) -> None:
    for ident in ("https://coop.example/activities/1", "https://far.example/activities/1"):
        follow = ana.says("Follow", FOLLOW) | {"id": ident}
        assert (await post(coop, internet, follow, ana)).status_code == 403

    assert await arrivals(coop) == []


async def test_a_changed_profile_or_departure_of_a_stranger_costs_no_fetch(
    coop: Instance, internet: Internet, ana: Person, peer: Stranger
) -> None:
    for kind, inner in (("Delete", ana.uri), ("Update", ana.document)):
        answer = await post(coop, internet, ana.says(kind, inner), ana)
        assert answer.status_code == 202

    assert peer.asked == []
    assert await arrivals(coop) == []


async def test_what_is_passed_on_is_read_from_its_origin(
    coop: Instance, internet: Internet, followed: Person
) -> None:
    far = Stranger(internet, "far.example")
    carla = far.person("carla")
    await given_follow(coop, carla)
    note = far.note(carla, content="<p>true</p>")
    forged = carla.says("Create", {**note, "content": "<p>forged</p>"})

    answer = await post(coop, internet, forged, followed)
    await internet.settle()

    assert answer.status_code == 202
    async with coop.reading() as work:
        post_kept = await posts.by_uri(work, note["id"])
    assert post_kept is not None
    assert post_kept.content == "<p>true</p>"


async def test_what_a_stranger_passes_on_is_dropped(
    coop: Instance, internet: Internet, ana: Person
) -> None:
    far = Stranger(internet, "far.example")
    carla = far.person("carla")

    answer = await post(coop, internet, carla.says("Create", far.note(carla)), ana)
    await internet.settle()

    assert answer.status_code == 202
    assert far.asked == []


async def test_nobody_speaks_for_another(
    coop: Instance, internet: Internet, followed: Person, peer: Stranger
) -> None:
    eve, far = peer.person("eve"), Stranger(internet, "far.example")
    carla = far.person("carla")
    forged = [
        eve.says("Create", peer.note(eve, 2)),
        carla.says("Follow", FOLLOW),
        carla.says("Delete", "https://coop.example/notes/1"),
        carla.says("Create", peer.note(eve, 3)),
        {"type": "Create", "object": peer.note(eve, 4)},
    ]

    answers = [await post(coop, internet, each, followed) for each in forged]

    assert [answer.status_code for answer in answers] == [403] * 5
    assert await arrivals(coop) == []


def test_a_repetition_is_known_by_its_id_and_an_update_by_its_bytes() -> None:
    ana, create = "https://peer.example/users/ana", {"id": "https://peer.example/1", "type": "Like"}
    update = create | {"type": "Update"}

    assert fingerprint(ana, create, b"1") == fingerprint(ana, create, b"2")
    assert fingerprint(ana, create, b"1") != fingerprint(ana + "2", create, b"1")
    assert fingerprint(ana, update, b"1") != fingerprint(ana, update, b"2")
    assert fingerprint(ana, {"type": "Like"}, b"1") != fingerprint(ana, {"type": "Like"}, b"2")
