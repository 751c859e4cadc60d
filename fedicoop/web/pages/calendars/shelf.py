"""Calendar files that were written lately: many programs ask for the same one, every hour."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

MOST = 200
MOST_BYTES = 24 * 1024 * 1024
SECONDS = 300
"""How long a file is kept: a change that the edition does not tell is seen after five minutes."""


@dataclass(frozen=True)
class Sheet:
    """A calendar file: its bytes, when it changed last, and until when it is good."""

    body: bytes
    changed: datetime
    edition: object
    until: float

    @cached_property
    def etag(self) -> str:
        """Give the name of exactly these bytes."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'

    @cached_property
    def packed(self) -> bytes:
        """Give the bytes compressed; done once."""
        return gzip.compress(self.body, 5, mtime=0)


class Shelf:
    """The files of one process, by what was asked for; the one unused longest goes first."""

    def __init__(self) -> None:
        """Start empty."""
        self._sheets: OrderedDict[str, Sheet] = OrderedDict()
        self._bytes = 0

    def find(self, key: str, edition: object, now: float) -> Sheet | None:
        """Give the file of a key, if nothing changed since it was written."""
        sheet = self._sheets.get(key)
        if sheet is None or sheet.edition != edition or now >= sheet.until:
            return None
        self._sheets.move_to_end(key)
        return sheet

    def keep(self, key: str, sheet: Sheet) -> None:
        """Keep a file, within the bounds of number and bytes."""
        old = self._sheets.pop(key, None)
        self._bytes += len(sheet.body) - (len(old.body) if old else 0)
        self._sheets[key] = sheet
        while self._sheets and (len(self._sheets) > MOST or self._bytes > MOST_BYTES):
            _key, gone = self._sheets.popitem(last=False)
            self._bytes -= len(gone.body)
