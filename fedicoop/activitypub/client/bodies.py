"""Reading a response body without trusting it: capped on decoded bytes, decoded piece by piece."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterable

_EITHER = 32 + zlib.MAX_WBITS  # zlib or gzip header, told apart by zlib
_RAW = -zlib.MAX_WBITS

ACCEPT_ENCODING = "gzip, deflate"


class Unreadable(Exception):
    """The body is too large, truncated, or in an encoding we did not ask for."""


class _Inflater:
    """A decompressor that never makes more bytes than it was asked for.

    ``zlib.decompress`` of one 64 KiB piece can make 64 MiB; ``max_length`` is what stops a bomb
    before it goes off, not a check on the result.
    """

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._zlib = None if encoding == "deflate" else zlib.decompressobj(_EITHER)

    def feed(self, piece: bytes, room: int) -> bytes:
        """Give at most ``room`` more bytes of the decoded body."""
        if self._zlib is None:
            # "deflate" is zlib by the letter and raw in some servers' practice; a zlib stream
            # begins with method 8, which as a raw block would be one that no encoder writes.
            is_zlib = piece[0] & 0x0F == zlib.DEFLATED
            self._zlib = zlib.decompressobj(_EITHER if is_zlib else _RAW)
        return self._zlib.decompress(piece, room)

    @property
    def finished(self) -> bool:
        """Tell whether the compressed stream came to its own end."""
        return self._zlib is not None and self._zlib.eof


def _inflater(encoding: str) -> _Inflater | None:
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        return None
    if name not in {"gzip", "x-gzip", "deflate"}:
        raise Unreadable(f"unknown content encoding {name[:40]}")
    return _Inflater(name)


async def read_capped(pieces: AsyncIterable[bytes], encoding: str, limit: int) -> bytes:
    """Read a body of at most ``limit`` bytes, on the wire and decoded; raise Unreadable."""
    inflater = _inflater(encoding)
    body = bytearray()
    wire = 0
    async for piece in pieces:
        wire += len(piece)
        room = limit - len(body) + 1
        try:
            body += inflater.feed(piece, room) if inflater and piece else piece
        except zlib.error as error:
            raise Unreadable("body cannot be decompressed") from error
        if wire > limit or len(body) > limit:
            raise Unreadable(f"too large: more than {limit} bytes")
    if inflater and wire and not inflater.finished:
        raise Unreadable("body is truncated")
    return bytes(body)


async def read_start(pieces: AsyncIterable[bytes], encoding: str, limit: int) -> bytes:
    """Read the first ``limit`` bytes of a body that only people will look at; never complain."""
    body = bytearray()
    try:
        inflater = _inflater(encoding)
        async for piece in pieces:
            body += inflater.feed(piece, limit) if inflater and piece else piece
            if len(body) >= limit:
                break
    except (Unreadable, zlib.error):
        return bytes(body[:limit])
    return bytes(body[:limit])
