"""Security cases, at the door of this room: what the inbox lets through is checked once more.

Each test is named after its case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.actors import service as actors
from fedicoop.errors import FedicoopError, NotFound, Refused
from fedicoop.posts import Visibility, federation, queries, service
from fedicoop.posts.service import NoteDraft
from tests.givens import given_member, given_stranger
from tests.posts.given import a_note, given_follow, given_note, hear, heard, says, sent, told

if TYPE_CHECKING:
    from fedicoop.work import Work


async def test_auth_001_nobody_publishes_under_the_id_of_another_host(work: Work) -> None:
    ana, mallory = await given_member(work, "ana"), await given_stranger(work, "mallory")
    await given_follow(work, ana, mallory)

    for uri in ("https://victim.example/notes/1", "https://coop.example/notes/1"):
        with pytest.raises(Refused):
            await hear(work, says("Create", mallory, a_note(mallory, id=uri)), mallory)
        assert await queries.by_uri(work, uri) is None


@pytest.mark.parametrize(
    "author", ["https://victim.example/users/bob", "https://peer.example/users/alice"]
)
async def test_auth_002_nobody_publishes_in_the_name_of_another(work: Work, author: str) -> None:
    ana, mallory = await given_member(work, "ana"), await given_stranger(work, "mallory")
    await given_follow(work, ana, mallory)

    with pytest.raises(Refused):
        await hear(work, says("Create", mallory, a_note(mallory, attributedTo=author)), mallory)


@pytest.mark.parametrize("author", [1, ["one"], "ana", "https://coop.example/users/ana"])
async def test_auth_003_no_form_of_author_makes_a_post_of_ours(work: Work, author: object) -> None:
    ana, mallory = await given_member(work, "ana"), await given_stranger(work, "mallory")
    await given_follow(work, ana, mallory)
    note = a_note(mallory, attributedTo=author)

    try:
        await hear(work, says("Create", mallory, note), mallory)
    except FedicoopError:
        return
    post = await queries.by_uri(work, note["id"])
    assert post is None or post.author_id == mallory.id


async def test_auth_006_a_delete_does_not_pre_empt_another_author(work: Work) -> None:
    ana, alice = await given_member(work, "ana"), await given_stranger(work, "alice")
    eve = await given_stranger(work, "eve")
    await given_follow(work, ana, alice)
    uri = f"{alice.uri}/notes/1"

    await hear(work, says("Delete", eve, uri), eve)
    assert await federation.handlers.known(work, uri) is None
    post = await heard(work, alice)

    assert not post.is_deleted
    assert post.author_id == alice.id


async def test_auth_006_the_true_authors_delete_takes_over_a_bare_one(work: Work) -> None:
    ana, alice = await given_member(work, "ana"), await given_stranger(work, "alice")
    eve = await given_stranger(work, "eve")
    await given_follow(work, ana, alice)
    uri = f"{alice.uri}/notes/1"

    await hear(work, says("Delete", eve, uri), eve)
    await hear(work, says("Delete", alice, uri), alice)
    await hear(work, says("Create", alice, a_note(alice)), alice)

    post = await queries.by_uri(work, uri)
    assert post is not None
    assert post.is_deleted


async def test_auth_006_like_and_boost_ids_are_on_the_senders_host_and_used_once(
    work: Work,
) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    eve = await given_stranger(work, "eve")
    post, other = await given_note(work, ana), await given_note(work, ana)
    await hear(work, says("Like", bob, post.uri), bob)
    await hear(work, says("Announce", bob, post.uri, to=[PUBLIC]), bob)
    taken = f"{bob.uri}/activities/like"

    for activity in (
        says("Like", eve, post.uri, id=taken),
        says("Like", eve, post.uri, id="https://victim.example/1"),
        says("Announce", eve, post.uri, id="https://coop.example/activities/1", to=[PUBLIC]),
        says("Announce", eve, post.uri, id=f"{bob.uri}/activities/announce", to=[PUBLIC]),
    ):
        with pytest.raises(Refused):
            await hear(work, activity, eve)
    with pytest.raises(Refused):
        await hear(work, says("Like", bob, other.uri), bob)

    assert (post.likes_count, post.boosts_count) == (1, 1)


async def test_auth_009_a_stranger_does_not_edit(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    mallory = await given_stranger(work, "mallory", "evil.example")
    await given_follow(work, ana, bob)
    post = await heard(work, bob)
    forged = a_note(bob, content="forged", attributedTo=mallory.uri)

    for kind in ("Update", "Create"):
        with pytest.raises(Refused):
            await hear(work, says(kind, mallory, forged), mallory)

    assert post.content == "<p>Hello</p>"


@pytest.mark.parametrize(
    ("case", "host"), [("auth-010", "evil.example"), ("auth-012", "peer.example")]
)
async def test_auth_010_012_a_stranger_does_not_delete(work: Work, case: str, host: str) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    eve = await given_stranger(work, "eve", host)
    await given_follow(work, ana, bob)
    post = await heard(work, bob)

    for inner in (post.uri, {"type": "Tombstone", "id": post.uri}, a_note(bob)):
        with pytest.raises(Refused):
            await hear(work, says("Delete", eve, inner), eve)

    assert not post.is_deleted


async def test_auth_011_a_note_of_ours_is_not_deleted_from_elsewhere(work: Work) -> None:
    ana, mallory = await given_member(work, "ana"), await given_stranger(work, "mallory")
    post = await given_note(work, ana)

    for uri in (post.uri, "https://coop.example/notes/other"):
        with pytest.raises(Refused):
            await hear(work, says("Delete", mallory, uri), mallory)

    assert not post.is_deleted
    assert await queries.by_uri(work, "https://coop.example/notes/other") is None


async def test_auth_013_a_tombstone_names_only_ones_own(work: Work) -> None:
    mallory = await given_stranger(work, "mallory")
    uri = "https://victim.example/notes/1"

    with pytest.raises(Refused):
        await hear(work, says("Delete", mallory, {"type": "Tombstone", "id": uri}), mallory)

    assert await queries.by_uri(work, uri) is None


async def test_auth_015_an_edit_changes_words_not_types_authors_or_audience(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    await given_follow(work, ana, bob)
    post = await heard(work, bob, to=[bob.followers], cc=[])

    await hear(work, says("Update", bob, a_note(bob, type="Article", content="x")), bob)

    assert (post.type, post.visibility, post.author_id) == ("Note", "followers", bob.id)


@pytest.mark.parametrize("kind", ["Like", "Announce"])
async def test_auth_018_nobody_undoes_what_another_did(work: Work, kind: str) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    eve = await given_stranger(work, "eve")
    post = await given_note(work, ana)
    deed = says(kind, bob, post.uri, to=[PUBLIC])
    await hear(work, deed, bob)

    for inner in (deed["id"], deed, {**deed, "id": f"{eve.uri}#mine"}):
        with pytest.raises(Refused):
            await hear(work, says("Undo", eve, inner), eve)

    assert post.likes_count + post.boosts_count == 1


async def test_auth_025_an_announced_update_or_delete_is_only_a_reason_to_look(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    club = await given_stranger(work, "club", "evil.example", kind="Group")
    await given_follow(work, ana, bob)
    await given_follow(work, ana, club)
    post = await heard(work, bob)
    ours = await given_note(work, ana)

    for inner in (
        says("Update", bob, a_note(bob, content="forged")),
        says("Delete", bob, post.uri),
        says("Delete", ana, ours.uri),
    ):
        await hear(work, says("Announce", club, inner, to=[PUBLIC]), club)

    assert post.content == "<p>Hello</p>"
    assert not post.is_deleted
    assert not ours.is_deleted
    assert work.wishes == [post.uri]
    assert post.boosts_count == 0


async def test_auth_035_nobody_arranges_anothers_profile(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    eve = await given_stranger(work, "eve")
    await given_follow(work, ana, bob)
    post = await heard(work, bob)
    await hear(work, says("Add", bob, post.uri, target=bob.featured), bob)

    await hear(work, says("Remove", eve, post.uri, target=bob.featured), eve)
    with pytest.raises(Refused):
        await hear(work, says("Add", eve, post.uri, target=eve.featured), eve)

    assert [item.post for item in await queries.pinned_of(work, bob, None)] == [post]
    assert await queries.pinned_of(work, eve, None) == []


async def test_auth_039_nothing_of_the_suspended_comes_back_by_boosts(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    alice = await given_stranger(work, "alice")
    await given_follow(work, ana, bob)
    await given_follow(work, ana, alice)
    post = await heard(work, bob)
    await hear(work, says("Announce", alice, post.uri, to=[PUBLIC]), alice)
    await actors.suspend(work, bob)

    assert (await queries.home(work, ana)).items == []
    with pytest.raises(NotFound):
        await hear(work, says("Announce", alice, post.uri, id=f"{alice.uri}#2", to=[PUBLIC]), alice)
    with pytest.raises(Refused):
        await federation.handlers.objects["Note"](work, a_note(bob, 2))


async def test_priv_004_005_outboxes_hold_only_what_is_open(work: Work) -> None:
    ana = await given_member(work, "ana")
    notes = {each: await given_note(work, ana, visibility=each) for each in Visibility}

    page = await queries.outbox(work, ana)

    assert [entry.post for entry in page.items] == [
        notes[Visibility.UNLISTED],
        notes[Visibility.PUBLIC],
    ]
    assert await queries.outbox_size(work, ana) == 2


async def test_priv_006_a_public_thread_shows_no_private_answer(work: Work) -> None:
    ana, eve = await given_member(work, "ana"), await given_member(work, "eve")
    question = await given_note(work, ana)
    secret = await given_note(work, eve, visibility="direct", in_reply_to=question)
    below = await given_note(work, ana, visibility="direct", in_reply_to=secret)

    thread = await queries.thread(work, question, None)

    assert thread.replies == []
    assert (await queries.replies_to(work, question)).items == []
    document = federation.to_ap(work.urls, question)
    assert document["replies"]["totalItems"] == 0
    theirs = await queries.thread(work, question, eve)
    assert [each.shown.post.id for each in theirs.replies] == [secret.id, below.id]


async def test_priv_008_a_hashtag_page_shows_no_private_post(work: Work) -> None:
    ana, eve = await given_member(work, "ana"), await given_member(work, "eve")
    notes = {each: await given_note(work, ana, "#coop", each) for each in Visibility}

    everybody = await queries.tagged(work, "coop", None)
    members = await queries.tagged(work, "#Coop", eve)

    assert [item.post for item in everybody.items] == [notes[Visibility.PUBLIC]]
    assert {item.post.visibility for item in members.items} == {"public", "network", "members"}


async def test_priv_010_pins_show_nothing_that_is_not_open(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    await given_follow(work, ana, bob)
    post = await heard(work, bob, to=[bob.followers], cc=[])

    with pytest.raises(Refused):
        await hear(work, says("Add", bob, post.uri, target=bob.featured), bob)

    assert await queries.pinned_of(work, bob, ana) == []


async def test_priv_016_hidden_recipients_are_in_no_document_of_ours(work: Work) -> None:
    ana = await given_member(work, "ana")

    await service.publish(work, ana, NoteDraft("Bonjour"))

    said = str(sent(work))
    assert "'bto'" not in said
    assert "'bcc'" not in said


async def test_soc_027_what_one_may_not_see_cannot_be_touched(work: Work) -> None:
    ana, mallory = await given_member(work, "ana"), await given_stranger(work, "mallory")
    for visibility in (
        Visibility.MEMBERS,
        Visibility.NETWORK,
        Visibility.DIRECT,
        Visibility.FOLLOWERS,
    ):
        post = await given_note(work, ana, visibility=visibility)
        for activity in (
            says("Like", mallory, post.uri),
            says("Announce", mallory, post.uri, to=[PUBLIC]),
            says("Create", mallory, a_note(mallory, inReplyTo=post.uri)),
        ):
            with pytest.raises(FedicoopError):
                await hear(work, activity, mallory)
        assert (post.likes_count, post.boosts_count, post.replies_count) == (0, 0, 0)
    assert told(work) == []


async def test_soc_004_toggling_a_thousand_times_leaves_no_trace_in_the_counts(
    work: Work,
) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    post = await given_note(work, ana)
    like = says("Like", bob, post.uri)

    for _ in range(20):
        await hear(work, like, bob)
        await hear(work, says("Undo", bob, like), bob)
        await hear(work, says("Undo", bob, like), bob)

    assert post.likes_count == 0


async def test_who_is_blocked_answers_to_nobody(work: Work) -> None:
    ana, mallory = await given_member(work, "ana"), await given_stranger(work, "mallory")
    post = await given_note(work, ana)
    await actors.block(work, ana, mallory)
    work.news.clear()

    with pytest.raises(Refused):
        await hear(work, says("Create", mallory, a_note(mallory, inReplyTo=post.uri)), mallory)

    assert post.replies_count == 0
    assert told(work) == []


async def test_a_thousand_mentions_are_cut(work: Work) -> None:
    ana, mallory = await given_member(work, "ana"), await given_stranger(work, "mallory")
    await given_follow(work, ana, mallory)
    people = [await given_member(work, f"m{number}") for number in range(60)]
    tags = [{"type": "Mention", "href": each.uri} for each in people]

    await hear(work, says("Create", mallory, a_note(mallory, tag=tags)), mallory)

    assert len(told(work)) <= 50
