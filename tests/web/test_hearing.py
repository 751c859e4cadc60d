"""Buttons to follow or mute a discussion and to follow a subject, and where they are undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.posts import queries, service
from tests.web.browser import words
from tests.web.given import browser_of, given_note, given_person, note

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener


@pytest.fixture
async def bob(coop: Instance) -> Member:
    """Give somebody who writes."""
    return await given_person(coop, "bob", language="en")


@pytest.fixture
async def anas(opened: Opener, coop: Instance) -> Browser:
    """Give the browser of who reads."""
    return await browser_of(opened, coop, await given_person(coop, "ana", language="en"), "en")


async def test_a_discussion_is_followed_muted_and_let_be(
    coop: Instance, anas: Browser, bob: Member
) -> None:
    root = await given_note(coop, bob, "Alors ?")
    way = f"/notes/{root.id}"
    before = words(await anas.get(way))
    assert "Follow the discussion" in before
    assert "Mute the discussion" in before

    await anas.send(f"{way}/hear", at=way)
    assert "You follow the discussion" in words(await anas.get(way))
    eve = await given_person(coop, "eve")
    await given_note(coop, eve, "Alors, donc", in_reply_to=await note(coop, root.id))
    assert "wrote in a discussion that you follow" in words(await anas.get("/notifications"))

    await anas.send(f"{way}/let-be", at=way)
    await anas.send(f"{way}/mute", at=way)
    assert "You muted the discussion" in words(await anas.get(way))
    await anas.send(f"{way}/let-be", at=way)
    assert "Follow the discussion" in words(await anas.get(way))


async def test_a_subject_is_followed_and_stands_in_the_settings(
    coop: Instance, anas: Browser, bob: Member
) -> None:
    await given_note(coop, bob, "Le #vent se lève")
    assert "Follow this subject" in words(await anas.get("/tags/vent"))

    assert (await anas.send("/tags/Vent/follow", at="/tags/vent")).status_code == 303

    assert "You follow this subject" in words(await anas.get("/tags/vent"))
    assert "se lève" in words(await anas.get("/home"))
    listed = await anas.get("/settings/apart")
    assert "#vent" in words(listed)
    assert 'formaction="/tags/vent/unfollow"' in listed.text
    await anas.send("/tags/vent/unfollow", at="/settings/apart")
    assert "#vent" not in words(await anas.get("/settings/apart"))
    for deed in ("follow", "mute"):
        assert (await anas.send(f"/tags/deux%20mots/{deed}")).status_code in {404, 422}


async def test_a_subject_is_muted_and_heard_again_from_the_settings(
    coop: Instance, anas: Browser, bob: Member
) -> None:
    await given_note(coop, bob, "Le #vent se lève")
    assert "Mute this subject" in words(await anas.get("/tags/vent"))

    muted = await anas.send("/tags/Vent/mute", at="/tags/vent")

    assert muted.status_code == 303
    page = words(await anas.get("/tags/vent"))
    assert "Hear of it again" in page
    assert "Follow this subject" not in page
    assert "se lève" in page
    assert "se lève" not in words(await anas.get("/home/cooperative"))
    listed = await anas.get("/settings/apart")
    assert "Subjects that you muted" in words(listed)
    assert 'formaction="/tags/vent/unmute"' in listed.text
    await anas.send("/tags/vent/unmute", at="/settings/apart")
    assert "se lève" in words(await anas.get("/home/cooperative"))
    assert "#vent" not in words(await anas.get("/settings/apart"))


async def test_visitors_have_no_such_buttons(opened: Opener, coop: Instance, bob: Member) -> None:
    root = await given_note(coop, bob, "Alors ? #vent")
    visitor = opened(coop, "en")
    assert "/hear" not in (await visitor.get(f"/notes/{root.id}")).text
    assert "/follow" not in (await visitor.get("/tags/vent")).text.replace("/followers", "")
    for path in (f"/notes/{root.id}/hear", "/tags/vent/follow"):
        assert (await visitor.send(path, at="/login")).status_code in {303, 401}


async def test_discussions_that_were_chosen_stand_in_the_settings_and_are_let_be_there(
    coop: Instance, anas: Browser, bob: Member
) -> None:
    """Not those that she may not see any more."""
    heard, muted, gone = [
        await given_note(coop, bob, text) for text in ("Le marché", "Le bruit", "Le passé")
    ]
    for post, deed in ((heard, "hear"), (muted, "mute"), (gone, "hear")):
        await anas.send(f"/notes/{post.id}/{deed}", at=f"/notes/{post.id}")
    async with coop.writing() as work:
        fresh = await queries.by_id(work, gone.id)
        assert fresh is not None
        await service.delete(work, fresh, fresh.author)

    page = words(await anas.get("/settings/apart"))

    assert "Le marché Bob · You follow the discussion" in page
    assert "Le bruit Bob · You muted the discussion" in page
    assert "Le passé" not in page
    for post in (heard, muted):
        await anas.send(f"/notes/{post.id}/let-be", at="/settings/apart")
    page = words(await anas.get("/settings/apart"))
    assert "Discussions that you chose" not in page
