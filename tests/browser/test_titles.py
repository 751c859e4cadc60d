"""Each page has a title of its own: tabs and bookmarks are told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.pages import looked_at, routes

if TYPE_CHECKING:
    from tests.browser.conftest import Coop, Opener

SAME_PLACE = {
    *("/@{name}/elsewhere", "/notes/{ident}/elsewhere", "/events/{ident}/elsewhere"),
    "/unsubscribe/{token}/choice",
}
"""One dialogue for everything that can be followed or answered; one page for a letter's links."""


def test_no_two_pages_have_the_same_title(coop: Coop, opened: Opener) -> None:
    """Nobody has to read a page to know which one it is."""
    titles: dict[tuple[str, str], set[str]] = {}
    for path in sorted(routes() - SAME_PLACE):
        for who, written in looked_at(path):
            with opened(who, java_script_enabled=False) as page:
                page.route("**/*.{css,js,svg}", lambda route: route.abort())
                page.goto(coop.at(written), wait_until="domcontentloaded")
                titles.setdefault((who, page.title()), set()).add(path)

    assert {title: paths for title, paths in titles.items() if len(paths) > 1} == {}
