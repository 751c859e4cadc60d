"""Names of towns as they are compared: accents, capitals, hyphens and "St" make no difference."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_OTHER = re.compile(r"[^a-z0-9]+")
_SHORT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def plain(name: str) -> str:
    """Give a name in small letters without accents, with single blanks: "saint lo" for St-Lô."""
    split = unicodedata.normalize("NFD", name.casefold().translate(_LETTERS))
    bare = "".join(each for each in split if not unicodedata.combining(each))
    return " ".join(_SHORT.get(word, word) for word in _OTHER.sub(" ", bare).split())
