"""The charter: shown in the form until it is accepted, asked again when it changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from fedicoop.accounts import queries as register
from fedicoop.accounts import service as accounts
from fedicoop.accounts.charter import digest_of
from fedicoop.errors import Invalid
from fedicoop.posts import service as writing
from fedicoop.posts.service import NoteDraft
from tests.web.browser import words
from tests.web.given import given_note, given_person, newest, written
from tests.web.test_activating import FIELDS, invite
from tests.web.test_contact import given_contact

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

_DIGEST = re.compile(r'name="charter_digest"\s+value="(\w+)"')


def _write(coop: Instance, words: str = "On se parle **poliment**.") -> None:
    path = coop.config.folder / "pages" / "charte.md"
    path.write_text(f"# Notre charte\n\n{words}\n", "utf-8")


async def _digest(browser: Browser, path: str = "/compose") -> str:
    found = _DIGEST.search((await browser.get(path)).text)
    assert found is not None
    return found[1]


async def test_without_a_charter_nobody_is_asked(at_home: Browser, coop: Instance) -> None:
    assert digest_of(coop.config.folder) == ""
    assert "charter" not in (await at_home.get("/compose")).text


async def test_a_number_before_its_name_only_says_where_it_stands(
    at_home: Browser, coop: Instance
) -> None:
    _write(coop)
    pages = coop.config.folder / "pages"
    (pages / "charte.md").rename(pages / "20-charte.md")
    assert await _digest(at_home) == digest_of(coop.config.folder) != ""


async def test_the_first_post_asks_for_the_charter_and_loses_nothing(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    _write(coop)
    page = await at_home.get("/compose")
    assert "On se parle poliment." in words(page)
    assert 'href="/pages/charte"' in page.text

    refused = await at_home.send("/compose", {"source": "Bonjour à tous", "visibility": "public"})

    assert refused.status_code == 422
    assert "Bonjour à tous" in refused.text
    said = "Before you write, read the cooperative's charter and say that you accept it."
    assert at_home.say(said) in words(refused)
    assert await written(coop, ana) == []


async def test_who_accepts_writes_and_is_not_asked_again_until_it_changes(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    _write(coop)
    fields = {"source": "Bonjour", "visibility": "public"}
    yes = {"charter": "on", "charter_digest": await _digest(at_home)}

    assert (await at_home.send("/compose", fields | yes)).status_code == 303
    assert (await at_home.send("/compose", fields)).status_code == 303
    assert "charter_digest" not in (await at_home.get("/compose")).text
    _write(coop, "On se parle **très** poliment.")
    stale = await at_home.send("/compose", fields | yes)

    assert stale.status_code == 422
    assert await _digest(at_home) != yes["charter_digest"]
    assert len(await written(coop, ana)) == 2


async def test_every_form_with_which_one_writes_shows_the_charter(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    ben = await given_person(coop, "ben")
    post = await given_note(coop, ben)
    await given_contact(coop, "cleo", "Tout")
    _write(coop)

    for path in (
        *("/home", f"/notes/{post.id}", "/messages/new"),
        *("/new/event", "/new/article", "/contact"),
    ):
        assert await _digest(at_home, path)
    yes = {"charter": "on", "charter_digest": await _digest(at_home, "/messages/new")}
    fields = {"to": "@ben", "source": "Bonjour"}
    assert (await at_home.send("/messages/new", fields)).status_code == 422
    assert (await at_home.send("/messages/new", fields | yes)).status_code == 303
    assert (await newest(coop, ana)).visibility == "direct"


async def test_a_program_is_told_what_is_missing(coop: Instance, ana: Member) -> None:
    _write(coop)
    async with coop.writing() as work:
        member = await register.by_id(work, ana.id)
        assert member is not None
        with pytest.raises(Invalid) as refused:
            await writing.publish(work, member.actor, NoteDraft("Bonjour"))
        with pytest.raises(Invalid):
            await accounts.accept_charter(work, member, "0" * 64)

    assert "charter" in refused.value.fields
    assert "charter" in refused.value.safe


async def test_who_agreed_when_her_account_was_opened_is_not_asked_again(
    opened: Opener, coop: Instance
) -> None:
    """The charter is read once, there."""
    _write(coop)
    link = await invite(coop)
    browser = opened(coop)
    yes = {"charter": "on", "charter_digest": await _digest(browser, link)}
    done = await browser.send(link, FIELDS | yes, at=link)
    assert done.status_code == 303
    async with coop.reading() as work:
        bea = await register.by_login(work, "bea")
    assert bea is not None
    assert bea.charter == digest_of(coop.config.folder)
