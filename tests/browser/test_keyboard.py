"""A member who has no mouse: in, write, answer, like, out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.cast import MEMBER
from tests.browser.conftest import PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Coop, Opener

MOST_TABS = 120
SEEN = """() => {
    const one = document.activeElement;
    if (one === document.body) return true;
    if (getComputedStyle(one).outlineStyle === "none") return false;
    const box = one.getClientRects()[0];
    const over = document.elementFromPoint(
        box.left + Math.min(box.width / 2, 30), box.top + Math.min(box.height / 2, 20));
    return over !== null && (one.contains(over) || over.contains(one));
}"""
SMALL = """() => [...document.querySelectorAll("button, input, select, .acts a, .band a, .foot a")]
    .filter(each => each.offsetParent !== null && !each.closest("label"))
    .map(each => [each.getBoundingClientRect(), each.outerHTML.slice(0, 120)])
    .filter(([box]) => box.width < 24 || box.height < 24)
    .map(([box, html]) => `${box.width}x${box.height} ${html}`)"""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on such an element; wherever it is, it must be seen."""
    for _ in range(MOST_TABS):
        tab(page)
        if page.evaluate("css => document.activeElement.matches(css)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by keyboard")


def tab(page: Page) -> None:
    """Press Tab once; the focus has an outline then, and nothing fixed lies over it."""
    page.keyboard.press("Tab")
    assert page.evaluate(SEEN), page.evaluate("document.activeElement.outerHTML.slice(0, 300)")


def press(page: Page) -> None:
    """Press Enter on what has the focus, and wait for the next page."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_member_comes_in_writes_answers_likes_and_leaves_by_keyboard_alone(
    coop: Coop, opened: Opener
) -> None:
    """No deed needs a pointer, and the focus is always to be seen."""
    with opened(reduced_motion="reduce") as page:
        page.goto(coop.url + "/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.matches('.skip')")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        page.goto(coop.mailed_link(page))
        tab_to(page, "main button[type=submit]")
        press(page)

        page.goto(coop.url + "/home")
        tab_to(page, "textarea[name=source]")
        page.keyboard.type("Écrit sans souris")
        tab_to(page, "main form[action='/compose'] button")
        press(page)
        expect(page.get_by_text("Écrit sans souris").first).to_be_visible()

        tab_to(page, "main a[href^='/compose?reply=']")
        press(page)
        tab_to(page, "textarea[name=source]")
        page.keyboard.type("Répondu sans souris")
        tab_to(page, "main button[value=publish]")
        press(page)
        expect(page.get_by_text("Répondu sans souris").first).to_be_visible()

        tab_to(page, "button[formaction$='/like']")
        press(page)
        assert page.locator("button[formaction$='/unlike'][aria-pressed=true]").count() >= 1

        tab_to(page, "form[action='/logout'] button")
        press(page)
        assert page.locator("body.visitor").count() == 1


@pytest.mark.parametrize("path", ["/home", "/settings", "/notifications", "/compose"])
def test_a_thumb_and_a_focus_find_their_place_on_a_phone(
    coop: Coop, opened: Opener, path: str
) -> None:
    """The bar at the bottom never hides the focus; targets have 24 pixels (WCAG 2.2)."""
    with opened(MEMBER, viewport=PHONE, reduced_motion="reduce") as page:
        page.goto(coop.at(path))
        assert page.evaluate(SMALL) == []
        for _ in range(40):
            tab(page)
