"""Asking the moderators to look: about a message or a person, passed on or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import queries as actors
from fedicoop.moderation import queries
from tests.givens import given_stranger
from tests.web.browser import EVERY_LANGUAGE, words
from tests.web.given import browser_of, given_note, given_person, given_remote_note

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from fedicoop.moderation import Report
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


async def reports(coop: Instance) -> list[Report]:
    """Give the reports that wait."""
    async with coop.reading() as work:
        return await queries.open_reports(work)


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
async def test_the_form_shows_what_it_is_about(
    opened: Opener, coop: Instance, ana: Member, language: str
) -> None:
    """A message with its author, or a person; people of ours have no other server to tell."""
    post = await given_note(coop, ana, "Le **pire**")
    eve = await given_person(coop, "eve", language=language)
    browser = await browser_of(opened, coop, eve, language)
    about_post = await browser.get(f"/report?post={post.id}")
    about_her = await browser.get(f"/report?person={ana.actor_id}")
    assert "<strong>pire</strong>" in about_post.text
    assert "Ana" in about_her.text
    assert 'name="forward"' not in about_her.text


async def test_a_message_is_reported(at_home: Browser, coop: Instance, ana: Member) -> None:
    """With a few words; nothing of it is said to anybody elsewhere."""
    bob = await given_person(coop, "bob")
    post = await given_note(coop, bob, "Le pire")
    fields = {"post": post.id, "person": ana.actor_id, "text": "C'est\r\nfaux"}
    answer = await at_home.send("/report", fields, at=f"/report?post={post.id}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/home")
    (row,) = await reports(coop)
    assert (row.target_id, row.post_uris) == (bob.actor_id, [post.uri])
    assert (row.text, row.forwarded) == ("C'est\nfaux", False)
    assert "Thank you." in words(await at_home.get("/home"))


async def test_a_stranger_is_reported_to_her_own_server_and_blocked(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """Only when that was wished."""
    async with coop.writing() as work:
        zoe = await given_stranger(work, "zoe")
        post = await given_remote_note(work, zoe)
    assert "Tell the moderators of peer.example" in words(
        await at_home.get(f"/report?post={post.id}")
    )
    fields = {"post": post.id, "text": "Publicité", "forward": "on", "block": "on"}
    await at_home.send("/report", fields)
    (row,) = await reports(coop)
    assert row.forwarded
    async with coop.reading() as work:
        assert (await actors.relation(work, ana.actor, zoe)).blocking


async def test_too_many_words_are_shown_again(at_home: Browser, coop: Instance) -> None:
    """422; nothing was sent."""
    bob = await given_person(coop, "bob")
    answer = await at_home.send("/report", {"person": bob.actor_id, "text": "mot " * 800})
    assert answer.status_code == 422
    assert "At most 3,000 characters." in answer.text
    assert "mot mot mot" in answer.text
    assert await reports(coop) == []


async def test_what_cannot_be_reported_is_not_found(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """Oneself, nobody, what one may not see."""
    secret = await given_note(coop, await given_person(coop, "bob"), "Secret", "direct")
    for query in ("", "?person=nobody", f"?person={ana.actor_id}", f"?post={secret.id}"):
        assert (await at_home.get(f"/report{query}")).status_code == 404
    for fields in ({}, {"person": ana.actor_id}, {"post": secret.id, "text": "Vu !"}):
        assert (await at_home.send("/report", fields)).status_code == 404
    assert await reports(coop) == []


async def test_reports_are_for_members_and_bounded(
    at_home: Browser, opened: Opener, coop: Instance, ana: Member
) -> None:
    """Ten a day; a form without its token is none."""
    bob = await given_person(coop, "bob")
    fields = {"person": bob.actor_id, "text": "Encore"}
    visitor = opened(coop)
    assert (await visitor.get(f"/report?person={bob.actor_id}")).status_code == 303
    assert (await visitor.send("/report", fields, at="/login")).status_code == 401
    assert (await at_home.client.post("/report", data=fields)).status_code == 403
    for _ in range(10):
        assert (await at_home.send("/report", fields)).status_code == 303
    answer = await at_home.send("/report", fields)
    assert answer.status_code == 429
    assert "Encore" in answer.text
    assert len(await reports(coop)) == 10
