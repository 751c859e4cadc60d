"""Letting through of other people's HTML what is safe, what Mastodon shows, and no more."""

from __future__ import annotations

import re
from html import escape

import nh3

from fedicoop.text.addresses import SCHEMES, address, claimed_host, host
from fedicoop.text.characters import seen
from fedicoop.text.entities import unescape
from fedicoop.text.tidying import BREAK, TAGS, tidy

_CLASS = re.compile(r"(?:h|p|u|dt|e)-[a-z0-9]+(?:-[a-z0-9]+)*")
_CLASSES = frozenset({"mention", "hashtag", "ellipsis", "invisible"})
_NUMBER = re.compile(r"-?[0-9]{1,6}")

_PIECES = re.compile(r"(<[^>]*>)")
_HREF = re.compile(r' href="([^"]*)"')
# A parser drops the first line end of a <pre>, and would drop the next one the next time.
_FIRST_LINES = re.compile(r"<pre>\n+")
_HIDES = re.compile(r'(?<=[" ])invisible(?: |(?="))')


def sanitize(html: str) -> str:
    """Give HTML that can stand in a page as it is; anything else in it is left out.

    Elements: p, headings below the page's own, lists, quotes, code, emphasis, links. Links lead to
    http(s), mailto, tel and xmpp addresses, never to a relative one, carry a rel that vouches for
    nothing, and do not show another address than theirs. Classes: those of microformats and of
    mentions. At most 250,000 characters are read.
    """
    pieces = "".join(tidy(seen(html))).replace(BREAK, "\n")
    return _FIRST_LINES.sub("<pre>", _honest(_CLEANER.clean(pieces)))


def _attribute(_tag: str, name: str, value: str) -> str | None:
    """Give what an attribute may say; None when nothing."""
    if name == "href":
        return address(value) or None
    if name == "class":
        kept = [each for each in value.split() if each in _CLASSES or _CLASS.fullmatch(each)]
        return " ".join(dict.fromkeys(kept)) or None
    if name == "rel":
        return value
    if name == "reversed":
        return ""
    return value if _NUMBER.fullmatch(value) else None


_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    attributes={
        "a": {"href", "class"},
        "span": {"class"},
        "ol": {"start", "reversed"},
        "li": {"value"},
    },
    attribute_filter=_attribute,
    url_schemes=set(SCHEMES),
    url_relative="deny",
    link_rel="nofollow noopener noreferrer ugc",
)


def _honest(html: str) -> str:
    """Let a link that shows an address show its own, and nothing else hide a part of its text.

    ``html`` is what the sanitiser wrote: a < always begins a tag, and links hold no links.
    """
    if "<a " not in html and "invisible" not in html:
        return html
    result: list[str] = []
    link: list[str] = []
    for piece in _PIECES.split(html):
        if link or piece.startswith("<a "):
            link.append(piece)
            if piece == "</a>":
                result += _honest_link(link)
                link = []
        else:
            result.append(_shown(piece))
    return "".join(result + link)


def _honest_link(link: list[str]) -> list[str]:
    """Check a link, given as its tags and texts; only what is its address may be shortened."""
    found = _HREF.search(link[0])
    href = unescape(found[1]) if found else ""
    words = unescape("".join(piece for piece in link if not piece.startswith("<"))).strip()
    if href and address(words) == href:
        return link
    claimed = claimed_host(words)
    if claimed and claimed != host(href):
        return [link[0], escape(href, quote=False), link[-1]]
    return [_shown(piece) for piece in link]


def _shown(piece: str) -> str:
    """Take the class that hides a text off a tag."""
    if not piece.startswith("<") or "invisible" not in piece:
        return piece
    return _HIDES.sub("", piece).replace(' class=""', "").replace(' "', '"')
