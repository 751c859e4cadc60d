"""Members edit their notes; what a note said stays readable."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fedicoop.errors import Invalid, Refused
from fedicoop.posts import Visibility, queries, service
from fedicoop.posts.service import EditDraft
from tests.givens import given_member, given_stranger
from tests.posts.given import given_note, sent, told

if TYPE_CHECKING:
    from fedicoop.work import Work
    from tests.clocks import StoppedClock


async def test_an_edit_is_sent_and_what_was_said_is_kept(work: Work, clock: StoppedClock) -> None:
    ana = await given_member(work, "ana")
    post = await given_note(work, ana, "Avant")
    clock.move(timedelta(minutes=5))

    await service.edit(work, post, ana, EditDraft("Après", summary="attention"))

    (update,) = sent(work)
    assert update["type"] == "Update"
    assert update["object"]["updated"] == "2026-11-24T12:05:00Z"
    assert update["object"]["content"] == "<p>Après</p>"
    assert work.outgoing[0].about == post.uri
    (before,) = await queries.history(work, post)
    assert before.content == "<p>Avant</p>"
    assert before.written_at == post.published_at


async def test_an_edit_that_changes_nothing_is_not_sent(work: Work) -> None:
    ana = await given_member(work, "ana")
    post = await given_note(work, ana, "Pareil")

    await service.edit(work, post, ana, EditDraft("Pareil"))

    assert sent(work) == []
    assert await queries.history(work, post) == []
    assert post.updated_at is None


async def test_only_the_author_edits(work: Work) -> None:
    ana, eve = await given_member(work, "ana"), await given_member(work, "eve")
    post = await given_note(work, ana)

    with pytest.raises(Refused):
        await service.edit(work, post, eve, EditDraft("à moi"))
    await service.delete(work, post, ana)
    with pytest.raises(Refused):
        await service.edit(work, post, ana, EditDraft("revenu"))


async def test_an_edit_tells_those_it_names_anew_and_keeps_the_others(work: Work) -> None:
    ana, eve = await given_member(work, "ana"), await given_member(work, "eve")
    bob = await given_stranger(work, "bob")
    post = await given_note(work, ana, "@bob@peer.example", Visibility.FOLLOWERS)

    await service.edit(work, post, ana, EditDraft("@eve #oui"))

    (update,) = sent(work)
    assert update["to"] == [ana.followers]
    assert set(update["cc"]) == {bob.uri, eve.uri}
    assert [tag["type"] for tag in update["object"]["tag"]] == ["Mention", "Hashtag"]
    assert told(work) == [("mention", eve.id)]


async def test_an_edit_cannot_take_strangers_into_a_members_only_note(work: Work) -> None:
    ana = await given_member(work, "ana")
    await given_stranger(work, "bob")
    post = await given_note(work, ana, visibility=Visibility.MEMBERS)

    with pytest.raises(Invalid):
        await service.edit(work, post, ana, EditDraft("@bob@peer.example"))


async def test_an_edit_of_a_members_only_note_stays_here(work: Work) -> None:
    ana = await given_member(work, "ana")
    post = await given_note(work, ana, visibility=Visibility.MEMBERS)

    await service.edit(work, post, ana, EditDraft("mieux dit"))

    assert sent(work) == []
    assert post.content == "<p>mieux dit</p>"


async def test_an_edited_answer_still_goes_to_whom_it_answers(work: Work) -> None:
    ana, eve = await given_member(work, "ana"), await given_member(work, "eve")
    question = await given_note(work, eve)
    answer = await given_note(work, ana, in_reply_to=question)

    await service.edit(work, answer, ana, EditDraft("en fait non"))

    assert eve.uri in sent(work)[0]["cc"]
    assert told(work) == []
