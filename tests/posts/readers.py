"""What other kinds of servers make of an article: each gives what its people would see.

Written after how those servers read articles (their sources and documentation), not out of their
code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document

_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Shown:
    """What stands there: a heading, words, a link, pictures with their texts, what is hidden."""

    title: str
    words: str
    link: str
    pictures: tuple[tuple[str, str], ...] = ()
    warning: str = ""


def _plain(html: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", html)).split())


def _pictures(document: Document, most: int) -> tuple[tuple[str, str], ...]:
    images = [each for each in document["attachment"] if each["mediaType"].startswith("image/")]
    return tuple((each["url"], each.get("name", "")) for each in images[:most])


def mastodon(document: Document) -> Shown:
    """Show the name, the summary as HTML and the address; of the content nothing at all."""
    assert document["type"] == "Article"
    summary = _plain(document.get("summary", ""))
    return Shown(document["name"], summary, document["url"], _pictures(document, 4))


def lemmy(document: Document) -> Shown:
    """Show a thread of the community: name, content and the first image; needs an audience."""
    assert document["audience"]
    assert len(document["name"]) <= 200
    image = document.get("image")
    first = ((image["url"], ""),) if image else ()
    return Shown(document["name"], _plain(document["content"]), document["id"], first)


def wordpress(document: Document) -> Shown:
    """Show everything: the content is HTML, in which images are found again as attachments."""
    inside = re.findall(r'<img src="([^"]+)" alt="([^"]*)"', document["content"])
    known = dict(_pictures(document, 100))
    assert {url for url, _ in inside} <= known.keys()
    pictures = tuple((url, unescape(alt)) for url, alt in inside)
    return Shown(document["name"], _plain(document["content"]), document["url"], pictures)


def gotosocial(document: Document) -> Shown:
    """Show title and content; the summary is taken for a warning only of what is sensitive."""
    warning = _plain(document.get("summary", "")) if document["sensitive"] else ""
    return Shown(
        document["name"],
        _plain(document["content"]),
        document["url"],
        _pictures(document, 6),
        warning,
    )


def short(document: Document) -> Shown:
    """Show what FEP-b2b8 prepares for those who show no articles: the preview."""
    preview = document["preview"]
    assert preview["type"] == "Note"
    assert "id" not in preview, "it is not an object of its own"
    found = re.search(r'<a href="([^"]+)">', preview["content"])
    assert found
    return Shown("", _plain(preview["content"]), found[1], _pictures(preview, 4))
