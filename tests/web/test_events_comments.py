"""Comments that organisers read first: written, waiting, let in, turned away, in pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.web.browser import words
from tests.web.given import browser_of, given_person
from tests.web.given_events import given_event

if TYPE_CHECKING:
    import httpx2

    from fedicoop.accounts import Member
    from fedicoop.events import Event
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

CANARY = "perroquet-bleu-77"


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give who announces the event."""
    return await given_person(coop, "ana", language="en")


@pytest.fixture
async def event(coop: Instance, ana: Member) -> Event:
    """Give an event whose comments are read first."""
    return await given_event(coop, ana, comments="moderated")


@pytest.fixture
async def anas(opened: Opener, coop: Instance, ana: Member) -> Browser:
    """Give Ana's browser."""
    return await browser_of(opened, coop, ana, "en")


@pytest.fixture
async def bobs(opened: Opener, coop: Instance) -> Browser:
    """Give the browser of a member who comments."""
    return await browser_of(opened, coop, await given_person(coop, "bob", language="en"), "en")


async def does(browser: Browser, path: str, at: str, **fields: str) -> httpx2.Response:
    """Send a form, and open the page that it leads to."""
    answer = await browser.send(path, fields, at=at)
    assert answer.status_code == 303, words(answer)
    return await browser.get(answer.headers["location"])


def deed(page: httpx2.Response, name: str) -> str:
    """Give where the first button of this name on a page leads."""
    found = re.search(rf'formaction="([^"]+/{name})"', page.text)
    assert found, words(page)
    return found[1]


async def comments(browser: Browser, event: Event, text: str) -> str:
    """Write a comment from the event's own page; give what the next page says."""
    at = f"/events/{event.id}"
    said = {"in_reply_to": event.id, "source": text, "visibility": "public", "back": at}
    return words(await does(browser, "/compose", at, **said))


async def test_a_comment_waits_is_let_in_and_shown(
    opened: Opener, coop: Instance, event: Event, anas: Browser, bobs: Browser
) -> None:
    assert "read comments before others see them" in words(await bobs.get(f"/events/{event.id}"))

    said = await comments(bobs, event, CANARY)

    assert "only you see it" in said
    assert "waits for the organisers" in said
    for path in (f"/events/{event.id}", "/", "/@bob", "/@bob.atom"):
        assert CANARY not in (await opened(coop).get(path)).text
    assert CANARY not in (await anas.get(f"/events/{event.id}")).text
    assert "One comment waits for you" in words(await anas.get(f"/events/{event.id}"))
    news = await anas.get("/notifications")
    assert "wrote a comment that waits for you" in words(news)
    assert f'href="/events/{event.id}/comments"' in news.text
    page = await anas.get(f"/events/{event.id}/comments")
    assert CANARY in page.text
    assert "Let all of these in" not in words(page)

    done = await does(anas, deed(page, "let-in"), page.url.path)

    assert "The comment is shown now" in words(done)
    assert CANARY in (await opened(coop).get(f"/events/{event.id}")).text
    assert "Nothing waits" in words(await anas.get(f"/events/{event.id}/comments"))


async def test_a_comment_is_turned_away_and_its_author_told(
    event: Event, anas: Browser, bobs: Browser
) -> None:
    await comments(bobs, event, CANARY)
    page = await anas.get(f"/events/{event.id}/comments")

    done = await does(anas, deed(page, "turn-away"), page.url.path)

    assert "The comment was turned away" in words(done)
    assert CANARY not in (await bobs.get(f"/events/{event.id}")).text
    assert "did not let your comment in" in words(await bobs.get("/notifications"))


async def test_all_that_was_read_is_let_in_at_once(
    event: Event, anas: Browser, bobs: Browser
) -> None:
    """Not what came after the page was shown."""
    for number in (1, 2):
        await comments(bobs, event, f"{CANARY}-{number}")
    page = await anas.get(f"/events/{event.id}/comments")
    await comments(bobs, event, f"{CANARY}-3")

    up_to = re.search(r'name="up_to"\s+value="([^"]+)"', page.text)
    assert up_to
    done = await does(anas, f"{page.url.path}/let-in", page.url.path, up_to=up_to[1])

    assert "The comments are shown now" in words(done)
    shown = (await anas.get(f"/events/{event.id}")).text
    assert f"{CANARY}-1" in shown
    assert f"{CANARY}-2" in shown
    assert f"{CANARY}-3" not in shown


async def test_nobody_else_finds_or_decides_what_waits(
    coop: Instance, opened: Opener, event: Event, anas: Browser, bobs: Browser
) -> None:
    await comments(bobs, event, CANARY)
    page = await anas.get(f"/events/{event.id}/comments")
    way = deed(page, "let-in")

    assert (await bobs.get(f"/events/{event.id}/comments")).status_code == 404
    assert (await opened(coop).get(f"/events/{event.id}/comments")).status_code in {303, 401}
    assert (await bobs.send(way)).status_code == 404
    missing = way.replace(way.split("/")[4], "00000000-0000-7000-8000-000000000000")
    assert (await anas.send(missing)).status_code == 404


async def test_the_form_offers_the_three_ways(anas: Browser) -> None:
    page = words(await anas.get("/new/event?part=links"))
    assert "Shown when an organiser has read them" in page
