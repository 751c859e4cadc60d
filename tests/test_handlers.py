"""The table from what others say to the function that does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.handlers import Handlers, Incoming, Known

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.work import Work


async def on_join(work: Work, incoming: Incoming) -> None:
    """Do nothing; only its name matters."""


async def on_join_event(work: Work, incoming: Incoming) -> None:
    """Do nothing; only its name matters."""


async def keep_note(work: Work, document: Document) -> None:
    """Do nothing; only its name matters."""


async def keep_actor(work: Work, document: Document) -> None:
    """Do nothing; only its name matters."""


@pytest.fixture
def handlers() -> Handlers:
    """Give a table with a handler for any Join and one for that of an event."""
    table = Handlers()
    table.on("Join")(on_join)
    table.on("Join", "Event", "Meeting")(on_join_event)
    table.on_object("Note", "Page")(keep_note)
    table.on_object("Person")(keep_actor)
    return table


def says(kind: Any, thing: Any = "https://a.example/1") -> Document:
    """Write an activity about something."""
    return {"type": kind, "actor": "https://a.example/ana", "object": thing}


def test_registering_gives_the_function_back() -> None:
    table = Handlers()

    assert table.on("Join")(on_join) is on_join
    assert table.on_object("Note")(keep_note) is keep_note


def test_the_type_of_the_object_chooses_the_handler(handlers: Handlers) -> None:
    assert handlers.find(says("Join", {"type": "Event"}), None) is on_join_event
    assert handlers.find(says("Join", {"type": "Meeting"}), None) is on_join_event
    assert handlers.find(says("Join", {"type": "Group"}), None) is on_join
    assert handlers.find(says("Join"), None) is on_join


def test_what_we_know_counts_more_than_what_is_said(handlers: Handlers) -> None:
    known = Known("Event", "https://a.example/ana")

    assert handlers.find(says("Join"), known) is on_join_event
    assert handlers.find(says("Join", {"type": "Group"}), known) is on_join_event
    assert handlers.find(says("Join", {"type": "Event"}), Known("Group", "")) is on_join


@pytest.mark.parametrize("kind", ["Dance", "", None, 7, [], {}, {"type": "Join"}])
def test_what_nobody_answers_has_no_handler(handlers: Handlers, kind: Any) -> None:
    assert handlers.find(says(kind), None) is None


@pytest.mark.parametrize("thing", [None, 7, [], [[]], {"type": 7}, {"type": {}}, "x" * 10_000])
def test_an_odd_object_has_the_handler_for_any(handlers: Handlers, thing: Any) -> None:
    assert handlers.find(says("Join", thing), None) is on_join


def test_two_answers_to_the_same_thing_are_a_mistake(handlers: Handlers) -> None:
    with pytest.raises(ValueError, match="two rooms answer Join of anything"):
        handlers.on("Join")(on_join_event)
    with pytest.raises(ValueError, match="two rooms answer Join of Event"):
        handlers.on("Join", "Event")(on_join)
    with pytest.raises(ValueError, match="two rooms keep Note"):
        handlers.on_object("Note")(keep_actor)


def test_a_document_is_kept_by_the_first_type_that_somebody_keeps(handlers: Handlers) -> None:
    assert handlers.keeper({"type": "Page"}) is keep_note
    assert handlers.keeper({"type": ["Odd", "Person", "Note"]}) is keep_actor
    assert handlers.keeper({"type": "Odd"}) is None
    assert handlers.keeper({}) is None


def test_the_tables_of_all_rooms_become_one(handlers: Handlers) -> None:
    room = Handlers()
    room.on("Like")(on_join)
    room.on_object("Event")(keep_note)

    whole = Handlers.merged([handlers, room])

    assert whole.find(says("Like"), None) is on_join
    assert whole.find(says("Join"), None) is on_join
    assert whole.keeper({"type": "Event"}) is keep_note
    assert whole.keeper({"type": "Note"}) is keep_note
    assert room.find(says("Join"), None) is None


def test_two_rooms_that_answer_the_same_thing_cannot_become_one(handlers: Handlers) -> None:
    room = Handlers()
    room.on("Join")(on_join)

    with pytest.raises(ValueError, match="two rooms answer"):
        Handlers.merged([handlers, room])


async def test_the_first_room_that_knows_an_address_says_what_it_is(
    work: Work, handlers: Handlers
) -> None:
    asked = []

    @handlers.knows
    async def posts(work: Work, uri: str) -> Known | None:
        asked.append("posts")
        return Known("Note", "https://a.example/ana") if uri.endswith("/1") else None

    room = Handlers()

    @room.knows
    async def events(work: Work, uri: str) -> Known | None:
        asked.append("events")
        return Known("Event", "") if uri.endswith("/2") else None

    whole = Handlers.merged([handlers, room])

    assert await whole.known(work, "https://a.example/1") == Known("Note", "https://a.example/ana")
    assert asked == ["posts"]
    assert await whole.known(work, "https://a.example/2") == Known("Event", "")
    assert await whole.known(work, "https://a.example/3") is None
