"""Muting and blocking in pages: a button on a profile or a group, and the list in the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.browser import words
from tests.web.given import browser_of, given_note, given_person
from tests.web.given_groups import given_group, given_joined

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


async def test_a_person_is_muted_listed_and_heard_again(
    coop: Instance, anas: Browser, bob: Member
) -> None:
    await given_note(coop, bob, "Bonjour à toutes")
    await anas.send("/@bob/follow", at="/@bob")
    assert "Bonjour à toutes" in words(await anas.get("/home"))
    assert "You hear everybody" in words(await anas.get("/settings/apart"))
    assert 'formaction="/@bob/mute"' in (await anas.get("/@bob")).text

    assert (await anas.send("/@bob/mute", at="/@bob")).status_code == 303

    assert "Bonjour à toutes" not in words(await anas.get("/home"))
    profile = await anas.get("/@bob")
    assert "Bonjour à toutes" in words(profile)
    assert 'formaction="/@bob/unmute"' in profile.text
    listed = await anas.get("/settings/apart")
    assert "Bob" in words(listed)
    assert "Hear again" in words(listed)
    await anas.send("/@bob/unmute", at="/settings/apart")
    assert "Bonjour à toutes" in words(await anas.get("/home"))


async def test_whom_she_blocks_is_in_the_list_too(anas: Browser, bob: Member) -> None:
    assert bob.actor_id
    await anas.send("/@bob/block", at="/@bob")
    listed = await anas.get("/settings/apart")
    assert 'formaction="/@bob/unblock"' in listed.text
    await anas.send("/@bob/unblock", at="/settings/apart")
    assert "You hear everybody" in words(await anas.get("/settings/apart"))


async def test_a_group_is_muted_from_its_page(coop: Instance, anas: Browser, bob: Member) -> None:
    await given_group(coop, bob, "vent", name="Vent")
    cleo = await given_person(coop, "cleo")
    await given_joined(coop, cleo, "vent")
    assert 'formaction="/@vent/mute"' in (await anas.get("/@vent")).text
    await anas.send("/@vent/mute", at="/@vent")
    assert 'formaction="/@vent/unmute"' in (await anas.get("/@vent")).text
    assert "Vent" in words(await anas.get("/settings/apart"))


async def test_a_visitor_mutes_nobody(opened: Opener, coop: Instance, bob: Member) -> None:
    assert bob.actor_id
    visitor = opened(coop, "en")
    assert "/mute" not in (await visitor.get("/@bob")).text
    assert (await visitor.send("/@bob/mute", at="/login")).status_code in {303, 401}
    assert (await visitor.get("/settings/apart")).status_code in {303, 401}
