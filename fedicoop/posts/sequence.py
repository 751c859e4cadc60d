"""Row ids that sort by when something was published, so that a page is read from one index."""

from __future__ import annotations

import secrets
import uuid
from datetime import UTC, datetime, timedelta

from fedicoop.ids import new_id

_FRESH = timedelta(minutes=10)


def dated_id(published: datetime, now: datetime) -> str:
    """Make a row id for something published at a moment; what is fetched late sorts in its place.

    Whatever is new gets the next id of our own sequence, so that it stands on top of a timeline
    even when its author's clock is a little off. The future counts as now.
    """
    if published > now - _FRESH:
        return new_id(now)
    return _uuid7(published, secrets.randbits(12), secrets.randbits(62))


def floor_id(moment: datetime) -> str:
    """Give the smallest row id of a moment: everything published later sorts after it."""
    return _uuid7(moment, 0, 0)


def _uuid7(moment: datetime, counter: int, tail: int) -> str:
    milliseconds = max(0, int(moment.timestamp() * 1000))
    high = milliseconds << 16 | 0x7000 | counter
    return str(uuid.UUID(int=high << 64 | 0x8000000000000000 | tail))


def moment_of(ident: str) -> datetime | None:
    """Give the moment a row id was made for; None for a cursor that is no row id."""
    try:
        milliseconds = uuid.UUID(ident).int >> 80
        return datetime.fromtimestamp(milliseconds / 1000, tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None
