"""The map of the site for search engines, and what a page says to whoever links to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from fedicoop.actors import queries as actors
from fedicoop.actors import service as people
from fedicoop.actors.service import ProfileDraft
from fedicoop.web import sharing
from fedicoop.web.i18n import Language
from tests.web.browser import given_account
from tests.web.given_articles import given_article
from tests.web.given_events import given_event
from tests.web.given_groups import given_group
from tests.web.given_library import given_paper
from tests.web.test_threads import publish

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

_NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
HERE = "https://coop.example"


async def places(browser: Browser, path: str) -> list[str]:
    """Read the addresses in a part of the map."""
    answer = await browser.get(path)
    assert answer.status_code == 200, path
    assert answer.headers["content-type"].startswith("application/xml")
    found = etree.fromstring(answer.content).xpath("//s:loc/text()", namespaces=_NAMES)
    assert isinstance(found, list)
    return [str(each) for each in found]


async def want_to_be_found(coop: Instance, member: Member) -> None:
    """Let a member ask to be shown by search engines."""
    async with coop.writing() as work:
        actor = await actors.by_id(work, member.actor_id)
        assert actor is not None
        draft = ProfileDraft(actor.name, "", discoverable=True, indexable=True)
        await people.update_profile(work, actor, draft)


async def test_the_map_has_what_everybody_may_find(
    opened: Opener, coop: Instance, ana: Member
) -> None:
    """Of people, only those who asked for it, with what they wrote."""
    bob = await given_account(coop, "bob")
    await want_to_be_found(coop, bob)
    await given_group(coop, ana, "vent")
    await given_group(coop, ana, "secret", visibility="secret")
    await given_group(coop, ana, "nous", visibility="members")
    shown, quiet = await publish(coop, bob, "oui"), await publish(coop, ana, "non")
    inside = await publish(coop, bob, "entre nous", visibility="members")
    open_event = await given_event(coop, ana, group="vent")
    hers = await given_event(coop, ana)
    browser = opened(coop)
    parts = await places(browser, "/sitemap.xml")
    found = [each for part in parts for each in await places(browser, part.removeprefix(HERE))]
    for path in (
        "/",
        "/about",
        "/agenda",
        "/groups",
        "/network",
        "/articles",
        "/documents",
        "/@vent",
        "/@bob",
        "/@cooperative",
    ):
        assert f"{HERE}{path}" in found, path
    assert f"{HERE}/notes/{shown}" in found
    assert f"{HERE}/events/{open_event.id}" in found
    for path in ("/@ana", "/@secret", "/@nous", f"/notes/{quiet}", f"/notes/{inside}", "/login"):
        assert f"{HERE}{path}" not in found, path
    assert f"{HERE}/events/{hers.id}" not in found
    assert f"{HERE}/notes/{open_event.id}" not in found
    for address in found:
        page = await browser.get(address.removeprefix(HERE))
        assert page.status_code == 200, address
        assert 'name="robots" content="noindex"' not in page.text, address


async def test_articles_and_documents_stand_there_under_their_own_address(
    opened: Opener, coop: Instance, ana: Member
) -> None:
    """What is for members alone is in no part."""
    await want_to_be_found(coop, ana)
    await given_group(coop, ana, "vent")
    article = await given_article(coop, ana)
    paper = await given_paper(coop, ana, "vent", audience="public")
    await given_paper(coop, ana, "vent", audience="members")
    browser = opened(coop)

    assert await places(browser, "/sitemaps/articles.xml") == [f"{HERE}/articles/{article.id}"]
    assert await places(browser, "/sitemaps/documents.xml") == [f"{HERE}/documents/{paper.id}"]
    assert await places(browser, "/sitemaps/messages.xml") == []
    for path in (f"/articles/{article.id}", f"/documents/{paper.id}"):
        assert (await browser.get(path)).status_code == 200


async def test_the_map_has_no_other_parts(opened: Opener, coop: Instance) -> None:
    """Nothing here is a 500."""
    assert (await opened(coop).get("/sitemaps/secrets.xml")).status_code == 404


async def test_a_subject_has_a_feed(opened: Opener, coop: Instance, ana: Member) -> None:
    """What is said about it for everybody, and nothing else."""
    await publish(coop, ana, "du #soleil")
    await publish(coop, ana, "entre nous, du #soleil", visibility="members")
    answer = await opened(coop).get("/tags/soleil.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = etree.fromstring(answer.content)
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) == 1
    empty = await opened(coop).get("/tags/jamais.atom")
    assert empty.status_code == 200
    assert b"1970-01-01" in empty.content
    assert (await opened(coop).get("/tags/.atom")).status_code == 404


def test_a_page_below_others_says_so_in_the_language_of_its_reader() -> None:
    """From the start page down; the start page itself says nothing."""
    page = sharing.Sharing("La fête", "", f"{HERE}/events/1", trail=(("Groups", "/groups"),))
    steps = page.crumbs(HERE, "Coop", Language("fr").gettext)["itemListElement"]
    assert [(each["position"], each["name"], each["item"]) for each in steps] == [
        (1, "Coop", f"{HERE}/"),
        (2, "Groupes", f"{HERE}/groups"),
        (3, "La fête", f"{HERE}/events/1"),
    ]
    assert replace(page, trail=()).crumbs(HERE, "Coop", str) == {}


@pytest.mark.parametrize(("code", "region"), [("fr", "fr_FR"), ("en", "en_US"), ("br", "br_FR")])
def test_a_language_names_its_country_for_open_graph(code: str, region: str) -> None:
    """By what Babel knows of it."""
    assert Language(code).region == region
