"""Moments out of a document, in every form that peers write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fedicoop.activitypub.activity.values import text_of

if TYPE_CHECKING:
    from fedicoop.activitypub.activity.parsing import Document

_LONGEST = 40
_EARLIEST = 1000
_LATEST = 9998
_TWO_ZONES = re.compile(r"([+-]\d\d:?\d\d)Z$")
_LEAP_SECOND = re.compile(r"(?<=:\d\d):60")


def date_of(document: Document, key: str) -> datetime | None:
    """Give a moment in UTC; None for what is no date, or not of the years 1000 to 9998.

    Without a zone it is UTC. Also read are a date alone, a leap second, a small t or z, more
    digits than microseconds, and "+00:00Z", which some programs write.
    """
    said = text_of(document, key).strip().upper()
    if len(said) > _LONGEST:
        return None
    said = _LEAP_SECOND.sub(":59", _TWO_ZONES.sub(r"\1", said))
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return None
    if not _EARLIEST <= moment.year <= _LATEST:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
