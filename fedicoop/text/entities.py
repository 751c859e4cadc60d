"""Reading the entities of HTML, also those made to break whoever reads them."""

from __future__ import annotations

import re
from html import unescape as _unescape

# Python refuses to read a number of thousands of digits; no character has one of eight.
_ENDLESS = re.compile(r"&#(?:0*[0-9]{8,}|[xX]0*[0-9a-fA-F]{7,});?")


def unescape(html: str) -> str:
    """Give the characters that entities stand for."""
    return _unescape(_ENDLESS.sub("\ufffd", html))
