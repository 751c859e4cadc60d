"""Reading what a server says about itself: status, Retry-After, a few words of explanation."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MAX_REASON = 300
_MAX_WAIT = 7 * 24 * 3600.0
_TAGS = re.compile(
    r"<(script|style)\b.{0,2000}?</\1[^<>]{0,20}>|<[^<>]{0,500}>", re.DOTALL | re.IGNORECASE
)
_TEMPORARY = frozenset({401, 408, 421, 425, 429})


def is_permanent(status: int) -> bool:
    """Tell whether asking again is useless; a 401 often comes from a key not fetched yet."""
    if status == 501:
        return True
    return 300 <= status < 500 and status not in _TEMPORARY


def excerpt(body: bytes) -> str:
    """Give the first words of an answer for the operator's page, without tags or controls."""
    text = _TAGS.sub(" ", body.decode("utf-8", "replace"))
    shown = "".join(each if each.isprintable() else " " for each in text)
    words = " ".join(shown.split())
    return words if len(words) <= MAX_REASON else f"{words[: MAX_REASON - 1]}…"


def retry_after(value: str, now: datetime) -> float | None:
    """Read a Retry-After header, seconds or a date, as seconds from now (at most a week)."""
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:12]), _MAX_WAIT)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), _MAX_WAIT)
