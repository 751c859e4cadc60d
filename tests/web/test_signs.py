"""The signs beside words: each that a page names is drawn, in the stylesheet or in the page."""

from __future__ import annotations

import re
from urllib.parse import unquote

from lxml import etree

from fedicoop.web import signs
from fedicoop.web.site import TEMPLATES

_NAMED = re.compile(r'\bs-([a-z]+)\b|icon\("([a-z]+)"\)')


def test_every_sign_that_a_template_names_is_drawn() -> None:
    sources = [path.read_text("utf-8") for path in TEMPLATES.rglob("*.html")]
    named = {one or two for source in sources for one, two in _NAMED.findall(source)}

    assert len(named) > 20
    assert named <= signs.SHAPES.keys()


def test_the_stylesheet_has_a_drawing_of_each() -> None:
    """A drawing without a quotation mark that would end the address it stands in."""
    style = signs.stylesheet()
    for name in signs.SHAPES:
        shape = rf'^\.s-{name} {{ --sign: url\("data:image/svg\+xml,([^"]+)"\)'
        drawing = re.search(shape, style, re.MULTILINE)
        assert drawing is not None, name
        assert etree.fromstring(unquote(drawing[1]).encode()).tag.endswith("svg")
    assert '.s-heart[aria-pressed="true"]' in style
