"""How large, how many and how long pictures may be: pure rules."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.media.models import File

LONGEST_ALT = 1500
MOST_PIXELS = 40_000_000
MOST_FRAMES = 300
DECODED_PIXELS = 200_000_000
"""Pixels of all frames of a moving picture as it comes: what decoding may cost."""

MOVING_PIXELS = 12_000_000
"""Pixels of all frames of a moving picture together, after it was made smaller to fit."""

LONGEST_SIDE = 2560
THUMBNAIL_SIDE = 640
UPLOADS = 30
UPLOADS_IN = timedelta(minutes=30)
UNUSED_FOR = timedelta(days=1)
SMALLEST_FREE = 200 * 1024 * 1024
"""Bytes that must stay free on the disk: the database needs them more than a picture does."""

TOO_MANY_PIXELS = "At most 40 million pixels."
_TOO_LONG = "This moving picture is too long or too large."


def may_use(owner: Actor, file: File, *, private: bool | None = None) -> bool:
    """Tell whether an actor may show a picture: she uploaded it.

    In a private message, or outside of one (``private``), only what was not shown the other way.
    """
    if file.owner_id != owner.id:
        return False
    return private is None or file.used_at is None or file.private is private


def most_frames(width: int, height: int) -> int:
    """Say how many frames a moving picture of this size may have."""
    return min(MOST_FRAMES, DECODED_PIXELS // (width * height))


def size_fault(width: int, height: int, frames: int = 1) -> str:
    """Say what is wrong with a picture's size; "" when nothing is."""
    if width < 1 or height < 1 or width * height > MOST_PIXELS:
        return TOO_MANY_PIXELS
    if frames > most_frames(width, height):
        return _TOO_LONG
    return ""


def fitted(width: int, height: int, side: int, frames: int = 1) -> tuple[int, int]:
    """Give the size of a picture made to fit a square, and its frames the memory; never larger."""
    shrink = min(1.0, side / max(width, height))
    if frames > 1:
        shrink = min(shrink, (MOVING_PIXELS / (width * height * frames)) ** 0.5)
    return max(1, int(width * shrink)), max(1, int(height * shrink))
