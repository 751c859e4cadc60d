"""Every page in a real browser: readable by everybody, within a phone, light, from us alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import PHONE
from tests.browser.looking import complaints, complaints_in_the_dark, listen, weigh
from tests.browser.pages import PAGES, looked_at, routes

if TYPE_CHECKING:
    from tests.browser.conftest import Coop, Opener

LOST = "/cette-page-n-existe-pas"
MOST_ELEMENTS, LEAST_INDEX = 300, 81.0


def test_no_page_is_forgotten() -> None:
    """A route with a parameter needs an address in pages.py."""
    assert [path for path in sorted(routes()) if not list(looked_at(path))] == []


@pytest.mark.parametrize(("who", "path"), [*PAGES, ("", LOST)])
@pytest.mark.parametrize("locale", ["fr-FR", "en-GB"])
def test_everybody_can_use_it_and_it_is_light(
    coop: Coop, opened: Opener, axe: str, who: str, path: str, locale: str
) -> None:
    """On a phone, at the first visit: within its budget, and nothing for axe to say."""
    with opened(who, locale, viewport=PHONE, color_scheme="light") as page:
        asked = listen(page)
        answer = page.goto(coop.at(path))
        assert answer is not None
        assert answer.status == (404 if path == LOST else 200), f"{path} is not there"
        assert page.locator("html").get_attribute("lang") == locale[:2]
        assert page.locator("body.member" if who else "body.visitor").count() == 1
        weight = weigh(page, asked, coop.url)

        light = complaints(page, axe)
        dark = complaints_in_the_dark(page)
        wide = page.evaluate("document.documentElement.scrollWidth")

    assert light == []
    assert dark == []
    assert wide <= PHONE["width"], f"{path} is {wide} pixels wide"
    assert weight.outside < MOST_ELEMENTS
    assert weight.index >= LEAST_INDEX, weight
