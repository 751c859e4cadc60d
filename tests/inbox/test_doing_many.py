"""Many arrivals, one transaction: each has its own outcome, whatever becomes of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from fedicoop.actors import queries as actors
from fedicoop.actors import service
from fedicoop.errors import Refused
from fedicoop.ids import new_id
from fedicoop.inbox import Arrival, process
from fedicoop.posts import queries as posts
from tests.givens import given_member, given_stranger
from tests.network import Internet
from tests.posts.given import a_note, says

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from fedicoop.activitypub.activity import Document
    from fedicoop.handlers import Incoming
    from fedicoop.instance import Instance
    from fedicoop.work import Work
    from tests.clocks import StoppedClock

ANA = "https://peer.example/users/ana"


@pytest.fixture
async def coop(tmp_path: Path, clock: StoppedClock) -> AsyncIterator[Instance]:
    """Give an instance whose member bob follows ana of another server."""
    async with Internet().instance("coop.example", tmp_path / "coop", clock) as instance:
        async with instance.writing() as work:
            bob, ana = await given_member(work, "bob"), await given_stranger(work, "ana")
            await service.accepted(work, await service.follow(work, bob, ana))
            work.outgoing.clear()
        yield instance


async def given_arrivals(coop: Instance, *activities: Document | bytes) -> None:
    """Put activities of ana's on the pile, in this order."""
    async with coop.writing() as work:
        for activity in activities:
            body = activity if isinstance(activity, bytes) else orjson.dumps(activity)
            ident = new_id(work.now())
            work.session.add(
                Arrival(
                    id=ident,
                    fingerprint=ident,
                    sender=ANA,
                    body=body,
                    received_at=work.now(),
                    due_at=work.now(),
                )
            )


async def outcomes(coop: Instance) -> list[tuple[str, str | None, bool]]:
    """Give what became of each: outcome, what it needs, whether its body is kept."""
    async with coop.reading() as work:
        rows = await work.session.scalars(select(Arrival).order_by(Arrival.id))
        return [(row.outcome, row.needs, bool(row.body)) for row in rows]


