"""A later word makes an earlier one old or void, also on the way to who has not heard it yet."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fedicoop.actors import service as actors
from fedicoop.outbox import State
from fedicoop.outbox import collection as outbox
from tests.outbox.peers import (
    Peer,
    a_note,
    activities,
    an_activity,
    down,
    given_follower,
    here,
    letters,
    publish,
)

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.actors import Actor
    from fedicoop.instance import Instance
    from fedicoop.outbox.worker import DeliveryWorker

NOTE = "https://coop.example/notes/bonjour"


async def _say(coop: Instance, ana: Actor, kind: str, inner: Document | str) -> Document:
    async with coop.writing() as work:
        activity = an_activity(work, ana, kind, inner)
        work.publish(activity, about="" if kind == "Undo" else NOTE)
        return activity


async def test_what_was_deleted_before_it_arrived_never_arrives(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    """Its author took it back; only the Delete goes, because it may have arrived unanswered."""
    await given_follower(coop, ana)
    peer.says = down
    await publish(coop, ana)
    await worker.run_once()
    await _say(coop, ana, "Delete", {"id": NOTE, "type": "Tombstone"})

    first, second = await letters(coop)
    assert (first.state, first.due_at) == (State.DROPPED, None)
    assert first.last_error == "overtaken by Delete"
    assert second.due_at is not None
    peer.says = lambda _letter: 202
    peer.clock.now = second.due_at
    await worker.run_once()
    assert peer.got == ["Delete"]


async def test_what_was_deleted_is_no_longer_kept_here(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    await publish(coop, ana)
    update = await publish(coop, ana, kind="Update")
    await worker.run_once()

    delete = await _say(coop, ana, "Delete", NOTE)

    created, updated, deleted = await activities(coop)
    assert (created.body, created.overtaken_by) == (b"", "Delete")
    assert (updated.body, updated.overtaken_by) == (b"", "Delete")
    assert deleted.overtaken_by == ""
    async with coop.reading() as work:
        assert await outbox.activity(work, update["id"]) is None
        assert await outbox.activity(work, delete["id"]) is not None


async def test_what_is_deleted_while_a_letter_is_under_way_is_not_sent_again(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    """The letter was leased when the note was deleted; its try failed; there is no other."""
    await given_follower(coop, ana)
    peer.says = down
    await publish(coop, ana)
    (letter,) = await letters(coop)
    async with coop.writing() as work:
        mine = await work.session.get_one(type(letter), letter.id)
        mine.state = State.LEASED
        mine.leased_by = "another worker, which died"
    await _say(coop, ana, "Delete", NOTE)
    peer.says = lambda _letter: 202

    await worker.run_once()
    peer.clock.move(timedelta(seconds=1))
    await worker.run_once()

    first, second = await letters(coop)
    assert (first.state, first.last_error) == (State.DROPPED, "overtaken by Delete")
    assert second.state == State.DONE
    assert peer.got == ["Delete"]


async def test_a_boost_of_a_deleted_note_does_not_leave_any_more(
    coop: Instance, ana: Actor
) -> None:
    await given_follower(coop, ana)
    await _say(coop, ana, "Announce", NOTE)
    await _say(coop, ana, "Delete", NOTE)

    assert [letter.state for letter in await letters(coop)] == [State.DROPPED, State.WAITING]


async def test_a_like_taken_back_before_it_left_never_leaves(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    like = await _say(coop, ana, "Like", "https://peer.example/notes/1")
    await _say(coop, ana, "Undo", like)

    await worker.run_once()

    assert peer.got == ["Undo"]
    async with coop.reading() as work:
        assert await outbox.activity(work, like["id"]) is None


async def test_an_undo_that_only_names_what_it_undoes_is_enough(coop: Instance, ana: Actor) -> None:
    await given_follower(coop, ana)
    like = await _say(coop, ana, "Like", "https://peer.example/notes/1")

    await _say(coop, ana, "Undo", like["id"])

    assert [letter.state for letter in await letters(coop)] == [State.DROPPED, State.WAITING]


async def test_what_overtakes_nothing_is_sent_all_the_same(coop: Instance, ana: Actor) -> None:
    await given_follower(coop, ana)
    async with coop.writing() as work:
        work.publish(an_activity(work, ana, "Undo", {"type": "Follow"}))
        work.publish(an_activity(work, ana, "Update", {"type": "Note"}))

    assert [letter.state for letter in await letters(coop)] == [State.WAITING] * 2


async def test_an_edit_leaves_after_the_note_and_makes_its_old_text_unreadable(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    await publish(coop, ana)
    first = await publish(coop, ana, kind="Update")
    second = await publish(coop, ana, kind="Update")

    await worker.run_once()

    assert peer.got == ["Create bonjour", "Update bonjour", "Update bonjour"]
    async with coop.reading() as work:
        old = await outbox.activity(work, first["id"])
        new = await outbox.activity(work, second["id"])
    assert old is not None
    assert new is not None
    assert b'"object":"https://coop.example/notes/bonjour"' in old
    assert b'"content":"bonjour"' in new


async def test_an_edit_leaves_boosts_and_other_notes_alone(coop: Instance, ana: Actor) -> None:
    await given_follower(coop, ana)
    await _say(coop, ana, "Announce", NOTE)
    await publish(coop, ana, "two")
    await publish(coop, ana, kind="Update")

    assert [each.overtaken_by for each in await activities(coop)] == ["", "", ""]


async def test_who_leaves_takes_all_she_said_along(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    await given_follower(coop, ana)
    await publish(coop, ana)
    await worker.run_once()
    async with coop.writing() as work:
        work.publish(an_activity(work, ana, "Like", "https://peer.example/notes/1"))
    async with coop.writing() as work:
        await actors.delete(work, await here(work, ana))

    await worker.run_once()

    assert peer.got == ["Create bonjour", "Delete"]
    assert [each.body for each in (await activities(coop))[:2]] == [b"", b""]


async def test_her_end_reaches_who_once_got_something_and_follows_no_more(
    coop: Instance, ana: Actor, peer: Peer, worker: DeliveryWorker
) -> None:
    async with coop.writing() as work:
        note = a_note(ana)
        activity = an_activity(work, ana, "Create", note, to=[], cc=[])
        work.publish(activity, inboxes=("https://peer.example/users/bo/inbox",), about=note["id"])
    await worker.run_once()
    async with coop.writing() as work:
        await actors.delete(work, await here(work, ana))

    await worker.run_once()

    assert peer.got == ["Create bonjour", "Delete"]
