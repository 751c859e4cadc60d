"""French punctuation where a page is shown: no line begins with a colon or ends with a "«".

What people write stays as they wrote it; only the blanks of the page that is sent hold together.
Fields, code and attributes are left alone, so that a form sends back what was typed.
"""

from __future__ import annotations

import re

from fedicoop.web.i18n import NO_BREAK

_KEPT = re.compile(
    r"(<(?:code|pre|script|style|textarea)\b.*?</(?:code|pre|script|style|textarea)>)", re.DOTALL
)
_OUTSIDE_TAGS = r"(?![^<>]*>)"
_BLANK = re.compile(rf"(?:(?<=\S) (?=[:;?!»%€])|(?<=«) (?=\S)){_OUTSIDE_TAGS}")


def typeset(page: str) -> str:
    """Put no-break blanks into the text of an HTML page: before ``: ; ? ! » % €``, after ``«``."""
    parts = _KEPT.split(page)
    return "".join(
        part if number % 2 else _BLANK.sub(NO_BREAK, part) for number, part in enumerate(parts)
    )
