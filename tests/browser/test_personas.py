"""What each persona came for, as one journey in French, counting the clicks.

On a phone and at a desk, with and without JavaScript.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from fedicoop.accounts import queries as accounts
from fedicoop.accounts import service as doors
from fedicoop.app import open_instance
from fedicoop.web.i18n import Language
from tests.browser.cast import AUTHOR, GROUP, MEMBER, STAFF
from tests.browser.conftest import DESK, PHONE, aside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import Coop, Opener

WAYS = [
    pytest.param((size, script), id=f"{name}-{'with' if script else 'without'}-javascript")
    for name, size in (("phone", PHONE), ("desk", DESK))
    for script in (False, True)
]
Way = tuple[dict[str, int], bool]
say = Language("fr").gettext


@dataclass
class Journey:
    """A tab, and how often something was pressed in it."""

    page: Page
    clicks: int = 0

    def press(self, what: Locator) -> None:
        """Press a link or a button, and be on the page that it leads to."""
        with self.page.expect_navigation():
            what.click()
        self.clicks += 1

    def button(self, name: str) -> Locator:
        """Give a button by what it is called."""
        return self.page.get_by_role("main").get_by_role("button", name=name, exact=True)

    def link(self, name: str) -> Locator:
        """Give a link of the page itself by what it is called."""
        return self.page.get_by_role("main").get_by_role("link", name=name).first

    def menu(self, name: str) -> Locator:
        """Give a link of the menu."""
        menu = self.page.get_by_role("navigation", name=say("Main menu"))
        return menu.get_by_role("link", name=name, exact=True)

    def is_headed(self, words: str) -> None:
        """Insist on where we are."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(words)


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> Way:
    """Give a screen, and whether it runs JavaScript."""
    size, script = request.param
    return size, script


@contextmanager
def begin(opened: Opener, way: Way, who: str = "") -> Iterator[Journey]:
    """Open a tab as somebody; without JavaScript nothing can be asked of it but what it shows."""
    with opened(who, viewport=way[0], java_script_enabled=way[1]) as page:
        yield Journey(page)


def test_a_visitor_finds_the_group_near_her(coop: Coop, opened: Opener, way: Way) -> None:
    """From the home page in two clicks at most; the page says how to come in."""
    with begin(opened, way) as visit:
        visit.page.goto(f"{coop.url}/")
        visit.press(visit.menu(say("Groups")))
        near = visit.page.get_by_role("listitem").filter(has_text="Rouen")
        visit.press(near.get_by_role("link").first)
        assert visit.clicks <= 2
        expect(visit.page.get_by_role("main").get_by_text("Rouen").first).to_be_visible()
        assert visit.page.locator("main a[href$='/elsewhere']").first.is_visible()


def test_the_economic_member_answers_an_invitation_from_her_mail(
    coop: Coop, opened: Opener, way: Way
) -> None:
    """The link of the letter, and one button: no password, nothing else to fill in."""
    with begin(opened, way) as visit:
        visit.page.goto(coop.at("/answer/KEY"))
        visit.clicks += 1
        visit.page.locator("[name=answer-0]").fill("Une soupe")
        visit.press(visit.button(say("I come")))
        assert visit.clicks <= 2
        expect(visit.page.get_by_role("status")).to_contain_text(say("Your answer is noted."))
        visit.press(visit.button(say("I do not come")))
        expect(visit.button(say("I come"))).to_be_visible()


def test_the_engaged_member_announces_an_event_on_one_page(
    coop: Coop, opened: Opener, way: Way
) -> None:
    """A title, a day, an hour, a town: then it is there for everybody."""
    title = f"Visite du toit, {way[0]['width']} {way[1]}"
    day = date.today() + timedelta(days=12)  # noqa: DTZ011 - any day to come
    with begin(opened, way, AUTHOR) as visit:
        page = visit.page
        page.goto(f"{coop.url}/new/event")
        page.get_by_label(say("Title"), exact=True).fill(title)
        page.get_by_label(say("Day"), exact=True).fill(day.isoformat())
        page.get_by_label(say("Begins at"), exact=True).fill("18:30")
        page.get_by_label(say("Town"), exact=True).fill("Rouen")
        visit.press(visit.button(say("Announce the event")))
        visit.is_headed(title)
        assert visit.clicks == 1
        expect(page.get_by_role("status")).to_be_visible()
        where = page.url
    with begin(opened, way) as visit:
        visit.page.goto(where)
        visit.is_headed(title)
        expect(visit.page.get_by_role("main").get_by_text("18 h 30").first).to_be_visible()


