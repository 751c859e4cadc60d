"""Deleting: a tombstone stays, the word goes out, nothing comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.errors import Refused
from fedicoop.posts import (
    Attachment,
    Bookmark,
    Boost,
    Like,
    Mention,
    Post,
    Revision,
    Tag,
    queries,
    service,
)
from fedicoop.posts.federation import tombstone
from fedicoop.posts.service import EditDraft
from tests.givens import given_member, given_stranger
from tests.posts.given import a_note, given_follow, given_note, hear, heard, says, sent, told

if TYPE_CHECKING:
    from fedicoop.work import Work


async def test_a_deleted_note_leaves_a_tombstone_and_no_word_of_it(work: Work) -> None:
    ana, eve = await given_member(work, "ana"), await given_member(work, "eve")
    post = await given_note(work, ana, "secret @eve #tag", summary="cw")
    await service.edit(work, post, ana, EditDraft("autre secret @eve #tag"))
    await service.like(work, eve, post)
    await service.boost(work, eve, post)
    await service.bookmark(work, eve, post)
    work.outgoing.clear()

    await service.delete(work, post, ana)

    (delete,) = sent(work)
    assert delete["object"]["type"] == "Tombstone"
    assert (delete["to"], delete["cc"]) == ([PUBLIC], [ana.followers, eve.uri])
    assert work.outgoing[0].about == post.uri
    assert "secret" not in str(vars(post))
    for table in (Attachment, Bookmark, Boost, Like, Mention, Revision, Tag):
        assert await work.session.scalar(select(func.count()).select_from(table)) == 0
    assert tombstone(post)["formerType"] == "Note"
    assert ana.posts_count == 0


async def test_deleting_twice_says_it_once(work: Work) -> None:
    ana = await given_member(work, "ana")
    post = await given_note(work, ana)

    await service.delete(work, post, ana)
    await service.delete(work, post, ana)

    assert len(sent(work)) == 1


async def test_a_members_only_note_is_deleted_in_silence(work: Work) -> None:
    ana = await given_member(work, "ana")
    post = await given_note(work, ana, visibility="members")

    await service.delete(work, post, ana)

    assert sent(work) == []


async def test_a_stranger_may_not_delete_but_a_moderator_may(work: Work) -> None:
    ana, eve = await given_member(work, "ana"), await given_member(work, "eve")
    post = await given_note(work, ana)

    with pytest.raises(Refused):
        await service.delete(work, post, eve)
    await service.delete(work, post, eve, moderates=True)

    assert post.is_deleted
    assert sent(work)[0]["actor"] == ana.uri


async def test_a_moderator_takes_a_post_of_others_away_from_here_only(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    await given_follow(work, ana, bob)
    post = await heard(work, bob)

    await service.delete(work, post, ana, moderates=True)

    assert post.is_deleted
    assert sent(work) == []


async def test_an_answer_that_goes_is_no_longer_counted(work: Work) -> None:
    ana = await given_member(work, "ana")
    question = await given_note(work, ana)
    answer = await given_note(work, ana, in_reply_to=question)

    await service.delete(work, answer, ana)

    assert question.replies_count == 0


@pytest.mark.parametrize("form", ["bare", "tombstone", "note"])
async def test_others_delete_their_posts_in_every_form(work: Work, form: str) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    await given_follow(work, ana, bob)
    post = await heard(work, bob)
    inner: dict[str, dict[str, object] | str] = {
        "bare": post.uri,
        "tombstone": {"id": post.uri, "type": "Tombstone"},
        "note": a_note(bob),
    }

    await hear(work, says("Delete", bob, inner[form]), bob)

    assert post.is_deleted
    assert sent(work) == []


async def test_what_was_deleted_never_comes_back(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    await given_follow(work, ana, bob)
    post = await heard(work, bob)
    await hear(work, says("Delete", bob, post.uri), bob)

    for kind in ("Create", "Update"):
        await hear(work, says(kind, bob, a_note(bob)), bob)
    await hear(work, says("Announce", bob, post.uri), bob)

    assert post.content == ""
    assert post.is_deleted
    assert told(work) == []


async def test_a_delete_that_comes_first_is_remembered(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    await given_follow(work, ana, bob)
    uri = f"{bob.uri}/notes/1"

    await hear(work, says("Delete", bob, {"id": uri, "type": "Tombstone"}), bob)
    await hear(work, says("Create", bob, a_note(bob)), bob)

    post = await queries.by_uri(work, uri)
    assert post is not None
    assert post.is_deleted
    assert post.content == ""


async def test_a_delete_by_somebody_we_never_met_leaves_no_trace(work: Work) -> None:
    stranger = "https://peer.example/users/nobody"
    activity = {"id": f"{stranger}#d", "type": "Delete", "object": f"{stranger}/1"}

    await hear(work, activity, stranger)

    assert await work.session.scalar(select(func.count()).select_from(Post)) == 0


async def test_answers_to_a_deleted_post_still_hang_together(work: Work) -> None:
    ana = await given_member(work, "ana")
    root = await given_note(work, ana, "racine")
    middle = await given_note(work, ana, "milieu", in_reply_to=root)
    leaf = await given_note(work, ana, "feuille", in_reply_to=middle)

    await service.delete(work, middle, ana)
    thread = await queries.thread(work, root, None)

    assert [(each.shown.post.id, each.depth) for each in thread.replies] == [(leaf.id, 1)]


async def test_all_that_somebody_wrote_is_erased_in_portions(work: Work) -> None:
    ana = await given_member(work, "ana")
    for number in range(3):
        await given_note(work, ana, f"note {number}")

    assert await service.erase_author(work, ana, limit=2) == 2
    assert await service.erase_author(work, ana, limit=2) == 1
    assert await service.erase_author(work, ana, limit=2) == 0

    assert sent(work) == []
    assert await work.session.scalar(select(func.count()).where(Post.content != "")) == 0
