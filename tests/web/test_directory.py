"""The members' directory on its pages: looking, and showing oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.accounts import service as accounts
from fedicoop.actors import queries
from fedicoop.search import worker
from tests.directory.given import given_listed
from tests.web.browser import EVERY_LANGUAGE, markup, words
from tests.web.given import actor_named, browser_of, given_person

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give a member who reads English."""
    return await given_person(coop, "ana", language="en")


@pytest.fixture
async def at_home(opened: Opener, coop: Instance, ana: Member) -> Browser:
    """Give Ana's browser."""
    return await browser_of(opened, coop, ana, "en")


@pytest.fixture
async def full(coop: Instance) -> None:
    """Fill the directory: Zoé in Rouen knows the law, Yves in Marseille works wood."""
    async with coop.writing() as work:
        zoe = await given_listed(work, "zoe", "droit", town="Rouen")
        zoe.actor.name = "Zoé Lefèvre"
        await given_listed(work, "yves", "menuiserie", town="Marseille")
    await worker.run_once(coop.reading, coop.writing)


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
async def test_the_directory_lists_those_who_agreed(
    opened: Opener, coop: Instance, ana: Member, language: str
) -> None:
    """Who did not, and who left, are not there; she is told when she is not."""
    bob = await given_person(coop, "bob")
    eve = await given_person(coop, "eve", language=language)
    browser = await browser_of(opened, coop, eve, language)
    empty = await browser.get("/directory")
    assert 'class="empty"' in empty.text
    assert 'href="/settings"' in empty.text
    async with coop.writing() as work:
        for member in (ana, bob, eve):
            actor = await queries.by_id(work, member.actor_id)
            assert actor is not None
            actor.discoverable = member is not bob
        await accounts.disable(work, ana)
        work.session.add(ana)
        ana.disabled_at = work.now()
    page = await browser.get("/directory")
    assert '<a href="/@eve"' in page.text.partition("<main")[2]
    assert 'href="/@bob"' not in page.text
    assert 'href="/@ana"' not in page.text


async def test_a_long_directory_has_pages(at_home: Browser, coop: Instance) -> None:
    """Forty people on each, nobody twice, nobody left out."""
    async with coop.writing() as work:
        for number in range(45):
            member = await accounts.admit(work, f"member{number:02}")
            member.actor.discoverable = number % 45 != 7
    first = await at_home.get("/directory")
    link = markup(first).partition('rel="next" href="')[2].partition('"')[0]
    second = await at_home.get(link)
    assert 'rel="prev" href="/directory?page=1"' in markup(second)
    listed = [
        f"member{number:02}"
        for page in (first, second)
        for number in range(45)
        if f'href="/@member{number:02}"' in page.text
    ]
    assert sorted(listed) == [f"member{number:02}" for number in range(45) if number != 7]
    assert len(listed) == len(set(listed))
    assert (await actor_named(coop, "member07")).discoverable is False


@pytest.mark.parametrize(
    "query", ["q=lefevre", "skill=Droit", "town=76000&km=10", "town=rouen&skill=droit&q=zo"]
)
async def test_members_find_each_other_by_name_skill_and_town(
    at_home: Browser, full: None, query: str
) -> None:
    """And see what each shows, in the list and on her page."""
    page = await at_home.get(f"/directory?{query}")
    assert "Zoé Lefèvre" in page.text
    assert "droit" in words(page)
    assert 'href="/@yves"' not in page.text
    profile = words(await at_home.get("/@zoe"))
    assert "Can help with droit Town Rouen" in profile


async def test_a_search_without_result_says_what_to_do(at_home: Browser, full: None) -> None:
    """What was typed stays; a town that is none is said beside its field."""
    page = await at_home.get("/directory?town=Paris&km=5&skill=droit")
    assert "Nobody in the directory fits this." in words(page)
    assert 'value="Paris"' in page.text
    assert "km=200" in page.text
    unknown = await at_home.get("/directory?town=nulle-part-ailleurs")
    assert "No town is called so" in words(unknown)
    assert 'href="/@zoe"' not in unknown.text
    assert "Or did you mean" in words(await at_home.get("/directory?town=Saint-Denis"))