def test_the_moderator_sees_a_report_and_closes_it(coop: Coop, opened: Opener, way: Way) -> None:
    """A member says what is wrong; a moderator reads it, decides, and it is off the list."""
    words = f"Rien de cela ne tient ({way[0]['width']}, {way[1]})."
    with begin(opened, way, MEMBER) as visit:
        visit.page.goto(coop.at("/notes/PICTURE"))
        visit.press(visit.page.locator("main .acts a[href^='/report']").first)
        visit.page.get_by_label(say("What is wrong?")).fill(words)
        visit.press(visit.button(say("Send the report")))
        expect(visit.page.get_by_role("status")).to_be_visible()
    with begin(opened, way, STAFF) as visit:
        visit.page.goto(f"{coop.url}/moderation")
        mine = visit.page.get_by_role("listitem").filter(has_text=words)
        visit.press(mine.get_by_role("link").first)
        expect(visit.page.get_by_text(words)).to_be_visible()
        visit.page.get_by_label(say("What was decided")).fill("Expliqué à son auteur.")
        visit.press(visit.button(say("Close the report")))
        visit.page.goto(f"{coop.url}/moderation")
        expect(visit.page.get_by_text(words)).to_have_count(0)


def test_somebody_of_another_site_follows_a_group(coop: Coop, opened: Opener, way: Way) -> None:
    """She says where she comes from, is led there, and one button follows: two clicks next time."""
    home, name = another_site(coop)
    with begin(opened, way) as visit:
        page = visit.page
        token = session(home, name)
        page.context.add_cookies([{"name": "fedicoop", "value": token, "url": home[0]}])
        page.goto(f"{coop.url}/@{GROUP}")
        visit.press(visit.link(say("Follow from your own site")))
        page.get_by_label(say("Your address there")).fill(f"@{name}@{home[0].partition('://')[2]}")
        page.get_by_label(say("Remember my site on this device")).check()
        visit.press(visit.button(say("Go on")))
        visit.press(visit.link(say("Follow from %(host)s") % {"host": ""}))
        assert page.url.startswith(f"{home[0]}/authorize_interaction")
        again = page.locator("main button[formaction$='/unfollow']")
        if not again.count():
            visit.press(page.locator("main button[formaction$='/follow']"))
        expect(again.first).to_be_visible()

        page.goto(f"{coop.url}/@{GROUP}")
        visit.clicks = 0
        visit.press(visit.link(say("Follow from %(host)s") % {"host": ""}))
        assert page.url.startswith(f"{home[0]}/authorize_interaction")
        visit.press(again.first)
        expect(page.locator("main button[formaction$='/follow']")).to_be_visible()
        assert visit.clicks == 2


def another_site(coop: Coop) -> tuple[tuple[str, Path], str]:
    """Give the address and the folder of another cooperative of the demo, and a member there."""
    found: list[dict[str, Any]] = json.loads((coop.folder.parent / "demo.json").read_text("utf-8"))[
        "instances"
    ]
    other = next(each for each in found if Path(each["folder"]) != coop.folder)
    return (other["url"], Path(other["folder"])), other["members"][0]["username"]


def session(home: tuple[str, Path], name: str) -> str:
    """Sign somebody in there."""

    async def enter() -> str:
        instance = open_instance(home[1], {})
        try:
            async with instance.writing() as work:
                member = await accounts.by_login(work, name)
                assert member is not None
                return await doors.open_session(work, member, "Mozilla/5.0 (X11; Linux) Chromium")
        finally:
            await instance.close()

    return aside(enter())
