"""The links of a group in pages: for its members, by folder, with what was typed kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.web.browser import words
from tests.web.given import browser_of, given_person
from tests.web.given_groups import given_group, given_joined

if TYPE_CHECKING:
    import httpx2

    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

PAD = "https://pad.example/p/perroquet"


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give who founded the group."""
    found = await given_person(coop, "ana", language="en")
    await given_group(coop, found, "vent", name="Vent")
    return found


@pytest.fixture
async def anas(opened: Opener, coop: Instance, ana: Member) -> Browser:
    """Give her browser."""
    return await browser_of(opened, coop, ana, "en")


@pytest.fixture
async def bobs(opened: Opener, coop: Instance, ana: Member) -> Browser:
    """Give the browser of somebody who is not in the group."""
    assert ana.actor_id
    return await browser_of(opened, coop, await given_person(coop, "bob", language="en"), "en")


async def adds(browser: Browser, **more: str) -> httpx2.Response:
    """Add a link with the form."""
    said = {"title": "Pad", "link": PAD, "summary": "Notes", "folder": ""} | more
    return await browser.send("/@vent/links", said, at="/@vent/links")


def first(page: httpx2.Response) -> str:
    """Give the address of the form of the first link on a page."""
    found = re.search(r'href="(/@vent/links/[^"]+)"', page.text)
    assert found
    return found[1]


async def test_a_link_is_added_shown_changed_and_removed(anas: Browser) -> None:
    empty = words(await anas.get("/@vent/links"))
    assert "This group keeps no links yet" in empty

    assert (await adds(anas, folder="Meetings")).status_code == 303
    page = await anas.get("/@vent/links")
    assert f'href="{PAD}"' in page.text
    assert "Meetings" in words(page)
    assert "Notes" in words(page)
    assert PAD in (await anas.get("/@vent")).text
    form = await anas.get(first(page))
    assert 'value="Meetings"' in form.text

    said = {"title": "Minutes", "link": PAD, "summary": "", "folder": ""}
    assert (await anas.send(first(page), said)).status_code == 303
    page = await anas.get("/@vent/links")
    assert "Minutes" in words(page)
    assert "Meetings" not in words(page)

    assert (await anas.send(f"{first(page)}/remove")).status_code == 303
    assert "This group keeps no links yet" in words(await anas.get("/@vent/links"))
    journal = words(await anas.get("/@vent/journal"))
    for deed in ("Link added · Pad", "Link changed · Minutes", "Link removed · Minutes"):
        assert deed in journal


async def test_what_is_wrong_is_said_and_what_was_typed_is_kept(anas: Browser) -> None:
    page = await adds(anas, link="javascript:alert(1)", title="Malin")
    assert page.status_code == 422
    assert "begins with https://" in words(page)
    assert 'value="Malin"' in page.text

    await adds(anas)
    way = first(await anas.get("/@vent/links"))
    page = await anas.send(way, {"title": "", "link": PAD, "summary": "Gardé", "folder": ""})
    assert page.status_code == 422
    assert 'value="Gardé"' in page.text


async def test_others_neither_see_nor_change_them(
    coop: Instance, anas: Browser, bobs: Browser, opened: Opener
) -> None:
    await adds(anas)
    way = first(await anas.get("/@vent/links"))

    for browser in (bobs, opened(coop, "en")):
        assert PAD not in (await browser.get("/@vent")).text
        assert (await browser.get("/@vent/links")).status_code == 404
    for path in ("/@vent/links", way, f"{way}/remove"):
        answer = await bobs.send(path, {"title": "x", "link": PAD})
        assert answer.status_code == 404
    cleo = await given_person(coop, "cleo", language="en")
    await given_joined(coop, cleo, "vent")
    cleos = await browser_of(opened, coop, cleo, "en")
    page = await cleos.get("/@vent/links")
    assert PAD in page.text
    assert way not in page.text
    assert (await cleos.get(way)).status_code == 404
    assert (await cleos.send(f"{way}/remove")).status_code == 404
    assert (await anas.get("/@vent/links/none")).status_code == 404
