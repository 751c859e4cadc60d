"""Answers: where they hang, who may write them, and how far they are heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import service as actors
from fedicoop.errors import Invalid, NotFound
from fedicoop.posts import Visibility, queries, service
from fedicoop.posts.service import NoteDraft
from tests.givens import given_member, given_stranger
from tests.posts.given import a_note, given_follow, given_note, hear, heard, says, sent, told

if TYPE_CHECKING:
    from fedicoop.work import Work


async def test_an_answer_goes_to_the_author_it_answers(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    await given_follow(work, ana, bob)
    question = await heard(work, bob)

    answer = await service.publish(work, ana, NoteDraft("Oui", in_reply_to=question))

    note = sent(work)[0]["object"]
    assert note["inReplyTo"] == question.uri
    assert bob.uri in note["cc"]
    assert [tag["href"] for tag in note["tag"]] == [bob.uri]
    assert answer.conversation == question.conversation == question.uri
    assert question.replies_count == 1


async def test_a_member_hears_that_she_was_answered(work: Work) -> None:
    ana, eve = await given_member(work, "ana"), await given_member(work, "eve")
    question = await given_note(work, ana)

    await service.publish(work, eve, NoteDraft("@ana oui", in_reply_to=question))

    assert told(work) == [("reply", ana.id)]


async def test_an_answer_from_elsewhere_is_counted_and_told(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    question = await given_note(work, ana)
    answer = a_note(bob, inReplyTo=question.uri)

    await hear(work, says("Create", bob, answer), bob)

    assert question.replies_count == 1
    assert told(work) == [("reply", ana.id)]


@pytest.mark.parametrize(
    ("parent", "wider"),
    [
        ("members", "public"),
        ("members", "followers"),
        ("followers", "public"),
        ("followers", "members"),
        ("direct", "members"),
    ],
)
async def test_an_answer_is_never_heard_further_than_the_question(
    work: Work, parent: str, wider: str
) -> None:
    ana = await given_member(work, "ana")
    question = await given_note(work, ana, visibility=parent)

    with pytest.raises(Invalid) as refusal:
        await service.publish(work, ana, NoteDraft("…", wider, in_reply_to=question))

    assert list(refusal.value.fields) == ["visibility"]


async def test_members_answer_members_among_themselves(work: Work) -> None:
    ana, eve = await given_member(work, "ana"), await given_member(work, "eve")
    question = await given_note(work, ana, visibility="members")

    await service.publish(work, eve, NoteDraft("…", Visibility.MEMBERS, in_reply_to=question))

    assert sent(work) == []
    assert question.replies_count == 1


async def test_a_private_answer_to_members_cannot_take_strangers_in(work: Work) -> None:
    ana = await given_member(work, "ana")
    await given_stranger(work, "bob")
    question = await given_note(work, ana, visibility="members")

    with pytest.raises(Invalid):
        await service.publish(
            work, ana, NoteDraft("@bob@peer.example", Visibility.DIRECT, in_reply_to=question)
        )


async def test_nobody_answers_what_she_does_not_see(work: Work) -> None:
    ana, eve = await given_member(work, "ana"), await given_member(work, "eve")
    secret = await given_note(work, ana, visibility="direct")

    with pytest.raises(NotFound):
        await service.publish(work, eve, NoteDraft("?", Visibility.DIRECT, in_reply_to=secret))


async def test_who_is_blocked_cannot_answer(work: Work) -> None:
    ana, eve = await given_member(work, "ana"), await given_member(work, "eve")
    question = await given_note(work, ana)
    await actors.block(work, ana, eve)

    with pytest.raises(NotFound):
        await service.publish(work, eve, NoteDraft("?", in_reply_to=question))


async def test_private_answers_are_not_counted_in_public(work: Work) -> None:
    ana, eve = await given_member(work, "ana"), await given_member(work, "eve")
    question = await given_note(work, ana)

    await given_note(work, eve, visibility="direct", in_reply_to=question)

    assert question.replies_count == 0


async def test_an_answer_that_came_first_is_hung_under_its_question(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    await given_follow(work, ana, bob)
    answer = await heard(work, bob, 2, inReplyTo=f"{bob.uri}/notes/1")
    below = await given_note(work, ana, in_reply_to=answer)
    assert below.conversation == answer.uri

    question = await heard(work, bob, 1)

    assert answer.in_reply_to_id == question.id
    assert answer.conversation == below.conversation == question.uri
    assert question.replies_count == 1


async def test_a_missing_question_is_wished_for(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    await given_follow(work, ana, bob)
    answer = a_note(bob, inReplyTo="https://else.example/notes/7")

    await hear(work, says("Create", bob, answer), bob)

    assert work.wishes == ["https://else.example/notes/7"]


async def test_two_posts_that_answer_each_other_make_no_loop(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    await given_follow(work, ana, bob)
    one = await heard(work, bob, 1, inReplyTo=f"{bob.uri}/notes/2")
    two = await heard(work, bob, 2, inReplyTo=f"{bob.uri}/notes/1")

    thread = await queries.thread(work, two, ana)

    assert [item.post.id for item in thread.ancestors] == [one.id]
    assert thread.replies == []
