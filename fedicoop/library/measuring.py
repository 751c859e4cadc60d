"""How long a document is: its pages or its words, as far as that shows without reading it all."""

from __future__ import annotations

import re
import zipfile
import zlib
from itertools import islice
from typing import TYPE_CHECKING

from fedicoop.library import kinds

if TYPE_CHECKING:
    from fedicoop.library.kinds import Kind

_PAGE = re.compile(rb"/Type\s{0,4}/Page(?![a-zA-Z])")
_COUNT = re.compile(rb"/Count\s{1,4}(\d{1,5})(?!\d)")
_AROUND = 400
_MOST_COUNTS = 2000
_TOLD = {
    "docProps/app.xml": (rb"<Pages>(\d{1,5})</Pages>", rb"<Words>(\d{1,8})</Words>"),
    "meta.xml": (rb'meta:page-count="(\d{1,5})"', rb'meta:word-count="(\d{1,8})"'),
}
_READ = 64 * 1024
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (KeyError, OSError, EOFError, RuntimeError, ValueError, zlib.error, zipfile.BadZipFile)
_MOST = 20_000


def measure(data: bytes, kind: Kind) -> tuple[int, int]:
    """Give the pages and the words of a file; 0 for what nobody can count here.

    Of office files it is what their program wrote down, at most 64 kB of it.
    """
    if kind == kinds.PDF:
        return _pages(data), 0
    if kind == kinds.TEXT:
        return 0, len(kinds.decoded(data).split())
    if kind.name == "writing":
        return _told(data)
    return 0, 0


def _pages(data: bytes) -> int:
    written = sum(1 for _ in _PAGE.finditer(data))
    counts = [
        int(found[1])
        for found in islice(_COUNT.finditer(data), _MOST_COUNTS)
        if b"/Pages" in data[max(0, found.start() - _AROUND) : found.end() + _AROUND]
    ]
    return min(max([written, *counts]), _MOST)


def _told(data: bytes) -> tuple[int, int]:
    archive = kinds.contents(data)
    if archive is None:
        return 0, 0
    with archive:
        for name, (pages, words) in _TOLD.items():
            said = _beginning(archive, name)
            if said:
                return _number(pages, said), _number(words, said)
    return 0, 0


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    """Read the beginning of one small file inside; however large it claims or turns out to be.

    Office programs pack in one way. The others may ask for gigabytes before the first byte.
    """
    try:
        if archive.getinfo(name).compress_type not in _PACKED:
            return b""
        with archive.open(name) as file:
            return file.read(_READ)
    except _BROKEN:
        return b""


def _number(pattern: bytes, said: bytes) -> int:
    found = re.search(pattern, said)
    return int(found[1]) if found else 0
