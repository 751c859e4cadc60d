"""Changing and deleting what was written, and what it said before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.moderation import queries as moderation
from fedicoop.notifications import queries as notifications
from tests.givens import given_stranger
from tests.web.browser import EVERY_LANGUAGE, words
from tests.web.given import (
    browser_of,
    given_note,
    given_person,
    given_remote_note,
    newest,
    note,
)

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from fedicoop.posts import Post
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


@pytest.fixture
async def post(coop: Instance, ana: Member) -> Post:
    """Give what she wrote."""
    return await given_note(coop, ana, "Un **mot**", "unlisted", summary="Doux", language="br")


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
async def test_a_message_is_changed_as_it_was_written(
    opened: Opener, coop: Instance, language: str
) -> None:
    """Its Markdown, warning and language; who may read it is said and stays."""
    bob = await given_person(coop, "bob", language=language)
    post = await given_note(coop, bob, "Un **mot**", "followers", summary="Doux", language="br")
    browser = await browser_of(opened, coop, bob, language)
    page = await browser.get(f"/notes/{post.id}/edit")
    assert ">Un **mot**</textarea>" in page.text
    assert 'value="Doux"' in page.text
    assert '<option value="br" selected>' in page.text
    assert 'name="visibility"' not in page.text


async def test_what_it_said_before_stays_readable(
    at_home: Browser, opened: Opener, coop: Instance, post: Post
) -> None:
    """For whoever may read the message."""
    path = f"/notes/{post.id}/edit"
    answer = await at_home.send(path, {"source": "Deux mots", "language": "fr"}, at=path)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/notes/{post.id}")
    changed = await note(coop, post.id)
    assert (changed.source, changed.summary, changed.language) == ("Deux mots", "", "fr")
    history = await opened(coop, "en").get(f"/notes/{post.id}/history")
    assert history.text.index("Deux mots") < history.text.index("<strong>mot</strong>")
    assert "Doux" in history.text


async def test_a_message_never_changed_has_no_history(at_home: Browser, post: Post) -> None:
    """The page says so."""
    assert "never changed" in words(await at_home.get(f"/notes/{post.id}/history"))


async def test_what_does_not_hold_is_shown_again(
    at_home: Browser, coop: Instance, post: Post
) -> None:
    """And nothing is changed; a preview changes nothing either."""
    path = f"/notes/{post.id}/edit"
    answer = await at_home.send(path, {"source": "x" * 5001}, at=path)
    assert answer.status_code == 422
    assert "This text is too long." in answer.text
    look = await at_home.send(path, {"source": "*Autre*", "do": "preview"}, at=path)
    assert "<em>Autre</em>" in look.text
    assert (await note(coop, post.id)).source == "Un **mot**"


async def test_only_the_author_changes_or_deletes(
    opened: Opener, coop: Instance, post: Post
) -> None:
    """For others these pages do not exist; nor for what is not there."""
    bob = await given_person(coop, "bob")
    browser = await browser_of(opened, coop, bob)
    for deed in ("edit", "delete"):
        for ident in (post.id, "nothing", "x" * 200):
            path = f"/notes/{ident}/{deed}"
            assert (await browser.get(path)).status_code == 404
            assert (await browser.send(path, {"source": "Faux"})).status_code == 404
    assert (await note(coop, post.id)).source == "Un **mot**"
    assert (await opened(coop).get(f"/notes/{post.id}/delete")).status_code == 303


async def test_deleting_asks_first(at_home: Browser, coop: Instance, post: Post) -> None:
    """The message is shown once more; looking deletes nothing."""
    page = await at_home.get(f"/notes/{post.id}/delete")
    assert "<strong>mot</strong>" in page.text
    assert not (await note(coop, post.id)).is_deleted
    answer = await at_home.send(f"/notes/{post.id}/delete", at=f"/notes/{post.id}/delete")
    assert (answer.status_code, answer.headers["location"]) == (303, "/home")
    gone = await note(coop, post.id)
    assert (gone.is_deleted, gone.content) == (True, "")
    assert (await at_home.get(f"/notes/{post.id}/history")).status_code == 404


async def test_deleting_an_answer_leads_back_to_its_question(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """And takes back the notice of it."""
    bob = await given_person(coop, "bob")
    question = await given_note(coop, bob, "Qui vient ?")
    answer = await given_note(coop, ana, "Moi", in_reply_to=await note(coop, question.id))
    async with coop.reading() as work:
        assert await notifications.unread_count(work, bob.actor) == 1
    done = await at_home.send(f"/notes/{answer.id}/delete")
    assert done.headers["location"] == f"/notes/{question.id}"
    async with coop.reading() as work:
        assert await notifications.unread_count(work, bob.actor) == 0


async def test_a_moderator_deletes_and_it_is_written_down(
    opened: Opener, coop: Instance, post: Post
) -> None:
    """She is told that she does it as a moderator."""
    mona = await given_person(coop, "mona", language="en", roles=["moderation"])
    browser = await browser_of(opened, coop, mona, "en")
    assert "as a moderator" in words(await browser.get(f"/notes/{post.id}/delete"))
    assert (await browser.send(f"/notes/{post.id}/delete")).status_code == 303
    assert (await note(coop, post.id)).is_deleted
    async with coop.reading() as work:
        (entry,) = await moderation.log(work)
    assert (entry.verb, entry.subject) == ("delete_post", post.uri)


async def test_nobody_changes_what_was_written_elsewhere(at_home: Browser, coop: Instance) -> None:
    """Its history is shown as far as we know it."""
    async with coop.writing() as work:
        post = await given_remote_note(work, await given_stranger(work, "zoe"))
    assert (await at_home.get(f"/notes/{post.id}/edit")).status_code == 404
    assert (await at_home.get(f"/notes/{post.id}/history")).status_code == 200


async def test_a_new_name_in_an_edit_is_met_first(
    at_home: Browser, coop: Instance, neighbour: Instance, ana: Member, post: Post
) -> None:
    """As in a new message."""
    await given_person(neighbour, "zoe")
    path = f"/notes/{post.id}/edit"
    await at_home.send(path, {"source": "Un mot à @zoe@neighbour.example"}, at=path)
    named = [each.actor.username for each in (await newest(coop, ana)).mentions]
    assert named == ["zoe"]
