"""Taking out of a picture what its camera wrote beside it: where, when and with what it was taken.

The pixels stay as they are, byte for byte, and which side is up; everything that is not needed to
show them goes, and so does whatever was hung on behind.
"""

from __future__ import annotations

import io
import re
import struct

from PIL import Image

_UPRIGHT, _ORIENTATION = 1, 0x0112
_MARK = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])")
"""Where the next part of a JPEG begins; nothing among the pixels looks like it."""
_SCAN, _END = 0xDA, 0xD9
_PROFILE = b"ICC_PROFILE\0"
_KEPT_APPS = {0xE0, 0xEE}
_PNG = b"\x89PNG\r\n\x1a\n"
_OF_PNG = frozenset(
    b"tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs hIST sPLT acTL fcTL fdAT cICP".split()
)
_OF_WEBP = (b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP")
_NO_METADATA = 0xFF ^ 0x0C
"""The flags of a WebP without those for EXIF and XMP."""


def bare(data: bytes, mime: str) -> bytes:
    """Give a picture without its metadata; b"" for one that does not hold together.

    What is no picture is given back as it is. Sources: ITU T.81 (JPEG), W3C PNG, RFC 9649 (WebP).
    """
    clean = {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp}.get(mime)
    if clean is None:
        return data
    try:
        return clean(data)
    except (struct.error, IndexError):
        return b""


def _jpeg(data: bytes) -> bytes:
    parts, here = [data[:2], _upright(data)], 2
    while (mark := _MARK.search(data, here)) is not None and mark[1][0] != _END:
        start = mark.end() - 2
        (length,) = struct.unpack_from(">H", data, start + 2)
        if length < 2:
            return b""
        here = start + 2 + length
        if _is_kept(mark[1][0], data[start + 4 : here]):
            parts.append(data[start:here])
        if mark[1][0] == _SCAN:
            pixels = _MARK.search(data, here)
            parts.append(data[here : pixels.start() if pixels else len(data)])
    return b"".join([*parts, b"\xff\xd9"])


def _is_kept(mark: int, said: bytes) -> bool:
    if mark == 0xE2:
        return said.startswith(_PROFILE)
    return mark in _KEPT_APPS or not (0xE0 <= mark <= 0xEF or mark == 0xFE)


def _upright(data: bytes) -> bytes:
    """Say which side is up, and nothing else, where the camera was held otherwise."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
            way = image.getexif().get(_ORIENTATION, _UPRIGHT)
    except Exception:  # whatever a decoder raises on hostile bytes means the same
        return b""
    if way not in range(2, 9):
        return b""
    exif = Image.Exif()
    exif[_ORIENTATION] = way
    said = exif.tobytes()
    return b"\xff\xe1" + struct.pack(">H", len(said) + 2) + said


def _png(data: bytes) -> bytes:
    parts, here = [_PNG], len(_PNG)
    while True:
        length, kind = struct.unpack_from(">I4s", data, here)
        after = here + 12 + length
        if after > len(data):
            return b""
        if kind[:1].isupper() or kind in _OF_PNG:
            parts.append(data[here:after])
        if kind == b"IEND":
            return b"".join(parts)
        here = after


def _webp(data: bytes) -> bytes:
    end, here, parts = 8 + struct.unpack_from("<I", data, 4)[0], 12, [b"WEBP"]
    while here < min(end, len(data)):
        kind, length = struct.unpack_from("<4sI", data, here)
        after = here + 8 + length + length % 2
        part = data[here:after]
        if len(part) < 8 + length:
            return b""
        if kind == b"VP8X":
            part = part[:8] + bytes([part[8] & _NO_METADATA]) + part[9:]
        if kind in _OF_WEBP:
            parts.append(part)
        here = after
    whole = b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(whole)) + whole
