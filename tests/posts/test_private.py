"""Private messages: who gets them, into which conversation they go, and who cannot get in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from fedicoop.actors import service as people
from fedicoop.errors import Invalid, NotFound, Refused
from fedicoop.messages import Conversation, Standing
from fedicoop.messages import queries as messages
from fedicoop.messages import service as conversations
from fedicoop.posts import Post, queries, service
from fedicoop.posts.policy import may_report_for, people_of
from fedicoop.posts.service import EditDraft, NoteDraft
from tests.givens import given_member, given_stranger
from tests.posts.given import a_note, given_follow, given_note, hear, says, sent, told

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.actors import Actor
    from fedicoop.work import Work


def a_letter(author: Actor, *to: Actor, number: int = 1, **more: Any) -> Document:
    """Write a private note as Mastodon would."""
    tags = [{"type": "Mention", "href": each.uri, "name": f"@{each.username}"} for each in to]
    addressed: Document = {"to": [each.uri for each in to], "cc": [], "tag": tags}
    return a_note(author, number, **(addressed | more))


async def _write(work: Work, author: Actor, *to: Actor, source: str = "Bonjour") -> Post:
    post = await service.publish(work, author, NoteDraft(source, "direct", to=to))
    await work.session.flush()
    return post


async def _hears(work: Work, author: Actor, *to: Actor, **more: Any) -> Post | None:
    letter = a_letter(author, *to, **more)
    await hear(work, says("Create", author, letter), author)
    return await queries.by_uri(work, letter["id"])


async def _rows(work: Work, owner: Actor) -> list[Conversation]:
    rows = await work.session.scalars(
        select(Conversation)
        .where(Conversation.owner_id == owner.id)
        .order_by(Conversation.id)
        .execution_options(populate_existing=True)
    )
    return list(rows)


async def test_a_private_message_says_whom_it_is_for_and_nobody_else(work: Work) -> None:
    ana, ben = await given_member(work, "ana"), await given_member(work, "ben")
    bob = await given_stranger(work, "bob")

    await _write(work, ana, ben, bob, source="@cleo@else.example n'en sait rien")

    (create,) = sent(work)
    assert create["to"] == [ben.uri, bob.uri]
    assert create["cc"] == []
    names = [tag["href"] for tag in create["object"]["tag"] if tag["type"] == "Mention"]
    assert set(names) == {ben.uri, bob.uri}
    assert told(work) == [("message", ben.id)]


async def test_mastodon_and_lemmy_write_into_one_conversation(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    await given_follow(work, ana, bob)
    chat = {
        "id": f"{bob.uri}/private/2",
        "type": "ChatMessage",
        "attributedTo": bob.uri,
        "to": [ana.uri],
        "content": "<p>hi!</p>",
        "mediaType": "text/html",
    }

    await _hears(work, bob, ana)
    await hear(work, says("Create", bob, chat), bob)

    (row,) = await _rows(work, ana)
    assert (row.standing, row.unread, row.people) == (Standing.OPEN, 2, [bob.uri])
    page = await queries.letters(work, ana, row.parties)
    assert [each.post.type for each in page.items] == ["Note", "Note"]
    assert [kind for kind, _ in told(work)] == ["message", "message"]


async def test_a_chat_message_for_everybody_is_private_all_the_same(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    await given_follow(work, ana, bob)

    post = await _hears(work, bob, ana, type="ChatMessage", cc=["as:Public"])

    assert post is not None
    assert post.visibility == "direct"


async def test_who_did_not_get_a_message_does_not_get_in_by_answering_it(work: Work) -> None:
    ana, ben = await given_member(work, "ana"), await given_member(work, "ben")
    eve = await given_stranger(work, "eve")
    secret = await _write(work, ana, ben, source="4711")

    for number, cc in ((1, []), (2, [ben.uri])):
        forged = a_letter(eve, ana, number=number, inReplyTo=secret.uri) | {"cc": cc}
        with pytest.raises(Refused):
            await hear(work, says("Create", eve, forged), eve)

    page = await queries.letters(work, ana, secret.parties)
    assert [each.post.id for each in page.items] == [secret.id]
    assert not await queries.can_see(work, secret, eve)


async def test_a_message_that_claims_an_old_context_begins_a_conversation_of_its_own(
    work: Work,
) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    eve = await given_stranger(work, "eve", "evil.example")
    hers = await _hears(work, bob, ana)
    assert hers is not None

    forged = await _hears(work, eve, ana, inReplyTo=hers.uri, conversation=hers.uri)

    assert forged is not None
    assert forged.parties != hers.parties
    page = await queries.letters(work, ana, hers.parties)
    assert [each.post.id for each in page.items] == [hers.id]
    assert not await queries.can_see(work, hers, eve)


async def test_who_is_named_later_sees_only_what_she_was_sent(work: Work) -> None:
    ana, ben, cleo = [await given_member(work, name) for name in ("ana", "ben", "cleo")]
    secret = await _write(work, ana, ben, source="4711")
    shared = await _write(work, ana, ben, cleo, source="À trois")

    (row,) = await _rows(work, cleo)

    page = await queries.letters(work, cleo, row.parties)
    assert [each.post.id for each in page.items] == [shared.id]
    assert (await queries.letters(work, cleo, secret.parties)).items == []
    assert await queries.last_letters(work, cleo, [secret.parties]) == {}


async def test_a_message_to_a_thousand_people_reaches_a_bounded_number(work: Work) -> None:
    bob = await given_stranger(work, "bob")
    ours = [await given_member(work, f"m{number}") for number in range(120)]
    crowd = [*(each.uri for each in ours), *(f"https://x.example/{n}" for n in range(900))]
    letter = a_note(bob, to=crowd, cc=[])

    await hear(work, says("Create", bob, letter), bob)

    count = await work.session.scalar(select(func.count()).select_from(Conversation))
    assert count is not None
    assert 0 < count <= 100
    assert len(work.wishes) <= 5


async def test_a_message_of_ours_goes_to_twenty_people_at_most(work: Work) -> None:
    ana = await given_member(work, "ana")
    many = [await given_member(work, f"m{number}") for number in range(21)]

    with pytest.raises(Invalid):
        await _write(work, ana, *many)
    assert work.outgoing == []


async def test_a_blocked_person_is_not_heard_and_does_not_learn_why(work: Work) -> None:
    ana, ben = await given_member(work, "ana"), await given_member(work, "ben")
    eve = await given_stranger(work, "eve")
    for blocked in (ben, eve):
        await people.block(work, ana, blocked)
    work.outgoing.clear()

    with pytest.raises(Refused) as refused:
        await _write(work, ben, ana)
    assert await _hears(work, eve, ana) is None

    assert "block" not in refused.value.safe
    assert await _rows(work, ana) == []
    assert told(work) == []


async def test_a_blocked_person_among_others_writes_to_the_others(work: Work) -> None:
    ana, ben = await given_member(work, "ana"), await given_member(work, "ben")
    eve = await given_stranger(work, "eve")
    await given_follow(work, ben, eve)
    await people.block(work, ana, eve)

    assert await _hears(work, eve, ana, ben) is not None

    assert await _rows(work, ana) == []
    assert [row.unread for row in await _rows(work, ben)] == [1]


async def test_a_muted_person_is_not_counted_and_not_told(work: Work) -> None:
    ana, ben = await given_member(work, "ana"), await given_member(work, "ben")
    await people.mute(work, ana, ben)

    await _write(work, ben, ana)

    (row,) = await _rows(work, ana)
    assert row.unread == 0
    assert told(work) == []
    assert len((await queries.letters(work, ana, row.parties)).items) == 1


async def test_a_muted_conversation_is_not_counted_and_not_told(work: Work) -> None:
    ana, ben = await given_member(work, "ana"), await given_member(work, "ben")
    await _write(work, ben, ana)
    (row,) = await _rows(work, ana)
    await conversations.mute(work, row)
    work.news.clear()

    await _write(work, ben, ana)

    (row,) = await _rows(work, ana)
    assert row.unread == 0
    assert told(work) == []
    assert await messages.unread_count(work, ana) == 0


async def test_a_private_message_is_on_no_timeline_and_in_no_outbox(work: Work) -> None:
    ana, ben = await given_member(work, "ana"), await given_member(work, "ben")
    await given_follow(work, ben, ana)

    await _write(work, ana, ben, source="4711")

    for reader in (ana, ben):
        assert (await queries.home(work, reader)).items == []
        assert (await queries.local_timeline(work, reader)).items == []
        assert (await queries.public_of(work, ana, reader)).items == []
    assert (await queries.outbox(work, ana)).items == []
    assert ana.posts_count == 0


async def test_an_edit_of_a_private_message_takes_nobody_new_in(work: Work) -> None:
    ana, ben, cleo = [await given_member(work, name) for name in ("ana", "ben", "cleo")]
    letter = await _write(work, ana, ben)
    work.outgoing.clear()
    work.news.clear()

    await service.edit(work, letter, ana, EditDraft("@cleo doit le savoir"))

    (update,) = sent(work)
    assert update["to"] == [ben.uri]
    assert not await queries.can_see(work, letter, cleo)
    assert told(work) == []


async def test_whom_an_edit_elsewhere_names_gets_the_message_if_she_takes_it(work: Work) -> None:
    ana, ben = await given_member(work, "ana"), await given_member(work, "ben")
    bob = await given_stranger(work, "bob")
    await given_follow(work, ben, bob)
    await _hears(work, bob, ana)
    work.news.clear()

    await hear(
        work, says("Update", bob, a_letter(bob, ana, ben, updated="2026-11-24T12:00:00Z")), bob
    )

    (row,) = await _rows(work, ben)
    assert set(row.people) == {ana.uri, bob.uri}
    assert ("message", ben.id) in told(work)


async def test_a_deleted_message_is_unread_no_more(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    await given_follow(work, ana, bob)
    letter = await _hears(work, bob, ana)
    assert letter is not None
    assert await messages.unread_count(work, ana) == 1

    await hear(work, says("Delete", bob, letter.uri), bob)

    assert await messages.unread_count(work, ana) == 0
    assert letter.parties == ""


async def test_a_note_to_nobody_is_for_its_author_alone(work: Work) -> None:
    ana = await given_member(work, "ana")

    await given_note(work, ana, "À ne pas oublier", "direct")

    (row,) = await _rows(work, ana)
    assert (row.people, row.unread) == ([], 0)


async def test_strangers_who_ask_are_kept_to_a_number(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fedicoop.messages.policy.MOST_ASKING", 3)
    ana = await given_member(work, "ana")

    for number in range(5):
        await _hears(work, await given_stranger(work, f"s{number}"), ana)

    assert await messages.asked_count(work, ana) == 3


async def test_one_server_does_not_take_all_the_room_of_those_who_ask(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fedicoop.messages.policy.MOST_ASKING_OF_HOST", 2)
    ana = await given_member(work, "ana")

    for number in range(4):
        await _hears(work, await given_stranger(work, f"s{number}", "evil.example"), ana)
    await _hears(work, await given_stranger(work, "good", "good.example"), ana)

    rows = await _rows(work, ana)
    assert [urlsplit(row.people[0]).hostname for row in rows] == [
        "evil.example",
        "evil.example",
        "good.example",
    ]


async def test_who_left_leaves_no_conversation(work: Work) -> None:
    ana, ben = await given_member(work, "ana"), await given_member(work, "ben")
    await _write(work, ana, ben)
    await people.delete(work, ana)

    await conversations.forget_departed(work)

    assert await _rows(work, ana) == []
    assert len(await _rows(work, ben)) == 1


async def test_an_answer_to_a_message_one_does_not_see_is_not_possible(work: Work) -> None:
    ana, ben, cleo = [await given_member(work, name) for name in ("ana", "ben", "cleo")]
    secret = await _write(work, ana, ben)

    draft = NoteDraft("Et moi ?", "direct", in_reply_to=secret, to=(ana,))
    with pytest.raises(NotFound):
        await service.publish(work, cleo, draft)


async def test_a_server_lays_open_only_what_it_got_itself(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    letter = await _write(work, ana, bob)
    public = await given_note(work, ana)

    assert people_of(letter) == (ana.uri, bob.uri)
    assert may_report_for(letter, "peer.example")
    assert not may_report_for(letter, "evil.example")
    assert may_report_for(public, "evil.example")
