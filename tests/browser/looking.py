"""How a page is looked at: by axe, for people who see or move otherwise, and by its weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.browser.ecoindex import ecoindex

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""What can differ between light and dark: the page itself is the same."""

BUDGET, MOST_REQUESTS = 60_000, 5
WITH_PHOTOS, MOST_WITH_PHOTOS = 100_000, 8
ELEMENTS = "*:not(svg *)"
"""Every element; what an icon is drawn of is one drawing (EcoIndex counts so too)."""
OUTSIDE_LISTS = ":not(main li *):not(main tr *):not(option)"


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


@dataclass(frozen=True)
class Weight:
    """What a page costs: elements, those outside lists, requests, bytes on the wire."""

    elements: int
    outside: int
    requests: int
    size: int

    @property
    def index(self) -> float:
        """Give its EcoIndex."""
        return ecoindex(self.elements, self.requests, self.size)


def weigh(page: Page, asked: list[Request], ours: str) -> Weight:
    """Weigh a page that was just opened; insist on its budget, and that we alone were asked."""
    urls = [each.url for each in asked if not each.url.startswith("data:")]
    assert [url for url in urls if not url.startswith(f"{ours}/")] == []
    weighed = {each.url: each.sizes()["responseBodySize"] for each in asked if each.url in urls}
    frame = {url: size for url, size in weighed.items() if "/media/" not in url}
    assert sum(frame.values()) <= BUDGET, frame
    assert len(frame) <= MOST_REQUESTS, frame
    assert sum(weighed.values()) <= WITH_PHOTOS, weighed
    assert len(weighed) <= MOST_WITH_PHOTOS, weighed
    counted = "css => document.querySelectorAll(css).length"
    return Weight(
        elements=page.evaluate(counted, ELEMENTS),
        outside=page.evaluate(counted, ELEMENTS + OUTSIDE_LISTS),
        requests=len(weighed),
        size=sum(weighed.values()),
    )
