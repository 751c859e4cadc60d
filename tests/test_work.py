"""What one transaction remembers until it commits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import queries as actors
from fedicoop.errors import Refused
from fedicoop.work import News, Outgoing
from tests.givens import given_member

if TYPE_CHECKING:
    from fedicoop.work import Work
    from tests.clocks import StoppedClock


async def test_a_new_one_has_nothing_to_say(work: Work, clock: StoppedClock) -> None:
    assert (work.outgoing, work.wishes, work.news) == ([], [], [])
    assert work.now() == clock.now


async def test_what_is_published_waits_in_order(work: Work) -> None:
    like, delete = {"type": "Like"}, {"type": "Delete"}

    work.publish(like, inboxes=("https://a.example/inbox",))
    work.publish(delete, about="https://coop.example/notes/1")

    assert work.outgoing == [
        Outgoing(like, ("https://a.example/inbox",), ""),
        Outgoing(delete, (), "https://coop.example/notes/1"),
    ]


async def test_a_wish_is_kept_once(work: Work) -> None:
    work.wish("https://a.example/1")
    work.wish("https://a.example/2")
    work.wish("https://a.example/1")

    assert work.wishes == ["https://a.example/1", "https://a.example/2"]


async def test_news_waits_for_the_room_that_tells_it(work: Work) -> None:
    work.tell("like", "recipient", "sender", "https://coop.example/notes/1")
    work.tell("follow", "recipient", "sender")

    assert work.news == [
        News("like", "recipient", "sender", "https://coop.example/notes/1"),
        News("follow", "recipient", "sender", ""),
    ]


async def test_some_things_go_to_some_inboxes_only(work: Work) -> None:
    work.publish({"type": "Announce"}, inboxes=("https://a.example/inbox",), only=True)

    assert work.outgoing == [
        Outgoing({"type": "Announce"}, ("https://a.example/inbox",), "", only=True)
    ]


async def test_what_is_attempted_and_fails_is_neither_written_nor_said(work: Work) -> None:
    work.publish({"type": "Like"})
    work.tally("likes", "1", 1)

    async def fail() -> None:
        async with work.attempt():
            await given_member(work, "ana")
            work.publish({"type": "Create"})
            work.wish("https://a.example/1")
            work.tell("like", "recipient", "sender")
            work.tally("likes", "1", 1)
            raise Refused("no")

    with pytest.raises(Refused):
        await fail()

    assert [each.activity["type"] for each in work.outgoing] == ["Like"]
    assert (work.wishes, work.news) == ([], [])
    assert work.tallies["likes", "1"] == 1
    assert await actors.by_username(work, "ana") is None
    async with work.attempt():
        await given_member(work, "ana")
        work.publish({"type": "Create"})
    assert [each.activity["type"] for each in work.outgoing] == ["Like", "Create"]
    assert await actors.by_username(work, "ana") is not None
