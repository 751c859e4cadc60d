"""What a member should hear about: shown, counted, marked as read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import service as actors
from fedicoop.notifications import queries
from fedicoop.notifications import service as notifications
from fedicoop.posts import service as writing
from tests.web.browser import EVERY_LANGUAGE, markup, words
from tests.web.given import actor_named, browser_of, given_note, given_person, note

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

KINDS = ("follow", "follow_request", "mention", "reply", "like", "boost", "quote", "report", "vote")


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give a member who reads English."""
    return await given_person(coop, "ana", language="en")


@pytest.fixture
async def at_home(opened: Opener, coop: Instance, ana: Member) -> Browser:
    """Give her browser."""
    return await browser_of(opened, coop, ana, "en")


async def unread(coop: Instance, member: Member) -> int:
    """Count what a member has not seen."""
    async with coop.reading() as work:
        return await queries.unread_count(work, member.actor)


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
async def test_no_news_says_what_will_stand_here(
    opened: Opener, coop: Instance, language: str
) -> None:
    """And offers to write something."""
    eve = await given_person(coop, "eve", language=language)
    page = await (await browser_of(opened, coop, eve, language)).get("/notifications")
    assert page.status_code == 200
    assert 'class="empty"' in page.text
    assert 'href="/compose"' in page.text
    assert 'action="/notifications/read"' not in page.text


async def test_every_kind_of_news_is_said_in_words(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """Kinds that other rooms will add too."""
    bob = await given_person(coop, "bob")
    post = await given_note(coop, ana, "Le vent se lève")
    async with coop.writing() as work:
        for kind in KINDS:
            await notifications.tell(work, ana.actor, kind, bob.actor, f"{post.uri}")
    page = await at_home.get("/notifications")
    said = words(page)
    for text in (
        "Bob follows you",
        "Bob asks to follow you",
        "Bob wrote to you or named you",
        "Bob answered you",
        "Bob likes what you wrote",
        "Bob passed on what you wrote",
        "Bob quotes you",
        "Bob sent a report",
        "Bob did something that concerns you",
    ):
        assert text in said
    assert "Le vent se lève" in said
    assert 'href="/follow-requests"' in page.text
    assert f'href="/moderation/reports/{post.id}"' in page.text
    assert f'href="/compose?reply={post.id}"' in page.text


async def test_the_figure_in_the_head_counts_and_reading_empties_it(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """Looking does not mark anything; the button does, up to what was on the page."""
    bob, eve = await given_person(coop, "bob"), await given_person(coop, "eve")
    post = await given_note(coop, ana)
    async with coop.writing() as work:
        await writing.like(work, bob.actor, await note(coop, post.id))
    page = await at_home.get("/notifications")
    assert '<span class="count">1' in page.text
    assert await unread(coop, ana) == 1
    newest = page.text.partition('name="up_to" value="')[2].partition('"')[0]
    async with coop.writing() as work:
        await actors.follow(work, eve.actor, ana.actor)
    answer = await at_home.send("/notifications/read", {"up_to": newest}, at="/notifications")
    assert (answer.status_code, answer.headers["location"]) == (303, "/notifications")
    assert await unread(coop, ana) == 1
    assert "All notifications are marked as read." in words(await at_home.get("/notifications"))
    await at_home.send("/notifications/read")
    assert await unread(coop, ana) == 0
    assert 'class="count"' not in (await at_home.get("/home")).text


async def test_what_was_deleted_is_not_told_of_and_what_is_missing_not_shown(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """Whoever deletes it, here or elsewhere; and a notice without its message says so."""
    bob = await given_person(coop, "bob")
    post = await given_note(coop, bob, "Trop vite dit @ana", "direct")
    assert "Trop vite dit" in words(await at_home.get("/notifications"))
    async with coop.writing() as work:
        await writing.delete(work, await note(coop, post.id), bob.actor)
    page = words(await at_home.get("/notifications"))
    assert "Bob wrote to you" not in page
    assert "Trop vite dit" not in page

    async with coop.writing() as work:
        await notifications.tell(work, ana.actor, "mention", bob.actor, f"{post.uri}0")
    page = words(await at_home.get("/notifications"))
    assert "Bob wrote to you" in page
    assert "The message is no longer there." in page


async def test_older_news_are_a_link_away(at_home: Browser, coop: Instance, ana: Member) -> None:
    """Twenty on a page."""
    bob = await actor_named(coop, (await given_person(coop, "bob")).actor.username)
    posts = [await given_note(coop, ana, f"Message {number:02}") for number in range(21)]
    async with coop.writing() as work:
        for post in posts:
            await notifications.tell(work, ana.actor, "like", bob, post.uri)
    first = await at_home.get("/notifications")
    assert "Message 00" not in first.text
    link = markup(first).partition('rel="next" href="')[2].partition('"')[0]
    assert "Message 00" in (await at_home.get(f"/notifications{link}")).text


async def test_news_are_for_members_and_each_for_one(
    at_home: Browser, opened: Opener, coop: Instance, ana: Member
) -> None:
    """Nobody reads or marks those of others."""
    bob = await given_person(coop, "bob")
    post = await given_note(coop, ana)
    async with coop.writing() as work:
        await writing.like(work, bob.actor, await note(coop, post.id))
    theirs = await browser_of(opened, coop, bob, "en")
    assert "likes what you wrote" not in words(await theirs.get("/notifications"))
    await theirs.send("/notifications/read")
    assert await unread(coop, ana) == 1
    visitor = opened(coop)
    assert (await visitor.get("/notifications")).status_code == 303
    assert (await visitor.send("/notifications/read", at="/login")).status_code == 401
    assert (await at_home.client.post("/notifications/read")).status_code == 403
    assert await unread(coop, ana) == 1
