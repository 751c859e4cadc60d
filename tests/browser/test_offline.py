"""Without a network the browser shows our page that says so, and nothing of anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.cast import MEMBER

if TYPE_CHECKING:
    from tests.browser.conftest import Coop, Opener

READY = "() => navigator.serviceWorker.ready.then(found => found.active !== null)"
KEPT = """async () => {
    const found = [];
    for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys())
            found.push(new URL(request.url).pathname);
    return found;
}"""


def test_a_page_says_that_there_is_no_network(coop: Coop, opened: Opener) -> None:
    """It looks like the site, and is all that stays on the device."""
    with opened(MEMBER) as page:
        page.goto(coop.at("/home"))
        assert page.evaluate(READY)
        kept = page.evaluate(KEPT)
        assert "/offline" in kept
        assert all(path == "/offline" or path.startswith("/static/") for path in kept)

        page.context.set_offline(True)
        page.goto(coop.at("/agenda"))

        assert page.locator("h1").inner_text() == "Pas de réseau"
        colour = page.locator("header.band").evaluate(
            "one => getComputedStyle(one).backgroundColor"
        )
        assert colour != "rgba(0, 0, 0, 0)"
        assert MEMBER not in page.content()
        page.context.set_offline(False)
        page.goto(coop.at("/agenda"))
        assert page.locator("h1").inner_text() != "Pas de réseau"
