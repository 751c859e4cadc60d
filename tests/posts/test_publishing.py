"""Members publish notes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.actors import service as actors
from fedicoop.errors import Invalid, TooMany
from fedicoop.posts import Visibility, queries, service
from fedicoop.posts.service import NoteDraft
from tests.givens import given_member, given_stranger
from tests.posts.given import given_follow, given_note, sent, told

if TYPE_CHECKING:
    from fedicoop.work import Work
    from tests.clocks import StoppedClock


async def test_a_public_note_goes_to_everybody_and_to_followers(work: Work) -> None:
    ana = await given_member(work, "ana")

    post = await service.publish(work, ana, NoteDraft("Bonjour **tous**"))

    (create,) = sent(work)
    assert create["type"] == "Create"
    assert create["actor"] == ana.uri
    assert create["to"] == create["object"]["to"] == [PUBLIC]
    assert create["cc"] == create["object"]["cc"] == [ana.followers]
    assert create["object"]["content"] == "<p>Bonjour <strong>tous</strong></p>"
    assert create["object"]["contentMap"] == {"fr": create["object"]["content"]}
    assert work.outgoing[0].about == post.uri
    assert post.uri == f"https://coop.example/notes/{post.id}"


async def test_every_activity_id_is_on_our_host_and_the_note_is_served_under_its_own(
    work: Work,
) -> None:
    ana = await given_member(work, "ana")

    post = await service.publish(work, ana, NoteDraft("Bonjour"))

    (create,) = sent(work)
    assert create["id"].startswith("https://coop.example/")
    assert await queries.by_uri(work, create["object"]["id"]) is post


@pytest.mark.parametrize(
    ("visibility", "to", "cc"),
    [
        ("unlisted", ["https://coop.example/users/ana/followers"], [PUBLIC]),
        ("followers", ["https://coop.example/users/ana/followers"], []),
        ("direct", [], []),
    ],
)
async def test_each_visibility_has_its_addresses(
    work: Work, visibility: str, to: list[str], cc: list[str]
) -> None:
    ana = await given_member(work, "ana")

    await service.publish(work, ana, NoteDraft("Bonjour", visibility))

    (create,) = sent(work)
    assert (create["to"], create["cc"]) == (to, cc)


async def test_a_members_only_note_never_leaves(work: Work) -> None:
    ana = await given_member(work, "ana")
    stranger = await given_stranger(work, "bob")
    await given_follow(work, stranger, ana)

    post = await service.publish(work, ana, NoteDraft("Entre nous", Visibility.MEMBERS))

    assert sent(work) == []
    assert (post.to, post.cc) == ([], [])


async def test_members_only_notes_cannot_name_people_elsewhere(work: Work) -> None:
    ana = await given_member(work, "ana")
    await given_stranger(work, "bob")

    with pytest.raises(Invalid) as refusal:
        await service.publish(work, ana, NoteDraft("@bob@peer.example ?", Visibility.MEMBERS))

    assert "source" in refusal.value.fields


async def test_a_mention_is_addressed_tagged_linked_and_told(work: Work) -> None:
    ana = await given_member(work, "ana")
    eve = await given_member(work, "eve")
    bob = await given_stranger(work, "bob")

    post = await service.publish(work, ana, NoteDraft("Salut @bob@peer.example et @eve !"))

    (create,) = sent(work)
    assert set(create["cc"]) == {ana.followers, bob.uri, eve.uri}
    tags = {tag["href"]: tag["name"] for tag in create["object"]["tag"]}
    assert tags == {bob.uri: "@bob@peer.example", eve.uri: "@eve@coop.example"}
    assert 'href="https://peer.example/@bob"' in post.content
    assert told(work) == [("mention", eve.id)]


async def test_nobody_is_told_that_she_mentioned_herself(work: Work) -> None:
    ana = await given_member(work, "ana")

    await service.publish(work, ana, NoteDraft("moi, @ana"))

    assert told(work) == []
    assert sent(work)[0]["object"]["tag"] == []


async def test_who_blocks_the_author_is_not_mentioned(work: Work) -> None:
    ana = await given_member(work, "ana")
    eve = await given_member(work, "eve")
    await actors.block(work, eve, ana)

    post = await service.publish(work, ana, NoteDraft("@eve @nobody réponds", "direct"))

    assert told(work) == []
    assert post.mentions == []


async def test_a_direct_note_goes_to_those_it_names_and_to_nobody_else(work: Work) -> None:
    ana = await given_member(work, "ana")
    bob = await given_stranger(work, "bob")

    await service.publish(work, ana, NoteDraft("@bob@peer.example psst", "direct"))

    (create,) = sent(work)
    assert (create["to"], create["cc"]) == ([bob.uri], [])


async def test_hashtags_are_linked_tagged_and_found(work: Work) -> None:
    ana = await given_member(work, "ana")

    post = await service.publish(
        work, ana, NoteDraft("Vive l'#Énergie, `#code` et [x](https://a.example/#no)")
    )

    tags = sent(work)[0]["object"]["tag"]
    assert {key: tags[0][key] for key in ("type", "name")} == {
        "type": "Hashtag",
        "name": "#énergie",
    }
    assert "#<span>Énergie</span>" in post.content
    assert "<code>#code</code>" in post.content
    page = await queries.tagged(work, "ÉNERGIE", None)
    assert [item.post.id for item in page.items] == [post.id]


async def test_an_empty_or_endless_note_is_refused_field_by_field(work: Work) -> None:
    ana = await given_member(work, "ana")

    for draft, field in (
        (NoteDraft("   "), "source"),
        (NoteDraft("a" * 5001), "source"),
        (NoteDraft("a", summary="s" * 501), "summary"),
        (NoteDraft("a", files=("1", "2", "3", "4", "5")), "files"),
        (NoteDraft("a", files=("not-mine",)), "files"),
    ):
        with pytest.raises(Invalid) as refusal:
            await service.publish(work, ana, draft)
        assert list(refusal.value.fields) == [field]
    assert sent(work) == []


async def test_a_content_warning_makes_a_note_sensitive(work: Work) -> None:
    ana = await given_member(work, "ana")

    await service.publish(work, ana, NoteDraft("…", summary="politique", language="en"))

    note = sent(work)[0]["object"]
    assert (note["summary"], note["sensitive"]) == ("politique", True)
    assert list(note["contentMap"]) == ["en"]


async def test_a_flood_is_stopped_even_when_it_deletes_as_it_goes(
    work: Work, clock: StoppedClock
) -> None:
    ana = await given_member(work, "ana")
    posts = [await service.publish(work, ana, NoteDraft("spam")) for _ in range(60)]
    await service.delete(work, posts[-1], ana)

    with pytest.raises(TooMany) as refusal:
        await service.publish(work, ana, NoteDraft("spam"))

    assert 0 < refusal.value.retry_after <= 3601
    clock.move(timedelta(hours=1, seconds=1))
    await service.publish(work, ana, NoteDraft("enfin"))


async def test_unknown_people_are_named_so_that_they_can_be_looked_up_first(work: Work) -> None:
    await given_member(work, "ana")
    await given_stranger(work, "bob")
    text = "@ana @ghost @bob@peer.example @zoe@else.example"

    unknown = await service.unknown_handles(work, text)

    assert [handle.lstrip("@") for handle in unknown] == ["zoe@else.example"]


async def test_the_author_has_one_post_more(work: Work) -> None:
    ana = await given_member(work, "ana")

    await given_note(work, ana)
    await given_note(work, ana, visibility="direct")

    assert ana.posts_count == 1


async def test_html_is_not_let_through(work: Work) -> None:
    ana = await given_member(work, "ana")

    post = await service.publish(work, ana, NoteDraft("<script>alert(1)</script> <b>x</b>"))

    assert "<script" not in post.content
    assert "<b>" not in post.content
