"""Words as a search compares them: without accents and endings, so that « Énergies » is energi.

What is written here is what both databases store and look for: they only compare.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_WORD = 40
_WORD = re.compile(r"[^\W_]+")
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l"})
_SHORTEST_STEM = 3
_PLURALS = (("eaux", "eau"), ("aux", "al"), ("eux", "eu"), ("oux", "ou"))
_WITHOUT_MEANING = frozenset(
    re.findall(
        r"\w+",
        "a ai as au aux avec c ce ces d dans de des du elle en est et eu il ils j je l la le les "
        "leur lui m ma mais me mes mon n ne nos notre nous on ont ou par pas pour qu que qui s sa "
        "se ses son sont sur t ta te tes ton tu un une vos votre vous y "
        "an and are at by for from in is it of the to with",
    )
)


@dataclass(frozen=True)
class Word:
    """A word of a text: how it is compared, and where it stands."""

    stem: str
    start: int
    end: int


def words(written: str) -> Iterator[Word]:
    """Read the words of a text in composed letters (``text.seen``, ``text.plain``)."""
    for found in _WORD.finditer(written):
        stem = stem_of(fold(found[0]))
        if stem:
            yield Word(stem, found.start(), found.end())


def fold(word: str) -> str:
    """Give a word in small letters and without accents, at most 40 long; "" if nothing is left."""
    small = unicodedata.normalize("NFKD", word[: 2 * LONGEST_WORD]).casefold().translate(_LETTERS)
    bare = (each for each in unicodedata.normalize("NFKD", small) if each.isalnum())
    return "".join(bare)[:LONGEST_WORD]


def stem_of(word: str) -> str:
    """Cut the endings that French puts on for number and gender; English plurals go too."""
    if len(word) <= _SHORTEST_STEM or not word.isalpha():
        return word
    for ending, instead in _PLURALS:
        if word.endswith(ending) and len(word) > len(ending):
            return _shortened(word.removesuffix(ending) + instead)
    return _shortened(word)


def _shortened(word: str) -> str:
    """Take s and x, the r of -er, silent e, a doubled letter, while enough is left; -if is -iv."""
    for ending in ("s", "x", "er", "e", "e"):
        cut = word[:-1]
        if word.endswith(ending) and len(cut) >= _SHORTEST_STEM:
            word = cut
    if len(word) <= _SHORTEST_STEM:
        return word
    if word.endswith("if"):
        return word[:-1] + "v"
    return word[:-1] if word[-1] == word[-2] else word


def means_little(word: str) -> bool:
    """Tell whether a folded word is one of those that stand in every text."""
    return word in _WITHOUT_MEANING
