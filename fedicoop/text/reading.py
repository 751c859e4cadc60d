"""Reading HTML aloud: its words without its tags, for titles, excerpts, mails and alt texts."""

from __future__ import annotations

import re

from fedicoop.text.characters import seen
from fedicoop.text.entities import unescape
from fedicoop.text.tidying import BLOCKS, BREAK, tidy

_NAME = re.compile(r"</?([a-z0-9]+)")
_SPACE = re.compile(rf"[^\S{BREAK}]+")
_AROUND = re.compile(r" *\n *")
_EMPTY = re.compile(r"\n{3,}")
_TAG = re.compile(r"<[^>]*>")
_WORDS_A_MINUTE = 220


def plain(html: str, limit: int) -> str:
    """Give the words of HTML, or of plain text, paragraphs apart; cut with … when too long.

    It is not HTML any more: whoever shows it escapes it.
    """
    pieces = tidy(html)
    written = any(_NAME.match(piece) for piece in pieces)
    parts = [_said(piece) for piece in pieces] if written else [unescape("".join(pieces))]
    words = _AROUND.sub("\n", seen("".join(parts)))
    words = _EMPTY.sub("\n\n", words).strip()
    return words if len(words) <= limit else words[: max(limit - 1, 0)].rstrip() + "…"


def _said(piece: str) -> str:
    """Give how a tag or a text is said: line ends around blocks, one space for any."""
    found = _NAME.match(piece)
    if found is None:
        return _SPACE.sub(" ", unescape(piece))
    name = found[1]
    if name == "li":
        return "" if piece.startswith("</") else "\n"
    if name in BLOCKS:
        return "\n\n"
    return "\n" if name == "br" else ""


def minutes(html: str) -> int:
    """Say how long HTML takes to read, in whole minutes and at least one: 220 words in each."""
    return max(1, -(-len(_TAG.sub(" ", html).split()) // _WORDS_A_MINUTE))
