"""Writing a message: for whom, in which language, looked at first, and never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.posts import queries as posts
from fedicoop.posts import service as writing
from fedicoop.posts.service import NoteDraft
from tests.givens import given_stranger
from tests.web.browser import EVERY_LANGUAGE, markup, words
from tests.web.given import (
    browser_of,
    given_note,
    given_person,
    given_remote_note,
    newest,
    note,
    written,
)

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.network import Internet
    from tests.web.browser import Browser
    from tests.web.conftest import Opener


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give a member who reads English."""
    return await given_person(coop, "ana", language="en")


@pytest.fixture
async def at_home(opened: Opener, coop: Instance, ana: Member) -> Browser:
    """Give her browser."""
    return await browser_of(opened, coop, ana, "en")


async def test_only_members_write(opened: Opener, coop: Instance) -> None:
    """Visitors are asked to sign in; what they typed is shown, to be copied."""
    browser = opened(coop, "en")
    assert (await browser.get("/compose")).status_code == 303
    answer = await browser.send("/compose", {"source": "Trois mots pour rien"}, at="/login")
    assert answer.status_code == 401
    assert "Trois mots pour rien" in answer.text


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
async def test_the_form_is_ready_to_be_filled(
    opened: Opener, coop: Instance, ana: Member, language: str
) -> None:
    """With the member's own visibility and language chosen."""
    page = await (await browser_of(opened, coop, ana, language)).get("/compose?to=bob@peer.example")
    assert page.status_code == 200
    assert ">@bob@peer.example </textarea>" in page.text
    assert 'name="visibility" value="public" checked' in markup(page)
    assert '<option value="en" selected>' in page.text
    for value in ("unlisted", "followers", "members", "direct"):
        assert f'name="visibility" value="{value}"' in markup(page)


async def test_a_message_is_published_as_it_was_meant(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """Markdown, warning, language and readers; then she stands before it."""
    fields = {
        "source": "Salut à **tous** #Énergie",
        "summary": "Bonne   nouvelle",
        "language": "oc",
        "visibility": "unlisted",
        "sensitive": "on",
    }
    answer = await at_home.send("/compose", fields, at="/compose")
    post = await newest(coop, ana)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/notes/{post.id}#p-{post.id}"
    assert (post.summary, post.language, post.visibility) == ("Bonne nouvelle", "oc", "unlisted")
    assert post.sensitive
    assert "<strong>tous</strong>" in post.content
    assert "Your message is published." in words(await at_home.get("/home"))


@pytest.mark.parametrize("visibility", ["public", "unlisted", "followers", "direct", "members"])
async def test_every_kind_of_reader_can_be_chosen(
    at_home: Browser, coop: Instance, ana: Member, visibility: str
) -> None:
    """From the small box, which leads back to its page."""
    fields = {"source": "Bonjour @bob", "visibility": visibility, "back": "/home"}
    await given_person(coop, "bob")
    answer = await at_home.send("/compose", fields, at="/home")
    post = await newest(coop, ana)
    assert post.visibility == visibility
    assert answer.headers["location"] == f"/home#p-{post.id}"


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"source": " ", "summary": "Titre"}, "Write something, or add an image."),
        ({"source": "x" * 5001}, "This text is too long."),
        ({"source": "Un mot", "summary": "s" * 501}, "At most 500 characters."),
        ({"source": "Un mot", "visibility": "nobody"}, "Choose who may read it."),
    ],
)
async def test_what_does_not_hold_is_shown_again(
    at_home: Browser, fields: dict[str, str], fault: str
) -> None:
    """422, the fault at the top and beside the field, everything still typed."""
    sent = {"visibility": "followers", "language": "br", **fields}
    answer = await at_home.send("/compose", sent, at="/compose")
    assert answer.status_code == 422
    assert answer.text.count(fault) == 2
    assert 'role="alert"' in answer.text
    assert '<option value="br" selected>' in answer.text
    assert f">{fields['source']}</textarea>" in answer.text
    if "visibility" not in fields:
        assert 'value="followers" checked' in answer.text


