"""Every page in a real browser: light, readable by everybody, within a phone, from us alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import DESK, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Response

    from tests.browser.conftest import Coop

AXE = (Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
FOR_ALL = ["/", "/about", "/@cooperative", "/@violette2", "/login", "/tags/solaire"]
FOR_MEMBERS = ["/home", "/notifications", "/search", "/directory", "/settings", "/compose"]
FOR_STAFF = ["/moderation", "/admin", "/admin/federation"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BUDGET = 60_000
MOST_REQUESTS = 6
MOST_ELEMENTS = 300
LISTS = {"/home", "/@cooperative", "/", "/@violette2", "/notifications"}


def opened(
    chromium: Browser, state: dict[str, Any] | None, locale: str, **more: Any
) -> tuple[Page, list[Response]]:
    """Open a tab, and note everything that is fetched in it."""
    context = chromium.new_context(storage_state=state, locale=locale, **more)  # type: ignore[arg-type]
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - it asks for a function
    return page, answers


def words_of(found: list[dict[str, Any]]) -> list[str]:
    """Say what axe found."""
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for each in found
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("path", [*FOR_ALL, *FOR_MEMBERS, *FOR_STAFF])
@pytest.mark.parametrize("locale", ["fr-FR", "en-GB"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_it(
    coop: Coop,
    chromium: Browser,
    signed_in: dict[str, Any],
    path: str,
    locale: str,
    scheme: str,
) -> None:
    """Axe finds nothing, in both languages, light and dark, on a phone."""
    state = None if path in FOR_ALL else signed_in
    page, _ = opened(chromium, state, locale, viewport=PHONE, color_scheme=scheme)
    answer = page.goto(coop.url + path)
    assert answer is not None
    assert answer.status == 200

    page.evaluate(AXE)
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules}).then(each => each.violations)", RULES
    )
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.context.close()

    assert words_of(found) == []
    assert wide <= PHONE["width"], f"{path} is {wide} pixels wide"


@pytest.mark.parametrize("path", FOR_ALL)
def test_a_first_visit_is_light_and_asks_nobody_else(
    coop: Coop, chromium: Browser, path: str
) -> None:
    page, answers = opened(chromium, None, "fr-FR", viewport=DESK)
    page.goto(coop.url + path)
    page.wait_for_load_state("networkidle")
    sizes = {each.url: int(each.request.sizes()["responseBodySize"]) for each in answers}
    elements = page.evaluate("document.getElementsByTagName('*').length")
    page.context.close()

    assert [url for url in sizes if not url.startswith((coop.url, "data:"))] == []
    assert sum(sizes.values()) <= BUDGET, sizes
    assert len(sizes) <= MOST_REQUESTS, sizes
    assert path in LISTS or elements < MOST_ELEMENTS


def test_a_member_writes_answers_and_likes_by_keyboard_alone(
    coop: Coop, chromium: Browser, signed_in: dict[str, Any]
) -> None:
    page, _ = opened(chromium, signed_in, "fr-FR", viewport=DESK)
    page.goto(coop.url + "/home")
    words = "Écrit sans souris"

    _tab_to(page, "textarea")
    page.keyboard.type(words)
    _tab_to(page, "button[type=submit]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.get_by_text(words).first.is_visible()

    page.goto(coop.url + "/home")
    _tab_to(page, "button[formaction$='/like']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("button[formaction$='/unlike']").count() >= 1
    page.context.close()


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on such an element, which must then be seen to have it."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("css => document.activeElement.matches(css)", selector):
            outline = page.evaluate(
                "getComputedStyle(document.activeElement).outlineStyle + "
                "getComputedStyle(document.activeElement).boxShadow"
            )
            assert outline != "nonenone", "the focus is not to be seen"
            return
    raise AssertionError(f"{selector} cannot be reached by keyboard")


def test_a_member_comes_in_writes_and_leaves_without_javascript_on_a_phone(
    coop: Coop, chromium: Browser
) -> None:
    page, _ = opened(chromium, None, "fr-FR", viewport=PHONE, java_script_enabled=False)
    page.goto(coop.link(coop.members[-1]))
    page.locator("main button[type=submit]").first.click()
    page.goto(coop.url + "/compose")
    page.locator("textarea").first.fill("Bonjour du téléphone")
    page.locator("main form button[type=submit]").first.click()
    page.goto(coop.url + "/home")
    assert page.get_by_text("Bonjour du téléphone").first.is_visible()

    page.locator("form[action='/logout'] button").first.click()
    page.goto(coop.url + "/home")
    assert page.locator("input[type=password]").count() == 1
    page.context.close()
