"""A member's own page: what is new, the box to write in, and what to do when nothing is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import service as actors
from tests.web.browser import EVERY_LANGUAGE, markup, words
from tests.web.given import browser_of, given_note, given_person

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.web.conftest import Opener


async def test_visitors_are_asked_to_sign_in_and_come_back(opened: Opener, coop: Instance) -> None:
    """To the page they wanted."""
    answer = await opened(coop).get("/home?before=abc")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=%2Fhome%3Fbefore%3Dabc"


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
async def test_an_empty_home_says_where_to_begin(
    opened: Opener, coop: Instance, language: str
) -> None:
    """With the cooperative, the directory, and people elsewhere."""
    ana = await given_person(coop, "ana", language=language)
    page = await (await browser_of(opened, coop, ana, language)).get("/home")
    assert page.status_code == 200
    for way in ("/@cooperative", "/directory", "/search", 'action="/compose"'):
        assert way in page.text
    assert "@ana@coop.example" in words(page)


async def test_home_shows_what_the_followed_write_and_no_stranger(
    opened: Opener, coop: Instance
) -> None:
    """And the cooperative's page shows both."""
    ana, bob, eve = [await given_person(coop, name) for name in ("ana", "bob", "eve")]
    async with coop.writing() as work:
        await actors.follow(work, ana.actor, bob.actor)
    await given_note(coop, bob, "Le **colza** lève")
    await given_note(coop, eve, "Entre nous", "members")
    browser = await browser_of(opened, coop, ana)
    home, whole = await browser.get("/home"), await browser.get("/home/cooperative")
    assert "<strong>colza</strong>" in home.text
    assert "Entre nous" not in home.text
    assert "colza" in whole.text
    assert "Entre nous" in whole.text


async def test_older_messages_are_a_link_away(opened: Opener, coop: Instance) -> None:
    """Six on the first page, ten on the others; the last says that there is nothing older."""
    ana = await given_person(coop, "ana")
    for number in range(15):
        await given_note(coop, ana, f"Message {number:02}")
    browser = await browser_of(opened, coop, ana)
    first = await browser.get("/home")
    assert "Message 14" in first.text
    assert "Message 00" not in first.text
    link = markup(first).partition('rel="next" href="')[2].partition('"')[0]
    second = await browser.get(f"/home{link}")
    assert "Message 00" in second.text
    assert 'rel="next"' not in second.text
    nothing = await browser.get("/home?before=00000000")
    assert nothing.status_code == 200
    assert 'class="empty"' in nothing.text


async def test_what_waits_for_a_member_stands_beside(opened: Opener, coop: Instance) -> None:
    """Requests for her, reports for moderators only."""
    ana = await given_person(coop, "ana", language="en", roles=["moderation"])
    bob = await given_person(coop, "bob", language="en")
    async with coop.writing() as work:
        work.session.add(ana.actor)
        ana.actor.locked = True
    browser, bobs = await browser_of(opened, coop, ana), await browser_of(opened, coop, bob)
    await bobs.send("/@ana/follow")
    await bobs.send("/report", {"person": ana.actor_id, "text": "Bruit"})
    page = words(await browser.get("/home"))
    assert "One person asks to follow you" in page
    assert "One report to look at" in page
    assert "One report" not in words(await bobs.get("/home"))


async def test_the_form_of_the_buttons_alone_changes_nothing(
    opened: Opener, coop: Instance
) -> None:
    """It only leads back."""
    browser = await browser_of(opened, coop, await given_person(coop, "ana"))
    answer = await browser.send("/home", {"back": "/bookmarks"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/bookmarks")


async def test_a_moderator_of_another_language_reads_dates_in_hers(
    opened: Opener, coop: Instance, clock: StoppedClock
) -> None:
    """The page is said to be in the language of the member, whatever the browser asks."""
    ana = await given_person(coop, "ana", language="en")
    await given_note(coop, ana)
    page = await (await browser_of(opened, coop, ana, "fr")).get("/home")
    assert page.headers["content-language"] == "en"
    assert page.headers["cache-control"] == "private, no-store"
    assert f'datetime="{clock().isoformat(timespec="seconds")}"' in page.text
