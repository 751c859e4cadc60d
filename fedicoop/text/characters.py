"""Taking out of a text what nobody sees and what makes it read as something else."""

from __future__ import annotations

import re
import unicodedata

# Controls but tab and line end, lone surrogates (no UTF-8 for them), the marks that turn a line
# around, and the code points that are no characters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200b\u2060\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef"
    "\ufeff\ufffe\uffff]"
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def seen(words: str) -> str:
    """Give the text in composed letters (NFC), no control characters and simple line ends."""
    return unicodedata.normalize("NFC", _UNSEEN.sub("", _LINE_ENDS.sub("\n", words)))


def clean(words: str, limit: int) -> str:
    """Give plain text without control characters, without space around, at most ``limit`` long.

    Line ends stay. It is not HTML: whoever shows it escapes it.
    """
    return seen(words[: 4 * limit]).strip()[:limit].rstrip()
