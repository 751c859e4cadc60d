"""What a transaction says is stored with it: who gets a letter, which bytes, in which lane."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import orjson
import pytest

from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.activitypub.contexts import CONTEXT
from fedicoop.moderation import service as moderation
from fedicoop.outbox import State
from fedicoop.outbox.post import grown_reach, subject_of, without_hidden
from fedicoop.work import Outgoing
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
)

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.instance import Instance
    from fedicoop.outbox.worker import DeliveryWorker

SHARED = "https://peer.example/inbox"


async def test_an_activity_and_its_letters_are_stored_with_what_they_are_about(
    coop: Instance, ana: Actor
) -> None:
    await given_follower(coop, ana)

    activity = await publish(coop, ana)

    assert coop.posted.is_set()
    (kept,) = await activities(coop)
    assert (kept.uri, kept.type, kept.actor_uri) == (activity["id"], "Create", ana.uri)
    assert kept.is_listed
    assert orjson.loads(kept.body) == {"@context": CONTEXT, **activity}
    (letter,) = await letters(coop)
    assert (letter.inbox, letter.host, letter.state) == (SHARED, "peer.example", State.WAITING)
    assert letter.due_at == coop.clock()
    assert letter.give_up_at == coop.clock() + timedelta(days=7)


async def test_what_is_rolled_back_was_never_said(coop: Instance, ana: Actor) -> None:
    await given_follower(coop, ana)
    coop.posted.clear()

    async def say_and_fail() -> None:
        async with coop.writing() as work:
            work.publish(an_activity(work, ana, "Create", a_note(ana)))
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        await say_and_fail()

    assert await letters(coop) == []
    assert await activities(coop) == []
    assert not coop.posted.is_set()


async def test_nothing_said_costs_nothing(coop: Instance, ana: Actor) -> None:
    coop.posted.clear()

    async with coop.writing() as work:
        work.wish("https://peer.example/notes/1")

    assert not coop.posted.is_set()


async def test_a_thousand_followers_on_one_server_are_one_letter(
    coop: Instance, ana: Actor
) -> None:
    for name in ("bo", "cleo", "dani"):
        await given_follower(coop, ana, name)
    await given_follower(coop, ana, "eva", "gts.example", shared=False)
    await given_follower(coop, ana, "finn", "gts.example", shared=False)

    await publish(coop, ana)

    assert sorted(letter.inbox for letter in await letters(coop)) == [
        "https://gts.example/users/eva/inbox",
        "https://gts.example/users/finn/inbox",
        SHARED,
    ]


async def test_hidden_recipients_get_it_and_nobody_sees_them(coop: Instance, ana: Actor) -> None:
    bo = await given_follower(coop, ana)
    async with coop.writing() as work:
        note = {"id": "https://coop.example/notes/1", "type": "Note", "bcc": [bo.uri]}
        work.publish(
            {
                "id": work.urls.activity("1"),
                "type": "Create",
                "actor": ana.uri,
                "bto": [bo.uri],
                "object": note,
            }
        )

    assert [letter.inbox for letter in await letters(coop)] == [SHARED]
    (kept,) = await activities(coop)
    assert b"bto" not in kept.body
    assert b"bcc" not in kept.body
    assert bo.uri.encode() not in kept.body
    assert not kept.is_listed


def test_hidden_recipients_are_taken_out_at_every_depth() -> None:
    document = {"bto": "a", "object": [{"bcc": ["b"], "tag": [{"bto": "c", "name": "d"}]}, 1]}

    assert without_hidden(document) == {"object": [{"tag": [{"name": "d"}]}, 1]}


async def test_a_blocked_server_gets_no_letter(coop: Instance, ana: Actor) -> None:
    await given_follower(coop, ana)
    await given_follower(coop, ana, "eva", "other.example")
    async with coop.writing() as work:
        await moderation.block_host(work, None, "peer.example", "spam")

    await publish(coop, ana)

    assert [letter.host for letter in await letters(coop)] == ["other.example"]


async def test_we_cannot_speak_for_others(coop: Instance, ana: Actor) -> None:
    bo = await given_follower(coop, ana)

    with pytest.raises(ValueError, match="we cannot speak for"):
        async with coop.writing() as work:
            work.publish(an_activity(work, bo, "Create", a_note(bo)))


async def test_an_activity_without_an_id_is_our_mistake(coop: Instance, ana: Actor) -> None:
    with pytest.raises(ValueError, match="an activity without an id: Create"):
        async with coop.writing() as work:
            work.publish({"type": "Create", "actor": ana.uri, "object": a_note(ana)})

    assert await activities(coop) == []


async def test_what_is_said_again_goes_out_again_with_its_new_words(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    ident = "https://coop.example/notes/bonjour#create"
    await publish(coop, ana, id=ident)
    await worker.run_once()

    async with coop.writing() as work:
        note = a_note(ana, "bonsoir", "https://coop.example/notes/bonjour")
        work.publish(an_activity(work, ana, "Create", note, id=ident), about=note["id"])

    await worker.run_once()
    assert peer.got == ["Create bonjour", "Create bonsoir"]
    assert [letter["id"] for letter in peer.letters] == [ident, ident]
    assert len(await activities(coop)) == 1


async def test_what_is_said_twice_in_one_breath_is_one_activity(coop: Instance, ana: Actor) -> None:
    await given_follower(coop, ana)
    async with coop.writing() as work:
        for text in ("one", "two"):
            note = a_note(ana, text, "https://coop.example/notes/1")
            work.publish(an_activity(work, ana, "Create", note, id="https://coop.example/#1"))

    (kept,) = await activities(coop)
    assert orjson.loads(kept.body)["object"]["content"] == "two"
    assert len(await letters(coop)) == 2


async def test_an_update_goes_to_whoever_ever_got_the_note(coop: Instance, ana: Actor) -> None:
    await given_follower(coop, ana)
    await publish(coop, ana)
    await given_follower(coop, ana, "eva", "other.example")

    await publish(coop, ana, kind="Update", to=[PUBLIC], cc=[])

    assert [letter.host for letter in await letters(coop)] == ["peer.example", "peer.example"]


async def test_a_delete_goes_to_whoever_ever_got_the_note_and_lives_thirty_days(
    coop: Instance, ana: Actor
) -> None:
    await given_follower(coop, ana)
    async with coop.writing() as work:
        note = a_note(ana)
        work.publish(an_activity(work, ana, "Create", note), about=note["id"])
        work.publish(an_activity(work, ana, "Delete", note["id"], to=[], cc=[]), about=note["id"])

    _, letter = await letters(coop)
    assert letter.inbox == SHARED
    assert letter.give_up_at == coop.clock() + timedelta(days=30)
    assert await reach_of(coop, note["id"]) == {SHARED}


async def test_an_undo_reaches_whoever_heard_of_what_is_undone(coop: Instance, ana: Actor) -> None:
    await given_follower(coop, ana)
    async with coop.writing() as work:
        boost = an_activity(work, ana, "Announce", "https://other.example/notes/1")
        work.publish(boost, about="https://other.example/notes/1")
    async with coop.writing() as work:
        work.publish(an_activity(work, ana, "Undo", boost, to=[], cc=[]))

    boosted, undone = await letters(coop)
    assert undone.inbox == boosted.inbox
    assert undone.lane == boosted.lane


async def test_letters_about_one_thing_to_one_inbox_share_a_lane(
    coop: Instance, ana: Actor
) -> None:
    await given_follower(coop, ana)
    await publish(coop, ana, "one")
    await publish(coop, ana, "one", "Update")
    await publish(coop, ana, "two")

    lanes = [letter.lane for letter in await letters(coop)]
    assert lanes[0] == lanes[1] != lanes[2]


async def test_a_letter_to_a_silent_host_waits_with_its_others(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    await given_follower(coop, ana, "eva", "other.example")
    peer.says = down
    Peer(peer.internet, peer.clock, "other.example").says = lambda _letter: 500
    await publish(coop, ana)
    await worker.run_once()

    await publish(coop, ana, "two")

    due = {letter.host: letter.due_at for letter in (await letters(coop))[2:]}
    assert due["peer.example"] == coop.clock() + timedelta(minutes=1)
    assert due["other.example"] == coop.clock()


ACTOR = "https://coop.example/users/ana"
FOLLOW = {"id": "https://coop.example/activities/f", "type": "Follow", "object": "https://p/bo"}


@pytest.mark.parametrize(
    ("activity", "about", "subject"),
    [
        ({"type": "Create", "object": {"id": "https://c/1"}}, "", "https://c/1"),
        ({"type": "Announce", "object": "https://p/1"}, "https://p/2", "https://p/2"),
        ({"type": "Undo", "object": FOLLOW}, "", "https://p/bo"),
        ({"type": "Undo", "object": {"id": "https://c/f"}}, "", "https://c/f"),
        ({"type": "Undo", "object": {"type": "Follow"}}, "", ""),
        ({"type": "Undo", "object": "https://c/f"}, "", "https://c/f"),
        ({"type": "Flag", "object": ["https://p/bo", "https://p/1"]}, "", ""),
    ],
)
def test_what_an_activity_is_about(activity: dict[str, object], about: str, subject: str) -> None:
    assert subject_of(Outgoing(activity, about=about)) == subject


@pytest.mark.parametrize(
    ("activity", "about", "known"),
    [
        ({"type": "Create", "object": {"id": "https://c/1"}}, "", [ACTOR, "https://c/1"]),
        ({"type": "Update", "object": {"id": ACTOR}}, ACTOR, [ACTOR]),
        (
            {"id": "https://c/b", "type": "Announce", "object": "https://p/1"},
            "https://p/1",
            [ACTOR, "https://p/1", "https://c/b"],
        ),
        (
            {"id": "https://c/l", "type": "Like", "object": "https://p/1"},
            "",
            [ACTOR, "https://c/l"],
        ),
        ({"type": "Accept", "object": FOLLOW}, "", [ACTOR]),
        ({"type": "Delete", "object": "https://c/1"}, "https://c/1", []),
        ({"type": "Undo", "object": FOLLOW}, "", []),
    ],
)
def test_what_an_inbox_knows_of_afterwards(
    activity: dict[str, object], about: str, known: list[str]
) -> None:
    assert grown_reach(Outgoing(activity | {"actor": ACTOR}, about=about)) == known


async def test_many_letters_in_one_transaction_are_all_there(coop: Instance, ana: Actor) -> None:
    inboxes = tuple(f"https://h{number}.example/inbox" for number in range(1200))
    async with coop.writing() as work:
        activity = an_activity(work, ana, "Create", a_note(ana))
        work.publish(activity, inboxes=inboxes, about="https://coop.example/notes/bonjour")

    assert {letter.inbox for letter in await letters(coop)} == set(inboxes)
    assert await reach_of(coop, ana.uri) == set(inboxes)


async def test_what_is_for_some_inboxes_only_goes_nowhere_else(coop: Instance, ana: Actor) -> None:
    """Neither to followers nor to whom it names; and never to a blocked server."""
    await given_follower(coop, ana)
    doors = ("https://third.example/inbox", "https://coop.example/inbox")
    async with coop.writing() as work:
        activity = an_activity(work, ana, "Announce", "https://coop.example/notes/1")
        work.publish(activity, inboxes=doors, only=True)

    assert [letter.inbox for letter in await letters(coop)] == ["https://third.example/inbox"]
