"""What others publish: kept when it concerns somebody here."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import service as actors
from fedicoop.errors import Malformed, NeedsObject, Refused
from fedicoop.posts import federation, queries
from tests.givens import given_member, given_stranger
from tests.posts.given import (
    a_note,
    given_follow,
    given_note,
    hear,
    heard,
    says,
    table,
    told,
)

if TYPE_CHECKING:
    from fedicoop.work import Work
    from tests.clocks import StoppedClock


async def test_what_concerns_nobody_here_is_dropped(work: Work) -> None:
    bob = await given_stranger(work, "bob")

    await hear(work, says("Create", bob, a_note(bob)), bob)

    assert await queries.by_uri(work, f"{bob.uri}/notes/1") is None


async def test_a_followed_authors_note_is_kept_whole(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    await given_follow(work, ana, bob)
    note = a_note(
        bob,
        summary="spoiler",
        sensitive=True,
        contentMap={"en": "<p>Hello</p>"},
        tag=[
            {"type": "Mention", "href": ana.uri, "name": "@ana@coop.example"},
            {"type": "Hashtag", "name": "#Solar", "href": "https://peer.example/tags/solar"},
        ],
        attachment=[
            {
                "type": "Document",
                "mediaType": "image/png",
                "url": "https://peer.example/x.png",
                "name": "A panel",
                "width": 640,
                "height": 480,
                "blurhash": "UBL_:rOpGG-oBUNG",
            }
        ],
        likes={"id": f"{bob.uri}/notes/1/likes", "type": "Collection", "totalItems": 7},
    )

    await hear(work, says("Create", bob, note), bob)

    post = await queries.by_uri(work, note["id"])
    assert post is not None
    assert (post.content, post.summary, post.sensitive) == ("<p>Hello</p>", "spoiler", True)
    assert (post.language, post.visibility, post.likes_count) == ("en", "public", 7)
    assert [tag.name for tag in post.tags] == ["solar"]
    assert [each.actor for each in post.mentions] == [ana]
    assert (post.attachments[0].alt, post.attachments[0].width) == ("A panel", 640)
    assert told(work) == [("mention", ana.id)]
    assert bob.posts_count == 1


async def test_a_stranger_who_writes_to_a_member_is_heard_unless_blocked(work: Work) -> None:
    ana = await given_member(work, "ana")
    bob, eve = await given_stranger(work, "bob"), await given_stranger(work, "eve")
    await actors.block(work, ana, eve)

    for sender in (bob, eve):
        direct = a_note(sender, to=[ana.uri], cc=[])
        await hear(work, says("Create", sender, direct), sender)

    kept = await queries.by_uri(work, f"{bob.uri}/notes/1")
    assert kept is not None
    assert kept.visibility == "direct"
    assert await queries.can_see(work, kept, ana)
    assert await queries.by_uri(work, f"{eve.uri}/notes/1") is None
    assert told(work) == [("message_request", ana.id)]


async def test_an_answer_to_a_post_we_know_is_kept(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    zoe = await given_stranger(work, "zoe", "zoe.example")
    await given_follow(work, ana, bob)
    question = await heard(work, bob)

    answer = await heard(work, zoe, inReplyTo=question.uri)

    assert answer.in_reply_to_id == question.id
    assert answer.conversation == question.uri


async def test_the_same_create_twice_is_one_post(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    await given_follow(work, ana, bob)
    post = await heard(work, bob)

    await hear(work, says("Create", bob, a_note(bob)), bob)

    assert await queries.history(work, post) == []
    assert bob.posts_count == 1


async def test_addresses_of_the_activity_count_when_the_object_has_none(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    await given_follow(work, ana, bob)
    note = a_note(bob)
    to, cc = note.pop("to"), note.pop("cc")

    await hear(work, says("Create", bob, note, to=to, cc=cc), bob)

    post = await queries.by_uri(work, note["id"])
    assert post is not None
    assert post.visibility == "public"


async def test_an_edit_keeps_the_old_words_and_tells_the_newly_named(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    await given_follow(work, ana, bob)
    post = await heard(work, bob)
    mention = {"type": "Mention", "href": ana.uri}
    note = a_note(
        bob,
        content="<p>Edited</p>",
        updated="2026-11-24T11:59:30Z",
        tag=mention,
        attachment={"type": "Image", "url": "https://peer.example/y.png"},
        shares={"type": "Collection", "totalItems": 3},
        likes={"type": "Collection", "totalItems": 2},
    )

    await hear(work, says("Update", bob, note), bob)
    await hear(work, says("Update", bob, note), bob)

    assert post.content == "<p>Edited</p>"
    assert (post.likes_count, post.boosts_count) == (2, 3)
    assert [each.url for each in post.attachments] == ["https://peer.example/y.png"]
    assert [each.content for each in await queries.history(work, post)] == ["<p>Hello</p>"]
    assert told(work) == [("mention", ana.id)]


async def test_an_older_edit_that_comes_late_is_left_aside(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    await given_follow(work, ana, bob)
    post = await heard(work, bob)
    for content, updated in (("new", "2026-11-24T11:59:40Z"), ("old", "2026-11-24T11:59:20Z")):
        note = a_note(bob, content=content, updated=updated)
        await hear(work, says("Update", bob, note), bob)

    assert post.content == "new"


async def test_an_update_that_comes_first_is_a_new_post_while_it_is_young(
    work: Work, clock: StoppedClock
) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    await given_follow(work, ana, bob)

    await hear(work, says("Update", bob, a_note(bob, 1)), bob)
    clock.move(timedelta(days=2))
    await hear(work, says("Update", bob, a_note(bob, 2)), bob)

    assert await queries.by_uri(work, f"{bob.uri}/notes/1") is not None
    assert await queries.by_uri(work, f"{bob.uri}/notes/2") is None


async def test_a_bare_create_or_update_is_fetched(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    uri = f"{bob.uri}/notes/1"
    await hear(work, says("Create", bob, uri), bob)
    await given_follow(work, ana, bob)

    with pytest.raises(NeedsObject):
        await hear(work, says("Create", bob, uri), bob)
    await hear(work, says("Create", bob, "https://else.example/1"), bob)
    post = await heard(work, bob)
    await hear(work, says("Create", bob, uri), bob)
    await hear(work, says("Update", bob, post.uri), bob)

    assert work.wishes == [post.uri]


async def test_votes_in_polls_and_unknown_things_are_no_posts(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    poll = await given_note(work, ana)
    vote = a_note(bob, name="Oui", inReplyTo=poll.uri, to=[ana.uri])
    del vote["content"]

    await hear(work, says("Create", bob, vote), bob)
    await hear(work, says("Create", bob, a_note(bob, 2, type="Listen", to=[ana.uri])), bob)

    assert await queries.by_uri(work, vote["id"]) is None
    assert await queries.by_uri(work, f"{bob.uri}/notes/2") is None
    assert told(work) == []


async def test_an_unknown_sender_is_fetched_first(work: Work) -> None:
    stranger = "https://peer.example/users/new"
    note = {"id": f"{stranger}/1", "type": "Note", "attributedTo": stranger}

    with pytest.raises(NeedsObject) as need:
        await hear(work, {"id": f"{stranger}#c", "type": "Create", "object": note}, stranger)

    assert need.value.uri == stranger


async def test_a_future_date_counts_as_now_and_an_old_one_sorts_back(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    await given_follow(work, ana, bob)
    new = await heard(work, bob, 1, published="2036-01-01T00:00:00Z")
    old = await heard(work, bob, 2, published="2020-01-01T00:00:00Z")
    undated = await heard(work, bob, 3, published="yesterday")

    assert new.published_at == undated.published_at == work.now()
    page = await queries.public_of(work, bob, None)
    assert [item.post.id for item in page.items] == [undated.id, new.id, old.id]


async def test_a_fetched_post_is_kept_in_silence(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    note = a_note(bob, tag={"type": "Mention", "href": ana.uri})

    await federation.handlers.objects["Note"](work, note)

    assert await queries.by_uri(work, note["id"]) is not None
    assert told(work) == []


async def test_a_fetched_post_needs_its_author(work: Work) -> None:
    keep = federation.handlers.objects["Note"]
    author = "https://peer.example/users/new"
    note = {"id": f"{author}/1", "type": "Note", "attributedTo": author}

    with pytest.raises(NeedsObject) as need:
        await keep(work, note)
    assert need.value.uri == author
    with pytest.raises(Refused):
        await keep(work, note | {"attributedTo": "https://else.example/users/a"})
    with pytest.raises(Refused):
        await keep(work, note | {"id": "https://coop.example/notes/1"})
    with pytest.raises(Malformed):
        await keep(work, {"id": f"{author}/1", "type": "Note"})


async def test_rooms_know_what_a_uri_is_and_whose(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    post = await given_note(work, ana)
    await hear(work, says("Like", bob, post.uri), bob)
    await hear(work, says("Announce", bob, post.uri, to=["as:Public"]), bob)

    for uri, kind, owner in (
        (post.uri, "Note", ana.uri),
        (f"{bob.uri}/activities/like", "Like", bob.uri),
        (f"{bob.uri}/activities/announce", "Announce", bob.uri),
    ):
        known = await table.known(work, uri)
        assert known is not None
        assert (known.kind, known.owner) == (kind, owner)
    assert await table.known(work, "https://else.example/1") is None
