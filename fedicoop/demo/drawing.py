"""Drawing the pictures of the demo: a hill, a sun and some roofs, nobody's photographs."""

from __future__ import annotations

import struct
import zlib

_WIDTH, _HEIGHT = 1200, 800
_SKIES = (0xBFE3EF, 0xF6DFB8, 0xCFE8D5)
_SUN, _FAR, _NEAR, _WALL = 0xF2B53C, 0x6F9E5B, 0x4F7F4A, 0xF4EFE6
_ROOFS = (0x30506B, 0xA8503C)


def landscape(number: int) -> bytes:
    """Draw a landscape as PNG; each number gives another one."""
    rows = b"".join(b"\0" + bytes(_row(number, y)) for y in range(_HEIGHT))
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _row(number: int, y: int) -> bytearray:
    """Draw one line: what is nearer is drawn over what is further away."""
    row = bytearray(_SKIES[number % 3].to_bytes(3) * _WIDTH)
    _disc(row, y, (275 + 230 * (number % 4), 165, 75), _SUN)
    _disc(row, y, (250, 1420, 1000), _FAR)
    _disc(row, y, (1000, 1500, 1020), _NEAR)
    for step in range(4):
        left, top = 160 + step * 240, 520 + 30 * ((step + number) % 3)
        if top <= y < top + 110:
            _line(row, left, left + 130, _WALL)
        elif top - 80 <= y < top:
            half = (y - top + 80) * 85 // 80
            _line(row, left + 65 - half, left + 65 + half, _ROOFS[(step + number) % 2])
    return row


def _disc(row: bytearray, y: int, disc: tuple[int, int, int], colour: int) -> None:
    x, middle, radius = disc
    if abs(y - middle) < radius:
        half = int((radius**2 - (y - middle) ** 2) ** 0.5)
        _line(row, x - half, x + half, colour)


def _line(row: bytearray, start: int, end: int, colour: int) -> None:
    start, end = max(0, start), min(_WIDTH, end)
    row[3 * start : 3 * end] = colour.to_bytes(3) * max(0, end - start)
