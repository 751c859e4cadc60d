"""Making any HTML a small, shallow tree before the sanitiser parses it.

The rules of HTML5 carry open elements on into the next paragraph: 120 kB of <b> and <p> make a
tree of 500 MB. So tags are read here first, strictly and in one pass: what no reader should get
is left out, every element is closed where it must be, and nothing is nested deeper than people
write. It decides nothing about safety; ``sanitizing`` does, on what this gives.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

BLOCKS = frozenset({"p", "pre", "ul", "ol", "li", "blockquote", "h2", "h3", "h4", "h5", "h6"})
BREAK = "\f"
"""Stands where an element was left out that had lines of its own."""
TAGS = BLOCKS | {"a", "span", "br", "del", "code", "em", "strong", "b", "i", "u"}

_RENAMED = {"h1": "h2", "s": "del", "strike": "del"}
_HIDDEN = frozenset(
    {"head", "iframe", "math", "noembed", "noframes", "noscript", "object", "script", "style"}
    | {"svg", "template", "textarea", "title", "xmp"}
)
_SEPARATE = frozenset(
    {"address", "article", "aside", "dd", "div", "dl", "dt", "figcaption", "figure", "footer"}
    | {"header", "hr", "main", "nav", "option", "section", "table", "td", "th", "tr"}
)
_WITH_ATTRIBUTES = frozenset({"a", "span", "ol", "li"})
_DEEPEST = 30
_LONGEST = 250_000

# No value holds a <, so that a match never looks further than the next one: the pass is linear.
_ATTRIBUTE = r"""[\s/]*+[^\s"'<>/=]++(?:\s*+=\s*+(?:"[^"<]*+"|'[^'<]*+'|[^\s"'=<>`]++))?+"""
_TAG = re.compile(rf"<(/?)([a-zA-Z][^\s/<>]*+)((?:{_ATTRIBUTE})*+)[\s/]*+>")
_ENDS = {name: re.compile(rf"</{name}[^<>]*>", re.IGNORECASE | re.ASCII) for name in _HIDDEN}


def tidy(html: str) -> list[str]:
    """Cut HTML into texts and known tags, balanced and at most 30 deep; what is hidden is left out.

    A text still has its entities, and no <. At most 250,000 characters are read.
    """
    html = html[:_LONGEST]
    tree = _Tree()
    here = 0
    while here < len(html):
        start = html.find("<", here)
        if start < 0:
            tree.pieces.append(html[here:])
            break
        if start > here:
            tree.pieces.append(html[here:start])
        here = _markup(tree, html, start)
    tree.close(0)
    return tree.pieces


def _markup(tree: _Tree, html: str, start: int) -> int:
    """Read what begins with < and give the place after it; a < that begins nothing is text."""
    tag = _TAG.match(html, start)
    if tag is None:
        if html.startswith(("<!", "<?"), start):
            end = "-->" if html.startswith("<!--", start) else ">"
            found = html.find(end, start)
            return found + len(end) if found >= 0 else len(html)
        tree.pieces.append("&lt;")
        return start + 1
    name = tag[2].lower()
    if name in _HIDDEN and not tag[1]:
        closing = _ENDS[name].search(html, tag.end())
        return closing.end() if closing else len(html)
    tree.take(name, tag[3], closing=bool(tag[1]))
    return tag.end()


@dataclass
class _Tree:
    """The pieces so far, and the elements open in them, the outermost first."""

    pieces: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def take(self, name: str, attributes: str, *, closing: bool) -> None:
        """Take a tag as HTML5 would, more or less."""
        name = _RENAMED.get(name, name)
        if name in _SEPARATE:
            self.pieces.append(BREAK)
        elif name == "br":
            self.pieces.append("<br>")
        elif name in TAGS and closing:
            if name in self.open:
                self.close(_last(self.open, name))
        elif name in TAGS:
            self._start(name, attributes if name in _WITH_ATTRIBUTES else "")

    def close(self, depth: int) -> None:
        """Close elements until so many are open."""
        while len(self.open) > depth:
            self.pieces.append(f"</{self.open.pop()}>")

    def _start(self, name: str, attributes: str) -> None:
        """Open an element, after closing what cannot hold it: paragraphs, links, entries."""
        if name in BLOCKS and "p" in self.open:
            self.close(_last(self.open, "p"))
        if name == "a" and "a" in self.open:
            self.close(_last(self.open, "a"))
        if name == "li" and _last(self.open, "li") > max(
            _last(self.open, "ul"), _last(self.open, "ol")
        ):
            self.close(_last(self.open, "li"))
        if len(self.open) < _DEEPEST:
            self.open.append(name)
            self.pieces.append(f"<{name}{attributes}>")


def _last(names: list[str], name: str) -> int:
    """Give where a name stands last; -1 when it does not."""
    return len(names) - 1 - names[::-1].index(name) if name in names else -1