async def test_a_preview_shows_and_publishes_nothing(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """Without JavaScript; what is dangerous is gone."""
    source = "Un *mot* <script>alert(1)</script>"
    answer = await at_home.send(
        "/compose", {"source": source, "summary": "Doux", "do": "preview", "visibility": "members"}
    )
    assert answer.status_code == 200
    assert "<em>mot</em>" in answer.text
    assert "<script>alert" not in answer.text
    assert 'value="members" checked' in answer.text
    assert await written(coop, ana) == []


async def test_an_answer_hangs_on_its_question(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """It is as private as the question, and names those whom the question named."""
    bob = await given_person(coop, "bob")
    await given_person(coop, "eve")
    question = await given_note(coop, bob, "Qui vient, @ana et @eve ?", "direct")
    page = await at_home.get(f"/compose?reply={question.id}")
    assert ">@eve </textarea>" in page.text
    assert 'value="direct" checked' in page.text
    assert 'value="public"' not in page.text
    fields = {"source": "Moi !", "in_reply_to": question.id, "visibility": "direct"}
    answer = await at_home.send("/compose", fields)
    post = await newest(coop, ana)
    assert post.in_reply_to_id == question.id
    assert answer.headers["location"] == f"/notes/{question.id}#p-{post.id}"


async def test_an_answer_is_never_wider_than_its_question(at_home: Browser, coop: Instance) -> None:
    """Whatever the form says; the question is shown again above what was typed."""
    bob = await given_person(coop, "bob")
    question = await given_note(coop, bob, "Entre nous", "members")
    fields = {"source": "À tout le monde", "in_reply_to": question.id, "visibility": "public"}
    answer = await at_home.send("/compose", fields)
    assert answer.status_code == 422
    assert "Entre nous" in answer.text
    assert "À tout le monde" in answer.text


async def test_an_answer_to_what_one_may_not_read_is_not_found(
    at_home: Browser, coop: Instance
) -> None:
    """It does not say that there is something to answer; what was typed is not lost."""
    bob = await given_person(coop, "bob")
    secret = await given_note(coop, bob, "Secret", "direct")
    assert (await at_home.get(f"/compose?reply={secret.id}")).status_code == 404
    fields = {"source": "Je sais !", "in_reply_to": secret.id, "visibility": "direct"}
    answer = await at_home.send("/compose", fields)
    assert answer.status_code == 404
    assert "Je sais !" in answer.text
    assert "Secret" not in answer.text


async def test_an_answer_to_people_elsewhere_cannot_be_for_members(
    at_home: Browser, coop: Instance
) -> None:
    """It would not reach them; here it can be chosen."""
    async with coop.writing() as work:
        zoe = await given_stranger(work, "zoe")
        question = await given_remote_note(work, zoe)
    here = await given_note(coop, await given_person(coop, "bob"))
    page = await at_home.get(f"/compose?reply={question.id}")
    assert 'value="members"' not in page.text
    assert 'value="public" checked' in page.text
    assert 'value="members"' in (await at_home.get(f"/compose?reply={here.id}")).text


async def test_strangers_in_a_text_are_looked_up_before_it_leaves(
    at_home: Browser, coop: Instance, neighbour: Instance, internet: Internet, ana: Member
) -> None:
    """A mention of somebody never met reaches her; a server that is down holds nothing up."""
    await given_person(neighbour, "zoe")
    await at_home.send(
        "/compose", {"source": "@zoe@neighbour.example @x@gone.example !", "visibility": "public"}
    )
    post = await newest(coop, ana)
    assert [each.actor.uri for each in post.mentions] == ["https://neighbour.example/users/zoe"]
    await internet.settle()
    async with neighbour.reading() as work:
        assert await posts.by_uri(work, post.uri) is not None


async def test_members_only_messages_look_nobody_up(
    at_home: Browser, coop: Instance, internet: Internet, ana: Member
) -> None:
    """Not even the question who somebody is leaves the house."""
    internet.requests.clear()
    fields = {"source": "Sur @zoe@neighbour.example", "visibility": "members"}
    await at_home.send("/compose", fields)
    assert (await newest(coop, ana)).visibility == "members"
    assert internet.requests == []


async def test_a_form_without_its_token_changes_nothing(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """Nor does one that another site sent; what was typed is shown to be copied."""
    bare = await at_home.client.post("/compose", data={"source": "Piège", "visibility": "public"})
    token = await at_home.token("/compose")
    foreign = await at_home.client.post(
        "/compose",
        data={"source": "Piège", "visibility": "public", "csrf": token},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert (bare.status_code, foreign.status_code) == (403, 403)
    assert "Piège" in bare.text
    assert await written(coop, ana) == []


async def test_a_flood_is_told_when_to_come_back(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """429, with the text still there."""
    async with coop.writing() as work:
        for number in range(coop.config.limits.posts_per_hour):
            await writing.publish(work, ana.actor, NoteDraft(f"Message {number}"))
    answer = await at_home.send("/compose", {"source": "Encore un", "visibility": "public"})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert "Encore un" in answer.text


async def test_a_message_that_was_published_counts_one_answer(
    at_home: Browser, coop: Instance
) -> None:
    """The question knows how many answered."""
    bob = await given_person(coop, "bob")
    question = await given_note(coop, bob, "Une question")
    fields = {"source": "Oui", "in_reply_to": question.id, "visibility": "public"}
    await at_home.send("/compose", fields, at=f"/compose?reply={question.id}")
    assert (await note(coop, question.id)).replies_count == 1
