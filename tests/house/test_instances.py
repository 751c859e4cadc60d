"""The cooperatives that come with the program: they load, can be read, and differ in little."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from typing import TYPE_CHECKING

import pytest

from fedicoop.config import load
from tests.house.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

INSTANCES = sorted(path.parent for path in (ROOT / "instances").glob("*/instance.toml"))
MAY_DIFFER = {"instance.toml", "theme.css", "logo.svg", "pages", "data"}
PAGES = {"about.md", "contact.md", "devenir-societaire.md", "mentions-legales.md"}
_COLOUR = re.compile(r"--coop-(primary|accent): (#[0-9a-f]{6});")
_LIMIT = 0.04045

each_instance = pytest.mark.parametrize("folder", INSTANCES, ids=lambda folder: folder.name)


def test_there_are_a_national_one_and_regional_ones() -> None:
    """Those of the demo."""
    names = {folder.name for folder in INSTANCES}
    assert names >= {"national", "normandie", "aquitaine"}
    hubs = {folder.name for folder in INSTANCES if load(folder, {}).national_hub}
    assert hubs == {"national"}


@each_instance
def test_an_instance_loads_and_is_invented(folder: Path) -> None:
    """Its host exists nowhere."""
    config = load(folder, {})
    assert config.host == f"{folder.name}.example"
    assert config.name.startswith("Énergies Communes")


@each_instance
def test_an_instance_is_only_what_differs(folder: Path) -> None:
    """No program, no template: settings, two colours, a logo, pages."""
    assert {path.name for path in folder.iterdir()} <= MAY_DIFFER
    assert {path.name for path in (folder / "pages").iterdir()} == PAGES


@each_instance
def test_white_text_can_be_read_on_its_colours(folder: Path) -> None:
    """WCAG 2.2, 1.4.3: a contrast of 4.5 at least."""
    colours = dict(_COLOUR.findall((folder / "theme.css").read_text("utf-8")))
    assert colours.keys() == {"primary", "accent"}
    for colour in colours.values():
        assert 1.05 / (_luminance(colour) + 0.05) >= 4.5, colour


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= _LIMIT else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@each_instance
def test_the_logo_is_a_drawing_and_nothing_else(folder: Path) -> None:
    """Square, without script, and without anything from elsewhere."""
    text = (folder / "logo.svg").read_text("utf-8")
    drawing = ElementTree.fromstring(text)  # noqa: S314 - our own file
    _, _, width, height = drawing.attrib["viewBox"].split()
    assert width == height
    assert not re.search(r"<script|href|url\(|<image|\bon\w+=", text)


@each_instance
def test_its_pages_are_good_french(folder: Path) -> None:
    """A title first; no space that lets a line begin with a colon."""
    for page in (folder / "pages").iterdir():
        text = page.read_text("utf-8")
        assert re.match(r"# \S.*\n\n\S", text), page.name
        assert not re.search(r" [:;?!»](?:\s|$)|« |\w'\w", text), page.name
