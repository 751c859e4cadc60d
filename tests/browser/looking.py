"""How a page is looked at: by axe, for people who see or move otherwise, and by its weight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""What can differ between light and dark: the page itself is the same."""

BUDGET = 60_000
MOST_REQUESTS = 6


def complaints(page: Page, axe: str) -> list[str]:
    """Let axe look at a page, and say what it found."""
    page.evaluate(axe)
    return _found(page, "tag", RULES)


def complaints_in_the_dark(page: Page) -> list[str]:
    """Turn the light off, let axe look again at the colours, and say what it found."""
    page.emulate_media(color_scheme="dark")
    return _found(page, "rule", COLOURS)


def _found(page: Page, kind: str, values: list[str]) -> list[str]:
    found: list[dict[str, Any]] = page.evaluate(
        "only => axe.run(document, {runOnly: only}).then(each => each.violations)",
        {"type": kind, "values": values},
    )
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for each in found
        for node in each["nodes"]
    ]


def listen(page: Page) -> list[Request]:
    """Give a list that fills with everything a tab asks for, answered or not."""
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - it asks for a function
    return asked


def assert_light(asked: list[Request], ours: str) -> None:
    """Weigh what crossed the wire; pictures that people published are not ours to count."""
    urls = [each.url for each in asked if not each.url.startswith("data:")]
    assert [url for url in urls if not url.startswith(f"{ours}/")] == []
    frame = [each for each in asked if each.url in urls and "/media/" not in each.url]
    weighed = {each.url: each.sizes()["responseBodySize"] for each in frame}
    assert sum(weighed.values()) <= BUDGET, weighed
    assert len(frame) <= MOST_REQUESTS, weighed
