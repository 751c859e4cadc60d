"""The operator's page of other servers: asking, letting in, the circle; hidden from all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.moderation import queries as rules
from tests.federation.between import asks, standing
from tests.web.browser import words
from tests.web.given import browser_of, given_person

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.network import Internet
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

PAGE = "/admin/federation/servers"
NEIGHBOUR = "neighbour.example"


@pytest.fixture
async def olga(coop: Instance) -> Member:
    """Give somebody who runs the site."""
    return await given_person(coop, "olga", language="en", roles=["admin"])


@pytest.fixture
async def desk(opened: Opener, coop: Instance, olga: Member) -> Browser:
    """Give her browser."""
    return await browser_of(opened, coop, olga, "en")


async def test_only_who_runs_the_site_finds_the_page(
    at_home: Browser, visitor: Browser, desk: Browser
) -> None:
    assert (await at_home.get(PAGE)).status_code == 404
    assert (await visitor.get(PAGE)).status_code in {303, 401}
    page = await desk.get(PAGE)
    assert page.status_code == 200
    assert "This server exchanges with no other yet." in words(page)


async def test_a_server_is_followed_by_its_name(
    desk: Browser, coop: Instance, neighbour: Instance, internet: Internet
) -> None:
    await desk.get(PAGE)
    answer = await desk.send(PAGE, {"host": NEIGHBOUR, "trust": "1"})
    assert answer.status_code == 303

    assert (await standing(coop))[NEIGHBOUR] == ("asked", "")
    async with coop.reading() as work:
        assert await rules.circle(work) == [NEIGHBOUR]
    page = words(await desk.get(PAGE))
    assert "We ask to hear what it announces." in page
    assert "It is in the circle" in page
    await internet.settle()
    assert (await standing(neighbour))["coop.example"] == ("", "asked")


async def test_what_is_no_server_is_said_in_the_form(desk: Browser) -> None:
    await desk.get(PAGE)
    answer = await desk.send(PAGE, {"host": "nobody.example"})
    assert answer.status_code == 422
    assert "This server does not answer" in words(answer)


async def test_who_asks_is_let_in_or_refused(
    desk: Browser, coop: Instance, neighbour: Instance, internet: Internet
) -> None:
    await asks(neighbour, "coop.example")
    await internet.settle()
    assert "Servers that ask to follow this one" in words(await desk.get(PAGE))
    assert "One server asks to follow this one" in words(await desk.get("/admin"))

    await desk.send(f"{PAGE}/decide", {"host": NEIGHBOUR, "do": "approve"})
    assert await standing(coop) == {NEIGHBOUR: ("", "accepted")}
    assert "It hears what is announced here." in words(await desk.get(PAGE))

    await desk.send(f"{PAGE}/decide", {"host": NEIGHBOUR, "do": "refuse"})
    assert await standing(coop) == {}
    again = await desk.send(f"{PAGE}/decide", {"host": NEIGHBOUR, "do": "approve"})
    assert again.status_code == 404
    assert (await desk.send(f"{PAGE}/decide", {"host": "x", "do": "dance"})).status_code == 404


async def test_the_circle_is_left_again(desk: Browser, coop: Instance) -> None:
    await desk.get(PAGE)
    await desk.send(f"{PAGE}/decide", {"host": NEIGHBOUR, "do": "trust"})
    async with coop.reading() as work:
        assert await rules.is_trusted(work, f"{NEIGHBOUR}:443")
        assert not await rules.is_trusted(work, f"sub.{NEIGHBOUR}")
    await desk.send(f"{PAGE}/decide", {"host": NEIGHBOUR, "do": "distrust"})
    async with coop.reading() as work:
        assert not await rules.is_trusted(work, NEIGHBOUR)
    bad = await desk.send(f"{PAGE}/decide", {"host": "not a host", "do": "trust"})
    assert bad.status_code == 404


async def test_moderators_see_and_decide_about_the_circle_too(
    opened: Opener, coop: Instance
) -> None:
    mona = await given_person(coop, "mona", language="en", roles=["moderation"])
    browser = await browser_of(opened, coop, mona, "en")
    await browser.get("/moderation/servers")
    await browser.send("/moderation/servers", {"host": NEIGHBOUR, "rule": "trust", "reason": "x"})
    assert "in the circle" in words(await browser.get("/moderation/servers"))
    assert "took a cooperative into the circle" in words(await browser.get("/moderation/log"))
