"""The pictures of the README, taken anew from the running demo: ./run pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.browser import scene
from tests.browser.cast import MEMBER
from tests.browser.conftest import aside

if TYPE_CHECKING:
    from playwright.sync_api import Browser

IMAGES = Path(__file__).parents[2] / "docs" / "images"


class Picture(NamedTuple):
    """What is shown, to whom, and how large."""

    name: str
    path: str
    who: str
    width: int
    height: int


PICTURES = [
    Picture("home", "/", "", 1200, 900),
    Picture("phone", "/home", MEMBER, 390, 844),
]


@pytest.mark.parametrize("picture", PICTURES, ids=[each.name for each in PICTURES])
def test_take(demo: tuple[str, Path], chromium: Browser, picture: Picture) -> None:
    """In French and by day, as somebody sees it who has just come."""
    url, folder = demo
    size = {"width": picture.width, "height": picture.height}
    context = chromium.new_context(base_url=url, locale="fr-FR", viewport=size)  # type: ignore[arg-type]
    if picture.who:
        token = aside(scene.sign_in(folder, picture.who))
        context.add_cookies([{"name": "fedicoop", "value": token, "url": url}])
    page = context.new_page()
    answer = page.goto(picture.path, wait_until="networkidle")
    assert answer is not None
    assert answer.ok
    page.screenshot(path=IMAGES / f"{picture.name}.png")
    context.close()
