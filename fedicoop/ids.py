"""Names for rows and secrets for people: UUIDv7 identifiers and random tokens."""

from __future__ import annotations

import hashlib
import secrets
import threading
import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

_lock = threading.Lock()
_last = 0


def new_id(now: datetime) -> str:
    """Make a UUIDv7 (RFC 9562 §5.7) of 36 characters that sorts after every earlier one.

    Twelve bits of counter keep the order inside one millisecond; when they are used up, or the
    clock steps back, the millisecond is carried on from the last one given out.
    """
    global _last  # noqa: PLW0603 - one sequence per process is the point
    milliseconds = int(now.timestamp() * 1000)
    with _lock:
        _last = max(_last + 1, milliseconds << 12)
        stamp = _last
    high = (stamp >> 12) << 16 | 0x7000 | (stamp & 0xFFF)
    low = 0x8000000000000000 | secrets.randbits(62)
    return str(uuid.UUID(int=high << 64 | low))


def new_token() -> str:
    """Make a secret of 256 bits for a link, a session or a bearer token."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Give the form in which a token is stored: a leaked database opens no session."""
    return hashlib.sha256(token.encode()).hexdigest()
