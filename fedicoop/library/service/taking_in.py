"""Taking in a file: how large, what it is by its bytes, what the scanner says, what it is called.

All of it happens before any transaction and before anything is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import anyio.to_thread

from fedicoop import text
from fedicoop.errors import Invalid
from fedicoop.library import kinds, measuring, policy, scanning
from fedicoop.media import baring

if TYPE_CHECKING:
    from fedicoop.config import Config
    from fedicoop.library.kinds import Kind

_MEGABYTE = 1024 * 1024
_TOO_LARGE = "This file is too large."
_EMPTY = "This file is empty."
_UNKNOWN = (
    "This kind of file is not taken in. Use PDF, an office document without macros, a picture, "
    "plain text, CSV or a simple ZIP archive."
)
_ENDING = re.compile(r"(?<=.)\.[a-z][a-z0-9]{1,4}$", re.IGNORECASE)
_BACK = {"\\": "/", "\u2044": "/", "\u2215": "/", "\uff0f": "/"}


@dataclass(frozen=True)
class Prepared:
    """A file that may be kept: its bytes, its kind, the name a download gets, how long it is."""

    data: bytes
    kind: Kind
    name: str
    pages: int = 0
    words: int = 0


async def prepare(data: bytes, name: str, config: Config) -> Prepared:
    """Look at an upload, in a thread, and let the scanner look; call it outside any transaction.

    Raises Invalid under "file" for what is too large, empty, not on the list, or refused by the
    scanner; Unavailable when the scanner could not look.
    """
    if len(data) > config.limits.upload_mb * _MEGABYTE:
        raise Invalid({"file": _TOO_LARGE})
    if not data:
        raise Invalid({"file": _EMPTY})
    found = await anyio.to_thread.run_sync(_looked_at, data, name)
    await scanning.scan(config, data)
    return found


def _looked_at(data: bytes, name: str) -> Prepared:
    kind = kinds.sniff(data, name)
    if kind is None:
        raise Invalid({"file": _UNKNOWN})
    if kind in {kinds.TEXT, kinds.TABLE} and kind.mime.startswith("text/"):
        data = kinds.decoded(data).encode()
    data = baring.bare(data, kind.mime)
    if not data:
        raise Invalid({"file": _UNKNOWN})
    pages, words = measuring.measure(data, kind)
    return Prepared(data, kind, file_name(name, kind), pages, words)


def file_name(name: str, kind: Kind) -> str:
    """Give the name that a download gets: no folders, nothing unseen, the ending of its kind.

    Only its last part counts; endings that look like one more kind of file go.
    """
    for sign, slash in _BACK.items():
        name = name.replace(sign, slash)
    last = text.clean(name.rpartition("/")[2], 4 * policy.LONGEST_FILE_NAME).replace("\n", " ")
    stem = last.strip(" .")
    while found := _ENDING.search(stem):
        stem = stem[: found.start()].strip(" .")
    kept = "".join(each for each in stem if each not in '<>:"|?*').strip(" .")
    return f"{kept[: policy.LONGEST_FILE_NAME].rstrip() or 'document'}{kind.extension}"
