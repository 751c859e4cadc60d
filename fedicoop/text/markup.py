"""Markdown as members write it: CommonMark without HTML, bare links, @people and #subjects."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from fedicoop.text.addresses import address
from fedicoop.text.characters import seen
from fedicoop.text.sanitizing import sanitize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it.rules_inline import StateInline

_LONGEST = 100_000
_LONGEST_LINE = 2000

_BARE = re.compile(r"://[^\s<>\"`]{1,2000}")
_SCHEME = re.compile(r"(?<![\w.+/-])https?$", re.IGNORECASE)
_TRAILING = ".,;:!?'*~»”\u2019…"
_PAIRS = {")": "(", "]": "[", "}": "{"}

# Both end as the links of a post end, so that what is told of is what is linked.
_AFTER = r"(?![\w@]|[.-]\w)"
_MENTION = re.compile(
    rf"(?<![\w@#/.])@[a-zA-Z0-9_]+(?:[.-]+[a-zA-Z0-9_]+)*"
    rf"(?:@[\w-]+(?:\.[\w-]+)*(?::[0-9]{{1,5}})?)?{_AFTER}"
)
_HASHTAG = re.compile(rf"(?<![\w@#/.])#(\w{{1,100}}){_AFTER}")


def markdown(source: str, *, wrapped: bool = False) -> str:
    """Give Markdown as sanitised HTML; HTML in it is text.

    A line end is one, as people expect who write a message; ``wrapped`` is for files whose lines
    are broken by hand. At most 100,000 characters are read.
    """
    return sanitize(str(_parser(wrapped=wrapped).render(seen(source[:_LONGEST])))).strip()


def markdown_line(source: str) -> str:
    """Give one line of Markdown as sanitised HTML without a paragraph around it."""
    line = " ".join(seen(source[:_LONGEST_LINE]).split())
    return sanitize(str(_parser(wrapped=False).renderInline(line))).strip()


def find_mentions(source: str) -> list[str]:
    """Give whom Markdown names, @name or @name@host, each once; not in code and links."""
    found: dict[str, str] = {}
    for text in _words(source):
        for each in _MENTION.finditer(text):
            found.setdefault(each[0].lower(), each[0])
    return list(found.values())


def find_hashtags(source: str) -> list[str]:
    """Give the subjects of Markdown without #, each once; not in code, links, nor bare numbers."""
    found: dict[str, str] = {}
    for text in _words(source):
        for each in _HASHTAG.finditer(text):
            if not each[1].replace("_", "").isdecimal():
                found.setdefault(each[1].lower(), each[1])
    return list(found.values())


def _words(source: str) -> Iterator[str]:
    """Give the texts of Markdown that are neither code nor the words of a link."""
    for block in _parser(wrapped=False).parse(seen(source[:_LONGEST])):
        inside = 0
        for token in block.children or []:
            inside += (token.type == "link_open") - (token.type == "link_close")
            if token.type == "text" and not inside:
                yield token.content


@cache
def _parser(*, wrapped: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": not wrapped, "maxNesting": 20})
    parser.enable("strikethrough").disable(["html_block", "html_inline", "image", "reference"])
    parser.inline.ruler.before("link", "bare_link", _bare_link)
    return parser


def _bare_link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's shape
    """Link an address that stands in the text; called at its colon, the scheme being pending."""
    if silent or state.linkLevel:
        return False
    found = _BARE.match(state.src, state.pos)
    scheme = _SCHEME.search(state.pending[-10:])
    if found is None or scheme is None:
        return False
    rest = _without_end(found[0])
    url = scheme[0] + rest
    href = address(state.md.normalizeLink(url))
    if not href:
        return False
    state.pending = state.pending[: -len(scheme[0])]
    state.push("link_open", "a", 1).attrs = {"href": href}
    state.push("text", "", 0).content = url
    state.push("link_close", "a", -1)
    state.pos += len(rest)
    return True


def _without_end(url: str) -> str:
    """Take off what belongs to the sentence: full stops, and brackets opened before."""
    while (last := url[-1]) in _TRAILING or url.count(last) > url.count(_PAIRS.get(last, last)):
        url = url[:-1]
    return url
