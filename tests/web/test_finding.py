"""The search box: handles, addresses and hashtags, here and elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import service as actors
from fedicoop.moderation import service as moderation
from tests.givens import given_stranger
from tests.web.browser import EVERY_LANGUAGE, words
from tests.web.given import browser_of, given_note, given_person, given_remote_note

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


async def search(browser: Browser, text: str) -> str:
    """Search, and give where it leads; "" when it leads nowhere."""
    answer = await browser.client.get("/search", params={"q": text})
    assert answer.status_code in {200, 303}
    return str(answer.headers.get("location", ""))


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
async def test_the_box_says_what_can_be_typed(
    opened: Opener, coop: Instance, language: str
) -> None:
    """For members; visitors are asked to sign in, and send us nowhere."""
    eve = await given_person(coop, "eve", language=language)
    page = await (await browser_of(opened, coop, eve, language)).get("/search")
    assert page.status_code == 200
    assert 'role="search"' in page.text
    answer = await opened(coop).get("/search?q=@zoe@neighbour.example")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login?next=")


@pytest.mark.parametrize(
    "text", ["@bob", " @BOB ", "@bob@coop.example", "https://coop.example/@bob"]
)
async def test_a_member_is_found_by_name_or_address(
    at_home: Browser, coop: Instance, text: str
) -> None:
    """However it is written."""
    await given_person(coop, "bob")
    assert await search(at_home, text) == "/@bob"
    assert await search(at_home, "https://coop.example/users/bob") == "/@bob"


async def test_a_bare_name_is_a_word_and_a_name(at_home: Browser, coop: Instance) -> None:
    """Who bears exactly this name comes first, also who is in no directory."""
    await given_person(coop, "bob")
    page = await at_home.get("/search?q=Bob")
    assert 'href="/@bob"' in page.text
    assert 'class="empty"' not in page.text


async def test_a_message_is_found_by_its_address(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """Ours by its page, others' by their page or id."""
    mine = await given_note(coop, ana)
    async with coop.writing() as work:
        theirs = await given_remote_note(work, await given_stranger(work, "zoe"))
    assert await search(at_home, mine.uri) == f"/notes/{mine.id}"
    assert await search(at_home, theirs.uri) == f"/notes/{theirs.id}"
    assert await search(at_home, theirs.url) == f"/notes/{theirs.id}"


async def test_what_one_may_not_see_is_not_found(at_home: Browser, coop: Instance) -> None:
    """No more than what is not there."""
    secret = await given_note(coop, await given_person(coop, "bob"), "Secret", "direct")
    assert await search(at_home, secret.uri) == ""


async def test_people_and_messages_elsewhere_are_fetched(
    at_home: Browser, coop: Instance, neighbour: Instance
) -> None:
    """Signed, from their own server."""
    zoe = await given_person(neighbour, "zoe")
    post = await given_note(neighbour, zoe, "Bonjour les voisins")
    assert await search(at_home, "@zoe@neighbour.example") == "/@zoe@neighbour.example"
    path = await search(at_home, post.uri)
    assert path.startswith("/notes/")
    assert "Bonjour les voisins" in (await at_home.get(path)).text


@pytest.mark.parametrize(
    "text",
    ["nobody", "@nobody@neighbour.example", "two words", "@", "a@b@c", "https://[", "mailto:x@y.z"],
)
async def test_nothing_found_says_what_to_do(
    at_home: Browser, neighbour: Instance, text: str
) -> None:
    """What was typed is still there."""
    answer = await at_home.client.get("/search", params={"q": text})
    assert answer.status_code == 200
    assert 'class="empty"' in answer.text
    assert f'value="{text}"' in answer.text


async def test_a_server_that_does_not_answer_is_named_as_the_reason(
    at_home: Browser, internet: Internet
) -> None:
    """Nothing breaks."""
    answer = await at_home.client.get("/search", params={"q": "@zoe@gone.example"})
    assert answer.status_code == 200
    assert "did not answer" in words(answer)


async def test_a_blocked_server_is_not_asked(
    at_home: Browser, coop: Instance, neighbour: Instance, internet: Internet
) -> None:
    """And the member learns why."""
    async with coop.writing() as work:
        await moderation.block_host(work, None, "neighbour.example")
    internet.requests.clear()
    answer = await at_home.client.get("/search", params={"q": "@zoe@neighbour.example"})
    assert "This server is not accepted here." in words(answer)
    assert internet.requests == []


async def test_a_hashtag_leads_to_its_page(at_home: Browser) -> None:
    """A bare word offers it."""
    assert await search(at_home, "#Énergie verte") == "/tags/%C3%89nergie%20verte"
    page = await at_home.client.get("/search", params={"q": "Colza"})
    assert 'href="/tags/colza"' in page.text


async def test_a_link_of_another_site_searches_nothing_by_itself(
    at_home: Browser, neighbour: Instance, internet: Internet
) -> None:
    """The member presses the button herself."""
    internet.requests.clear()
    answer = await at_home.get("/search?q=@zoe@neighbour.example", sec_fetch_site="cross-site")
    assert answer.status_code == 200
    assert 'value="@zoe@neighbour.example"' in answer.text
    assert internet.requests == []


async def test_who_is_suspended_is_not_found(at_home: Browser, coop: Instance) -> None:
    """Neither by name nor by address."""
    async with coop.writing() as work:
        zoe = await given_stranger(work, "zoe")
        await actors.suspend(work, zoe)
    assert await search(at_home, zoe.uri) == ""
