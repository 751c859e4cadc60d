"""Members publish articles: in their own name, in a group, in the name of the cooperative."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.actors import queries as actors
from fedicoop.errors import Invalid, Refused
from fedicoop.groups import service as groups
from fedicoop.posts import documents, policy, queries, service
from fedicoop.posts.queries import Wanted
from fedicoop.posts.service import EditDraft, NoteDraft
from tests.givens import given_member, given_stranger
from tests.groups.given import given_bare_group
from tests.posts.given import given_follow, given_note, heard, sent
from tests.posts.given_articles import (
    BRIEF,
    SOURCE,
    TITLE,
    an_article,
    given_article,
    given_pictures,
    given_writer,
)

if TYPE_CHECKING:
    from fedicoop.work import Work


async def test_an_article_says_its_title_what_it_says_in_brief_and_its_images(work: Work) -> None:
    ana = await given_member(work, "ana")
    files = await given_pictures(work, ana, "Le toit", 'Une "grue" <haute>')

    post = await service.publish_article(work, ana, an_article(files=files))

    said = sent(work)[0]["object"]
    assert (said["type"], said["name"]) == ("Article", TITLE)
    assert said["id"] == f"https://coop.example/notes/{post.id}"
    assert said["url"] == f"https://coop.example/articles/{post.id}"
    assert said["summary"] == "Trente familles &amp; une mairie ont posé 120 panneaux."
    assert not said["sensitive"]
    assert said["image"] == said["attachment"][0]
    assert [each["name"] for each in said["attachment"]] == ["Le toit", 'Une "grue" <haute>']
    assert [each["name"] for each in said["tag"]] == ["#soleil"]


async def test_an_image_stands_in_the_text_where_its_writer_put_it(work: Work) -> None:
    ana = await given_member(work, "ana")
    files = await given_pictures(work, ana, "Le toit", 'Une "grue" <haute>')

    post = await service.publish_article(work, ana, an_article(files=files))

    said = sent(work)[0]["object"]
    second = post.attachments[1].url
    image = f'<p><img src="{second}" alt="Une &quot;grue&quot; &lt;haute&gt;" width="80"'
    assert image in said["content"]
    assert post.attachments[0].url not in said["content"]
    assert "[image" not in said["content"]
    assert said["contentMap"] == {"fr": said["content"]}


async def test_a_mark_without_an_image_is_left_out(work: Work) -> None:
    ana = await given_member(work, "ana")
    source = "A\n[image 1]\nB\n[IMAGE 1]\n\nC [image 1] D\n\n[image 99]\n[image 0]"
    files = await given_pictures(work, ana, "Un")

    post = await service.publish_article(work, ana, an_article(source=source, files=files))

    said = documents.content_of(post)
    assert said.count("<img") == 1
    assert said.startswith("<p>A</p>\n<p><img")
    assert "[image 99]" not in said
    assert "C [image 1] D" in said, "within a sentence it is a word"
    assert "[image 0]" in said


async def test_short_posts_are_shown_the_title_the_brief_and_the_way(work: Work) -> None:
    ana = await given_member(work, "ana")
    files = await given_pictures(work, ana, *"abcde")

    post = await service.publish_article(work, ana, an_article(files=files))

    preview = sent(work)[0]["object"]["preview"]
    assert preview["type"] == "Note"
    assert preview["attributedTo"] == ana.uri
    assert len(preview["attachment"]) == 4
    assert preview["content"] == (
        f"<p><strong>{TITLE.replace(chr(39), '&#x27;')}</strong></p><p>Trente familles &amp; une "
        f'mairie ont posé 120 panneaux.</p><p><a href="{post.url}">{post.url}</a></p>'
    )


async def test_a_short_article_needs_neither_brief_nor_image(work: Work) -> None:
    ana = await given_member(work, "ana")

    await service.publish_article(work, ana, an_article(summary="", source="Bref."))

    said = sent(work)[0]["object"]
    assert not {"summary", "image"} & said.keys()
    assert "attachment" not in said["preview"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "é" * 201}, "title"),
        ({"summary": "b" * 601}, "summary"),
        ({"source": "\n"}, "source"),
        ({"source": "x" * 40_001}, "source"),
        ({"files": tuple("123456789")}, "files"),
        ({"files": ("somebody-elses",)}, "files"),
        ({"visibility": "group"}, "visibility"),
    ],
)
async def test_what_cannot_be_an_article_is_said_field_by_field(
    work: Work, more: dict[str, Any], field: str
) -> None:
    ana = await given_member(work, "ana")

    with pytest.raises(Invalid) as refusal:
        await service.publish_article(work, ana, an_article(**more))

    assert field in refusal.value.fields
    assert not work.outgoing


async def test_600_characters_are_brief_and_40000_a_text(work: Work) -> None:
    ana = await given_member(work, "ana")

    post = await given_article(work, ana, summary="b" * 600, source="mot " * 10_000)

    assert len(post.summary) == 600


@pytest.mark.parametrize("role", ["redaction", "moderation", "admin"])
async def test_who_may_speaks_for_the_cooperative(work: Work, role: str) -> None:
    ana = await given_writer(work, "ana", role)
    files = await given_pictures(work, ana, "Le toit")

    post = await given_article(work, ana, cooperative=True, files=files)

    itself = await actors.cooperative(work)
    assert post.author_id == itself.id
    assert [each.alt for each in post.attachments] == ["Le toit"]


@pytest.mark.parametrize("role", ["relais", "societaire"])
async def test_nobody_else_speaks_for_the_cooperative(work: Work, role: str) -> None:
    ana = await given_writer(work, "ana", role)

    with pytest.raises(Refused, match="may not write as"):
        await service.publish_article(work, ana, an_article(cooperative=True))


async def test_nobody_writes_in_the_name_of_another_member(work: Work) -> None:
    editor = await given_writer(work, "ana", "admin")
    bob = await given_member(work, "bob")

    with pytest.raises(Refused):
        await service.publish(work, bob, NoteDraft("Moi, Bob", writer=editor))


async def test_another_editor_changes_it_and_keeps_its_images(work: Work) -> None:
    ana, eve = (
        await given_writer(work, "ana", "redaction"),
        await given_writer(work, "eve", "admin"),
    )
    files = await given_pictures(work, ana, "Le toit")
    post = await given_article(work, ana, cooperative=True, files=files)
    fresh = await given_pictures(work, eve, "La fête")
    change = EditDraft("Autre", files=(*fresh, *files), title="Deux toits", subjects=("vent",))

    await service.edit(work, post, eve, change)

    update = sent(work)[0]
    assert (update["type"], update["actor"]) == ("Update", post.author.uri)
    assert update["object"]["name"] == "Deux toits"
    assert [each["name"] for each in update["object"]["attachment"]] == ["La fête", "Le toit"]
    assert [tag.name for tag in post.tags] == ["vent"]
    (before,) = await queries.history(work, post)
    assert (before.name, before.summary) == (TITLE, BRIEF)


async def test_an_edit_that_knows_no_titles_keeps_title_and_subjects(work: Work) -> None:
    """Such as that of a client program."""
    ana = await given_member(work, "ana")
    post = await given_article(work, ana, subjects=("École", "#vent", "deux mots", "!"))

    await service.edit(work, post, ana, EditDraft("Rien de plus", summary=BRIEF))

    assert post.name == TITLE
    assert not post.sensitive
    assert {tag.name for tag in post.tags} == {"école", "vent", "deux", "soleil"}


async def test_an_edit_needs_a_title_too(work: Work) -> None:
    ana = await given_member(work, "ana")
    post = await given_article(work, ana)

    with pytest.raises(Invalid) as refusal:
        await service.edit(work, post, ana, EditDraft("x", title=""))

    assert refusal.value.fields == {"title": "An article has a title."}


async def test_strangers_and_readers_change_nothing(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_writer(work, "bob", "admin")
    post = await given_article(work, ana)

    with pytest.raises(Refused):
        await service.edit(work, post, bob, EditDraft("x", title="y"))


async def test_who_may_write_as_whom(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_member(work, "bob")
    eve = await given_stranger(work, "eve")

    assert policy.may_write_as(ana, ana, is_cooperative=False, editor=False)
    assert not policy.may_write_as(ana, bob, is_cooperative=False, editor=True)
    assert policy.may_write_as(ana, bob, is_cooperative=True, editor=True)
    assert not policy.may_write_as(ana, bob, is_cooperative=True, editor=False)
    assert not policy.may_write_as(eve, eve, is_cooperative=False, editor=False)
    bob.suspended_at = work.now()
    assert not policy.may_write_as(bob, bob, is_cooperative=False, editor=False)


async def test_an_article_of_a_group_is_passed_on_by_it(work: Work) -> None:
    ana = await given_member(work, "ana")
    group = await given_bare_group(work, ana)

    post = await service.publish_article(work, ana, an_article(group=group.id))

    assert (post.group_id, post.author_id) == (group.id, ana.id)
    assert {each["type"] for each in sent(work)} >= {"Create", "Announce"}
    assert sent(work)[0]["object"]["audience"] == group.actor.uri


async def test_a_group_that_went_takes_no_article(work: Work) -> None:
    ana = await given_member(work, "ana")

    with pytest.raises(Refused) as refusal:
        await service.publish_article(work, ana, an_article(group="gone"))

    assert refusal.value.safe == "The group is no longer there."


async def listed(work: Work, viewer: Any = None, **wanted: Any) -> list[str]:
    """Give the titles of what a viewer is shown."""
    found = await queries.articles(work, viewer, Wanted(**wanted))
    return [each.post.name for each in found.items]


async def test_the_list_has_what_its_reader_may_see_and_nothing_else(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_member(work, "bob")
    group = await given_bare_group(work, ana)
    for visibility in ("public", "unlisted", "followers", "network", "members"):
        await given_article(work, ana, title=visibility, visibility=visibility)
    await given_article(work, ana, title="group", visibility="group", group=group.id)
    await given_note(work, ana, "Pas un article")

    assert await listed(work) == ["public"]
    assert await listed(work, bob) == ["members", "network", "public"]
    assert await listed(work, ana) == [
        *("group", "members", "network", "followers", "unlisted", "public")
    ]
    await groups.join(work, group, bob)
    assert "group" in await listed(work, bob)


async def test_articles_of_others_are_listed_when_one_follows_them_or_their_server(
    work: Work,
) -> None:
    ana, eve = await given_member(work, "ana"), await given_stranger(work, "eve")
    await given_follow(work, ana, eve)
    await heard(work, eve, type="Article", name="Ailleurs")

    assert await listed(work) == []
    assert await listed(work, ana) == ["Ailleurs"]
    assert await listed(work, hosts=("", "peer.example")) == ["Ailleurs"]
    assert await listed(work, ana, hosts=(), followed=False) == []


async def test_the_list_is_cut_by_subject_and_group(work: Work) -> None:
    ana = await given_member(work, "ana")
    group = await given_bare_group(work, ana)
    await given_article(work, ana, title="Un", subjects=("vent",))
    await given_article(work, ana, title="Deux", group=group.id, source="Rien")

    assert await listed(work, subject="Vent") == ["Un"]
    assert await listed(work, group_id=group.id) == ["Deux"]
    there = await queries.facets(work, None, Wanted())
    assert there.subjects == ["soleil", "vent"]
    assert there.groups == [group.id]
    first = await queries.articles(work, None, Wanted(), limit=1)
    rest = await queries.articles(work, None, Wanted(), first.next, 5)
    assert [each.post.name for each in (*first.items, *rest.items)] == ["Deux", "Un"]


async def test_the_source_is_kept_as_it_was_typed(work: Work) -> None:
    ana = await given_member(work, "ana")
    assert (await given_article(work, ana)).source == SOURCE