async def test_each_of_many_has_its_own_outcome(
    coop: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One is done, one refused, one waits for what is missing, and the last is done again."""
    monkeypatch.setattr(process, "_LONGEST_HOLD", 60.0)
    async with coop.reading() as work:
        ana = await actors.by_uri(work, ANA)
    assert ana is not None
    missing = "https://far.example/notes/1"
    await given_arrivals(
        coop,
        says("Create", ana, a_note(ana, 1)),
        says("Create", ana, a_note(ana, 2)) | {"actor": "https://peer.example/users/eve"},
        says("Announce", ana, missing) | {"to": [f"{ANA}/followers"]},
        b"{",
        says("Create", ana, a_note(ana, 3)),
    )
    assert await process.process_some(coop) == 5
    assert await outcomes(coop) == [
        ("done", None, False),
        ("refused", None, False),
        ("waiting", missing, True),
        ("refused", None, False),
        ("done", None, False),
    ]
    async with coop.reading() as work:
        for number, there in ((1, True), (2, False), (3, True)):
            post = await posts.by_uri(work, f"{ANA}/notes/{number}")
            assert (post is not None) is there
    assert await process.process_some(coop) == 0


async def test_what_there_was_no_time_for_is_done_next(
    coop: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer is not held for longer than a moment."""
    monkeypatch.setattr(process, "_LONGEST_HOLD", 0.0)
    async with coop.reading() as work:
        ana = await actors.by_uri(work, ANA)
    assert ana is not None
    await given_arrivals(coop, *(says("Create", ana, a_note(ana, each)) for each in (1, 2)))
    assert await process.process_some(coop) == 1
    assert [outcome for outcome, _, _ in await outcomes(coop)] == ["done", "waiting"]
    assert await process.process_some(coop) == 1
    assert [outcome for outcome, _, _ in await outcomes(coop)] == ["done", "done"]


async def given_likes(coop: Instance, count: int) -> None:
    """Put so many likes of ana's on the pile, and a note before and after them."""
    async with coop.reading() as work:
        ana = await actors.by_uri(work, ANA)
    assert ana is not None
    likes = [
        says("Like", ana, "https://coop.example/notes/1") | {"id": f"{ANA}#like-{number}"}
        for number in range(count)
    ]
    first, last = says("Create", ana, a_note(ana, 1)), says("Create", ana, a_note(ana, 2))
    await given_arrivals(coop, first, *likes, last)


async def test_what_breaks_one_handler_breaks_no_other(
    coop: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(work: Work, incoming: Incoming) -> None:
        raise ZeroDivisionError("a mistake of ours")

    monkeypatch.setitem(coop.handlers.activities, ("Like", ""), breaks)
    await given_likes(coop, 1)

    while await process.process_some(coop):
        pass

    assert [each for each, _, _ in await outcomes(coop)] == ["done", "failed", "done"]


async def test_many_refusals_take_back_only_themselves(
    coop: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuses(work: Work, incoming: Incoming) -> None:
        raise Refused("not this one")

    monkeypatch.setattr(process, "_LONGEST_HOLD", 60.0)
    monkeypatch.setitem(coop.handlers.activities, ("Like", ""), refuses)
    await given_likes(coop, 5)

    assert await process.process_some(coop) == 7

    assert [each for each, _, _ in await outcomes(coop)] == ["done", *["refused"] * 5, "done"]


async def test_what_the_database_refuses_at_the_end_is_found_and_left_out(
    coop: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def writes_nonsense(work: Work, incoming: Incoming) -> None:
        work.session.add(Arrival(id="x"))

    monkeypatch.setattr(process, "_LONGEST_HOLD", 60.0)
    monkeypatch.setitem(coop.handlers.activities, ("Like", ""), writes_nonsense)
    async with coop.reading() as work:
        ana = await actors.by_uri(work, ANA)
    assert ana is not None
    like = says("Like", ana, "https://coop.example/notes/1")
    await given_arrivals(coop, says("Create", ana, a_note(ana, 1)), like)

    assert await process.process_some(coop) == 2

    assert [each for each, _, _ in await outcomes(coop)] == ["done", "failed"]


async def test_what_many_answers_answer_is_wished_for(coop: Instance) -> None:
    async with coop.reading() as work:
        ana = await actors.by_uri(work, ANA)
    assert ana is not None
    parents = [f"{ANA}/notes/parent-{number}" for number in (1, 2)]
    answers = [
        says("Create", ana, a_note(ana, number, inReplyTo=parent))
        for number, parent in enumerate(parents)
    ]
    await given_arrivals(coop, *answers)

    while await process.process_some(coop):
        pass

    assert list(coop.take_wishes(10)) == parents


async def test_one_alone_that_no_room_does_is_unsupported(coop: Instance) -> None:
    async with coop.reading() as work:
        ana = await actors.by_uri(work, ANA)
    assert ana is not None
    await given_arrivals(coop, says("View", ana, "https://coop.example/notes/1"))

    assert await process.process_some(coop) == 1

    assert [each for each, _, _ in await outcomes(coop)] == ["unsupported"]


async def test_many_notes_ask_the_database_no_more_often_than_a_few(
    coop: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_LONGEST_HOLD", 60.0)
    asked: list[str] = []

    def note(*ran: Any) -> None:
        asked.append(ran[2])

    async with coop.reading() as work:
        ana = await actors.by_uri(work, ANA)
    assert ana is not None
    counts = []
    event.listen(Engine, "before_cursor_execute", note)
    try:
        for first, number in ((0, 3), (100, 20)):
            notes = [a_note(ana, each) for each in range(first, first + number)]
            await given_arrivals(coop, *(says("Create", ana, each) for each in notes))
            asked.clear()
            assert await process.process_some(coop) == number
            counts.append(len(asked))
    finally:
        event.remove(Engine, "before_cursor_execute", note)

    assert counts[0] == counts[1]
