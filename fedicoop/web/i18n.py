"""In which language a page is: what its reader chose, or what her browser asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.languages import (
    DEFAULT,
    DEFAULT_ZONE,
    NO_BREAK,
    Language,
    known_languages,
    msg,
    zone_of,
    zones,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "DEFAULT",
    "DEFAULT_ZONE",
    "NO_BREAK",
    "Language",
    "choose",
    "known_languages",
    "msg",
    "zone_of",
    "zones",
]


def choose(
    offered: Iterable[str], *, setting: str = "", cookie: str = "", accepts: str = ""
) -> Language:
    """Choose a language: the member's setting, else the cookie, else what the browser asks for."""
    known = known_languages()
    offered = [code for code in offered if code in known] or known
    for code in (setting, cookie, *_accepted(accepts)):
        if code.partition("-")[0].lower() in offered:
            return Language(code.partition("-")[0].lower())
    return Language(offered[0])


def _accepted(header: str) -> list[str]:
    """Read Accept-Language, the most wanted first; at most ten."""
    found: list[tuple[float, str]] = []
    for part in header[:500].split(",")[:10]:
        code, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        if weight > 0:
            found.append((-weight, code.strip()))
    return [code for _, code in sorted(found, key=lambda pair: pair[0])]
