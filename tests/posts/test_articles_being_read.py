"""Every article that we say is read by every kind of server, and theirs are read here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.posts import service
from fedicoop.posts.federation import from_ap
from tests.givens import given_member, given_stranger
from tests.groups.given import given_bare_group
from tests.posts import readers
from tests.posts.given import a_note, given_follow, heard, sent
from tests.posts.given_articles import BRIEF, TITLE, an_article, given_pictures

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.work import Work

HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(1)> "&amp;'


async def said(work: Work, **more: Any) -> Document:
    """Publish an article of a group with two images, and give what is said."""
    ana = await given_member(work, "ana")
    group = await given_bare_group(work, ana)
    files = await given_pictures(work, ana, "Le toit", HOSTILE)
    article = an_article(group=group.id, files=files, **more)
    await service.publish_article(work, ana, article)
    inner: Document = sent(work)[0]["object"]
    return inner


async def test_mastodon_shows_the_title_the_brief_and_the_way(work: Work) -> None:
    document = await said(work)
    shown = readers.mastodon(document)
    assert (shown.title, shown.words) == (TITLE, BRIEF)
    assert shown.link == document["url"] != document["id"]
    assert [alt for _, alt in shown.pictures] == ["Le toit", HOSTILE]


async def test_lemmy_shows_a_thread_with_an_image(work: Work) -> None:
    shown = readers.lemmy(await said(work))
    assert shown.title == TITLE
    assert shown.words == "Le chantier Tout a commencé en mars. Et puis # soleil ."
    assert len(shown.pictures) == 1


async def test_wordpress_shows_the_whole_text_with_its_images(work: Work) -> None:
    shown = readers.wordpress(await said(work))
    assert [alt for _, alt in shown.pictures] == [HOSTILE]


async def test_gotosocial_hides_nothing(work: Work) -> None:
    shown = readers.gotosocial(await said(work))
    assert shown.warning == ""
    assert len(shown.pictures) == 2


async def test_who_shows_no_articles_shows_the_preview(work: Work) -> None:
    document = await said(work)
    shown = readers.short(document)
    assert shown.words == f"{TITLE} {BRIEF} {document['url']}"
    assert shown.link == document["url"]


async def test_nothing_in_an_article_is_ever_a_script(work: Work) -> None:
    document = await said(work, title=HOSTILE, summary=HOSTILE, source=f"{HOSTILE}\n\n[image 2]")
    for html in (document["content"], document["summary"], document["preview"]["content"]):
        assert "<script" not in html
        assert "<img src=x" not in html
    assert readers.mastodon(document).words == HOSTILE
    assert readers.mastodon(document).title == HOSTILE


async def test_what_we_say_is_read_back_as_it_was(work: Work) -> None:
    document = await said(work, subjects=("vent",))
    draft = from_ap(document)
    assert (draft.type, draft.name, draft.summary) == ("Article", TITLE, BRIEF)
    assert not draft.sensitive
    assert draft.attachments[0].alt == "Le toit"
    assert set(draft.tags) == {"vent", "soleil"}


@pytest.mark.parametrize(
    ("more", "summary", "pictures"),
    [
        ({"summary": "<p>En <b>bref</b> &amp; vite</p>"}, "En bref & vite", []),
        ({"summary": "b" * 5000}, "b" * 599 + "…", []),
        ({"summary": {"fr": 1}}, "", []),
        ({"summary": [{}]}, "", []),
        ({"summary": "Tout", "content": ""}, "", []),
        (
            {"image": {"type": "Image", "url": "https://peer.example/1.jpg", "name": "Un pré"}},
            "",
            ["Un pré"],
        ),
        (
            {
                "image": [{"type": "Image", "url": "https://peer.example/1.jpg", "name": "Un"}],
                "attachment": [
                    {"type": "Image", "url": "https://peer.example/2.jpg", "name": "Deux"},
                    {"type": "Image", "url": "https://peer.example/1.jpg"},
                ],
            },
            "",
            ["Un", "Deux"],
        ),
        ({"image": "javascript:alert(1)"}, "", []),
    ],
)
async def test_an_article_of_others_keeps_what_it_says_in_brief_and_its_image(
    work: Work, more: dict[str, Any], summary: str, pictures: list[str]
) -> None:
    ana, eve = await given_member(work, "ana"), await given_stranger(work, "eve")
    await given_follow(work, ana, eve)

    post = await heard(work, eve, type="Article", name="Ailleurs", **more)

    assert (post.type, post.name, post.summary) == ("Article", "Ailleurs", summary)
    assert [each.alt for each in post.attachments] == pictures


async def test_a_note_of_others_keeps_its_warning(work: Work) -> None:
    eve = await given_stranger(work, "eve")
    assert from_ap(a_note(eve, summary="La fin")).summary == "La fin"