@pytest.mark.parametrize(
    "query",
    [
        "page=-1",
        "page=99999999999",
        "q=%22%22*%29%28",
        "q=" + "a" * 3000,
        "skill=%25",
        "skill=%00",
        "town=%00%ff",
        "km=0&town=Rouen",
        "km=1e9&town=Rouen",
    ],
)
async def test_no_address_breaks_the_page(at_home: Browser, full: None, query: str) -> None:
    page = await at_home.get(f"/directory?{query}")
    assert page.status_code == 200


async def test_strangers_learn_nothing_of_skills_and_towns(
    opened: Opener, coop: Instance, full: None
) -> None:
    """Not on her page, nor in what other servers get of her."""
    browser = opened(coop, "en")
    assert (await browser.get("/directory?skill=droit")).status_code == 303
    page = await browser.get("/@zoe")
    assert "Can help with" not in page.text
    document = await browser.get("/users/zoe", accept="application/activity+json")
    assert document.json()["name"] == "Zoé Lefèvre"
    for text in (page.text.partition("<main")[2].partition("<footer")[0], document.text):
        assert "droit" not in text
        assert "Rouen" not in text


async def test_a_member_says_what_she_can_do_and_where_she_lives(
    at_home: Browser, coop: Instance
) -> None:
    """The box for being called ticks itself with the first skills, and stays as she leaves it."""
    first = await at_home.get("/settings/directory")
    assert 'id="f-called" checked' not in markup(first)
    fields = {"skill_0": "Droit", "skill_1": "", "skill_2": "Traduction", "town": "rouen"}
    shows = {"shows_skills": "on", "shows_town": "on"}
    answer = await at_home.send("/settings/directory", {**fields, **shows, "was_called": ""})
    assert answer.status_code == 303
    page = markup(await at_home.get("/settings/directory"))
    assert 'value="Traduction"' in page
    assert 'value="Rouen (76000)"' in page
    assert page.partition('name="called"')[2].partition(">")[0].count("checked") == 1
    await at_home.send("/settings/directory", {**fields, **shows, "was_called": "on"})
    page = markup(await at_home.get("/settings/directory"))
    assert page.partition('name="called"')[2].partition(">")[0].count("checked") == 0


async def test_what_is_wrong_is_said_and_nothing_is_lost(at_home: Browser, coop: Instance) -> None:
    """Of namesakes she chooses one."""
    fields = {"skill_0": "?!", "skill_1": "Droit", "town": "Saint-Denis"}
    refused = await at_home.send("/settings/directory", fields)
    assert refused.status_code == 422
    assert "Several towns are called so" in words(refused)
    assert 'value="Droit"' in refused.text
    assert 'value="Saint-Denis (93200)"' in refused.text
    refused = await at_home.send("/settings/directory", {**fields, "which": "Saint-Denis (93200)"})
    assert (refused.status_code, "Write this in letters." in words(refused)) == (422, True)
    taken = {"skill_1": "Droit", "town": "Saint-Denis", "which": "Saint-Denis (93200)"}
    assert (await at_home.send("/settings/directory", taken)).status_code == 303
    assert 'value="Saint-Denis (93200)"' in (await at_home.get("/settings/directory")).text
    nowhere = await at_home.send("/settings/directory", {"town": "nulle part ailleurs"})
    assert "No town is called so" in words(nowhere)


async def test_the_link_in_a_call_opens_a_private_message(at_home: Browser, full: None) -> None:
    """The one who called stands there as whom it goes to."""
    page = await at_home.get("/messages/new?to=zoe")
    assert page.status_code == 200
    assert "zoe" in markup(page)
