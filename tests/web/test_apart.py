"""Reporting, muting and blocking from under any message, and closing what one began."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.browser import words
from tests.web.given import browser_of, given_note, given_person, note
from tests.web.given_groups import given_group

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener


async def test_a_message_in_a_list_is_reported_and_its_author_muted(
    at_home: Browser, coop: Instance
) -> None:
    ben = await given_person(coop, "ben")
    post = await given_note(coop, ben, "Bonjour")

    listed = await at_home.get("/@ben")
    page = await at_home.get(f"/report?post={post.id}")

    assert f'href="/report?post={post.id}"' in listed.text
    assert 'formaction="/@ben/mute"' in page.text
    assert 'formaction="/@ben/block"' in page.text


async def test_ones_own_messages_have_no_such_menu(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    post = await given_note(coop, ana, "Bonjour")

    assert f"/report?post={post.id}" not in (await at_home.get(f"/notes/{post.id}")).text


async def test_a_group_is_reported_from_its_page(at_home: Browser, coop: Instance) -> None:
    ben = await given_person(coop, "ben")
    await given_group(coop, ben, "solaire")

    assert "/report?person=" in (await at_home.get("/@solaire")).text


async def test_who_began_a_discussion_closes_it_on_its_page(
    at_home: Browser, coop: Instance, opened: Opener, ana: Member
) -> None:
    post = await given_note(coop, ana, "Qui vient ?")
    path = f"/notes/{post.id}"
    his = await browser_of(opened, coop, await given_person(coop, "ben"))
    assert f"{path}/close" in (await at_home.get(path)).text
    assert f"{path}/close" not in (await his.get(path)).text

    assert (await at_home.send(f"{path}/close", at=path)).status_code == 303

    assert (await note(coop, post.id)).closed_at is not None
    page = await his.get(path)
    assert his.say("This discussion takes no more answers.") in words(page)
    assert 'name="source"' not in page.text
    assert (await at_home.send(f"{path}/reopen", at=path)).status_code == 303
    assert 'name="source"' in (await his.get(path)).text
