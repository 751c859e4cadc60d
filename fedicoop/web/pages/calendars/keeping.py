"""A file that was uploaded, kept in the page between looking and saying yes: small, and bounded."""

from __future__ import annotations

import base64
import binascii
import zlib

from fedicoop.errors import Invalid, TooLarge
from fedicoop.events.calendars import MOST_BYTES

LONGEST = 380_000


def pack(data: bytes) -> str:
    """Write a file for a hidden field; raises TooLarge for one that a form does not hold."""
    packed = base64.b64encode(zlib.compress(data, 9)).decode()
    if len(packed) > LONGEST:
        raise TooLarge("an upload that does not hold in a form", safe="This calendar is too large.")
    return packed


def unpack(packed: str) -> bytes:
    """Give a file back; what was tampered with is no file, and no bomb goes off."""
    try:
        inflater = zlib.decompressobj()
        data = inflater.decompress(base64.b64decode(packed, validate=True), MOST_BYTES + 1)
    except (binascii.Error, zlib.error, ValueError):
        raise Invalid({"file": "Choose the file again."}) from None
    if len(data) > MOST_BYTES or not inflater.eof:
        raise Invalid({"file": "Choose the file again."})
    return data
