"""What tests of the pages can ask for: a cooperative, a neighbour, browsers at their doors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

import pytest

from tests.network import Internet
from tests.web.browser import Browser, given_account

if TYPE_CHECKING:
    from pathlib import Path

    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock

Opener = Callable[..., Browser]


@pytest.fixture
def internet() -> Internet:
    """Give a network on which several instances can be plugged in."""
    return Internet()


@pytest.fixture
async def coop(internet: Internet, tmp_path: Path, clock: StoppedClock) -> AsyncIterator[Instance]:
    """Give a whole instance, coop.example, with two pages of its own."""
    pages = tmp_path / "coop" / "pages"
    pages.mkdir(parents=True)
    (pages / "about.md").write_text("# Qui sommes-nous ?\n\nDes voisins *et* du vent.\n", "utf-8")
    (pages / "about.en.md").write_text("# Who we are\n\nNeighbours and wind.\n", "utf-8")
    (pages / "contact.md").write_text("# Nous écrire\n\nbonjour@coop.example\n", "utf-8")
    async with internet.instance("coop.example", tmp_path / "coop", clock) as instance:
        yield instance


@pytest.fixture
async def neighbour(
    internet: Internet, tmp_path: Path, clock: StoppedClock
) -> AsyncIterator[Instance]:
    """Give a second whole instance, neighbour.example."""
    async with internet.instance("neighbour.example", tmp_path / "neighbour", clock) as instance:
        yield instance


@pytest.fixture
async def opened(internet: Internet) -> AsyncIterator[Opener]:
    """Give a way to open a browser at an instance; all are closed afterwards."""
    browsers: list[Browser] = []

    def open_at(instance: Instance, language: str = "fr") -> Browser:
        transport = internet.servers[instance.urls.host]
        browsers.append(Browser(instance, transport, language))
        return browsers[-1]

    yield open_at
    for browser in browsers:
        await browser.client.aclose()


@pytest.fixture(params=["fr", "en"])
def visitor(opened: Opener, coop: Instance, request: pytest.FixtureRequest) -> Browser:
    """Give somebody who is not signed in, once in each language."""
    return opened(coop, request.param)


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give a member with a password."""
    return await given_account(coop, "ana")


@pytest.fixture
async def at_home(opened: Opener, coop: Instance, ana: Member) -> Browser:
    """Give Ana's browser, signed in, in French."""
    browser = opened(coop)
    await browser.sign_in("ana")
    return browser
