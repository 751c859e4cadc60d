"""A judge of HTML that does not know the sanitiser: it reads with html5lib, as browsers do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import html5lib  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

TAGS = {"p", "pre", "ul", "ol", "li", "blockquote", "h2", "h3", "h4", "h5", "h6"}
TAGS |= {"a", "span", "br", "del", "code", "em", "strong", "b", "i", "u"}
ATTRIBUTES = {
    "a": {"href", "class", "rel"},
    "span": {"class"},
    "ol": {"start", "reversed"},
    "li": {"value"},
}
CLASS = re.compile(r"(h|p|u|dt|e)-[a-z0-9-]+|mention|hashtag|ellipsis|invisible")
REL = "nofollow noopener noreferrer ugc"


def elements(html: str) -> Iterator[Element]:
    """Give the elements as a browser would read them, by another library's parser."""
    root = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return (each for each in root.iter() if each is not root)


def assert_harmless(html: str) -> None:
    """Judge with html5lib, which the sanitiser does not use, that nothing else is left."""
    for element in elements(html):
        assert isinstance(element.tag, str), "a comment was left"
        assert element.tag in TAGS
        assert set(element.attrib) <= ATTRIBUTES.get(element.tag, set())
        assert all(CLASS.fullmatch(each) for each in element.get("class", "").split())
        if element.tag == "a":
            assert element.get("rel") == REL
            assert re.match("(https?|mailto|tel|xmpp):", element.get("href", "http:"))
