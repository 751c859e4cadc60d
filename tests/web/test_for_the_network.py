"""Writing for the network on the pages: a message, a group; who is told what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.groups import queries as groups
from fedicoop.posts import queries as posts
from tests.web.browser import words
from tests.web.given import browser_of, given_person
from tests.web.test_groups_starting import filled

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener


@pytest.fixture
async def lea(coop: Instance) -> Member:
    """Give a member."""
    return await given_person(coop, "lea", language="en")


@pytest.fixture
async def leas(opened: Opener, coop: Instance, lea: Member) -> Browser:
    """Give her browser."""
    return await browser_of(opened, coop, lea, "en")


async def test_a_message_is_written_for_the_network(
    coop: Instance, leas: Browser, lea: Member, visitor: Browser
) -> None:
    form = words(await leas.get("/compose"))
    assert "Network of cooperatives" in form
    assert "Members of this cooperative and of those it trusts; nobody else." in form
    fields = {"source": "Entre coopératives", "visibility": "network", "language": "fr"}
    answer = await leas.send("/compose", fields, at="/compose")
    assert answer.status_code == 303

    async with coop.reading() as work:
        page = await posts.public_of(work, lea.actor, lea.actor)
    (written,) = [item.post for item in page.items]
    assert written.visibility == "network"
    shown = words(await leas.get(f"/notes/{written.id}"))
    assert "Network of cooperatives" in shown
    assert "Entre coopératives" not in words(await visitor.get(f"/notes/{written.id}"))


async def test_an_answer_to_it_is_no_wider(leas: Browser, coop: Instance, lea: Member) -> None:
    fields = {"source": "Qui vient ?", "visibility": "network", "language": "fr"}
    await leas.send("/compose", fields, at="/compose")
    async with coop.reading() as work:
        page = await posts.public_of(work, lea.actor, lea.actor)
    form = (await leas.get(f"/compose?reply={page.items[0].post.id}")).text
    assert 'value="network"' in form
    assert 'value="public"' not in form


async def test_a_group_is_for_the_network(coop: Instance, leas: Browser, visitor: Browser) -> None:
    answer = await leas.send("/new/group", filled(visibility="network"), at="/new/group")
    assert answer.status_code == 303
    async with coop.reading() as work:
        group = await groups.by_username(work, "vent")
    assert group is not None
    assert group.visibility == "network"
    assert "comptons" in words(await leas.get("/@vent"))
    assert "comptons" not in words(await visitor.get("/@vent"))
    assert "Groupe Vent" in words(await leas.get("/network"))
    assert "Groupe Vent" not in words(await visitor.get("/network"))
