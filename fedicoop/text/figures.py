"""Images inside a text: where its writer put "[image 2]" on a line of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop.text.entities import unescape

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINE = re.compile(r"^[^\S\n]*\[image ([1-9][0-9]?)\][^\S\n]*$", re.MULTILINE | re.IGNORECASE)
_MARK = re.compile(r"<p>\[image ([1-9][0-9]?)\]</p>")
_HEADING = re.compile(r"<h([2-4])>(.*?)</h\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_MOST_SECTIONS = 40


@dataclass(frozen=True)
class Section:
    """A heading of a text: ``ident`` is where a link to it leads, ``words`` are plain."""

    ident: str
    words: str


def apart(source: str) -> str:
    """Give Markdown in which every mark of an image is a paragraph of its own."""
    return _LINE.sub(lambda found: f"\n[image {found[1]}]\n", source)


def placed(html: str, figures: Sequence[str]) -> tuple[str, list[int]]:
    """Put figures, which are HTML, at their marks; also give the numbers of those without one.

    ``html`` comes from our own sanitiser, and numbers count from 0. A mark without a figure is
    taken out, and the second mark of a figure, too.
    """
    left = list(range(len(figures)))

    def figure(found: re.Match[str]) -> str:
        number = int(found[1]) - 1
        if number not in left:
            return ""
        left.remove(number)
        return figures[number]

    return _MARK.sub(figure, html), left


def sections(html: str) -> tuple[str, list[Section]]:
    """Give every heading of sanitised HTML an id of ours, and list them."""
    found: list[Section] = []

    def name(heading: re.Match[str]) -> str:
        words = unescape(_TAG.sub("", heading[2])).strip()
        if not words or len(found) >= _MOST_SECTIONS:
            return heading[0]
        found.append(Section(f"part-{len(found) + 1}", words))
        return f'<h{heading[1]} id="{found[-1].ident}">{heading[2]}</h{heading[1]}>'

    return _HEADING.sub(name, html), found
