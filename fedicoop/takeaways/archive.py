"""One ZIP that is written a record at a time, in a thread, and never lies in memory as a whole."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import IO, TYPE_CHECKING, Any

import anyio.to_thread
import orjson

from fedicoop.activitypub.contexts import with_context

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from fedicoop.takeaways.pieces import Piece

_CHUNK = 256 * 1024
_INDENT = orjson.OPT_INDENT_2


class Archive:
    """The ZIP while it is written; ``counts`` says how many records each file has."""

    def __init__(self, file: IO[bytes]) -> None:
        """Begin it in an open file."""
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self.counts: dict[str, int] = {}

    async def fill(self, piece: Piece, records: AsyncIterator[Any]) -> None:
        """Write a file of records."""
        with self._zip.open(piece.name, "w", force_zip64=True) as file:
            waiting = bytearray()
            async for part in self._parts(piece, records):
                waiting += part
                if len(waiting) > _CHUNK:
                    await anyio.to_thread.run_sync(file.write, bytes(waiting))
                    waiting.clear()
            await anyio.to_thread.run_sync(file.write, bytes(waiting))

    async def _parts(self, piece: Piece, records: AsyncIterator[Any]) -> AsyncIterator[bytes]:
        before, between, after = _frame(piece)
        count = 0
        yield before
        async for record in records:
            if count:
                yield between
            yield _record(piece, record)
            count += 1
        self.counts[piece.name] = count
        if piece.form == "one" and not count:
            yield b"{}"
        yield after % count if piece.form == "collection" else after

    async def put(self, name: str, path: Path) -> None:
        """Take a file of ours in as it is; pictures and most documents are packed already."""
        await anyio.to_thread.run_sync(self._zip.write, path, name, zipfile.ZIP_STORED)

    async def note(self, name: str, data: bytes) -> None:
        """Write a small file."""
        await anyio.to_thread.run_sync(self._zip.writestr, name, data)

    async def close(self) -> None:
        """Write the list of contents: without it there is no ZIP."""
        await anyio.to_thread.run_sync(self._zip.close)


def _frame(piece: Piece) -> tuple[bytes, bytes, bytes]:
    """Give what stands before, between and after a file's records."""
    if piece.form == "table":
        return (_line(piece.head) if piece.head else b""), b"", b""
    if piece.form == "one":
        return b"", b"\n", b"\n"
    if piece.form == "collection":
        # FEP-6fcd and Mastodon: an OrderedCollection that is named as its file is.
        name = piece.name.rpartition("/")[2]
        head = with_context({"id": name, "type": "OrderedCollection"})
        opened = orjson.dumps(head)[:-1] + b',"orderedItems":[\n'
        return opened, b",\n", b'\n],"totalItems":%d}\n'
    return b"[\n", b",\n", b"\n]\n"


def _record(piece: Piece, record: Any) -> bytes:
    if piece.form == "table":
        return _line(record)
    if piece.name.endswith("actor.json"):
        return orjson.dumps(with_context(record), option=_INDENT)
    return orjson.dumps(record, option=_INDENT if piece.form == "one" else None)


def _line(cells: tuple[str, ...]) -> bytes:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerow(cells)
    return file.getvalue().encode()
