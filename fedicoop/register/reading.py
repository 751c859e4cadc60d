"""Reading a file of members: any usual encoding and separator, and nothing of it without bounds."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fedicoop.errors import Invalid
from fedicoop.register import policy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fedicoop.accounts.service import EntryDraft

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 100_000
_MOST_COLUMNS = 100
_MOST_LINES = 50
_LONGEST_LINE = 20_000
_SEPARATORS = (";", ",", "\t")
_REPLACED = "\ufffd"
TOO_LARGE = "This file is too large: 20 MB at most."
TOO_MANY = "This file has too many rows: 100,000 at most."
EMPTY = "This file has no rows."
NO_TABLE = "This is no table: save it as CSV in your spreadsheet program."
MIXED = "The letters of this file are written in two ways: save it anew as CSV in UTF-8."
ODD_LETTERS = "The letters of this file cannot be read: save it as CSV in UTF-8."
NO_COLUMN = "No column is called “numéro de sociétaire” or “member number”."
TWICE = "Two columns have the same meaning: leave one of them out."
UNCLOSED = "A quotation mark is never closed: look at line %d."
LONG_LINE = "A line is too long: look at line %d."
BROKEN = "The quotation marks of this line do not belong together."
TOO_WIDE = "This line has more cells than the first one has headings."


class Unreadable(Invalid):
    """A file of which nothing can be taken; ``line`` is where it stops, 0 for the whole file."""

    def __init__(self, fault: str, line: int = 0) -> None:
        """Keep where it stops, for saying it in the reader's language."""
        super().__init__({"file": fault % line if line else fault})
        self.fault, self.line = fault, line


@dataclass(frozen=True)
class Row:
    """One member as a file has her: the line it begins on, and what is wrong with it."""

    line: int
    draft: EntryDraft
    faults: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


class Sheet:
    """A file of members whose first line says what stands below it; it can be read many times."""

    def __init__(self, data: bytes, languages: Sequence[str]) -> None:
        """Look at the first line; raises Unreadable for what is no table of members."""
        if len(data) > MOST_BYTES:
            raise Unreadable(TOO_LARGE)
        self._data = data
        self._languages = languages
        self._encoding = _encoding(data)
        self._skip, heading = self._heading()
        self.separator = max(_SEPARATORS, key=heading.count)
        first = next(csv.reader([heading], delimiter=self.separator), [])[: _MOST_COLUMNS + 1]
        self._columns = [policy.column_of(each) for each in first]
        self.unknown = [
            " ".join(each.split())[:60]
            for each, column in zip(first, self._columns, strict=True)
            if each.strip() and not column
        ]
        self._check()

    def _check(self) -> None:
        known = [each for each in self._columns if each]
        if len(self._columns) > _MOST_COLUMNS:
            raise Unreadable(NO_TABLE)
        if "number" not in known:
            raise Unreadable(NO_COLUMN)
        if len(known) > len(set(known)):
            raise Unreadable(TWICE)

    def _heading(self) -> tuple[int, str]:
        """Give the first line that says something, and how many come before what follows it."""
        for number, line in enumerate(self._lines(), 1):
            plain = line.strip("\r\n")
            if plain.strip() and not plain.lower().startswith("sep="):
                return number, plain
        raise Unreadable(EMPTY)

    def _lines(self) -> Iterator[str]:
        text = io.TextIOWrapper(io.BytesIO(self._data), self._encoding, newline="")
        for number, line in enumerate(text, 1):
            if len(line) > _LONGEST_LINE:
                raise Unreadable(LONG_LINE, number)
            yield line

    def __iter__(self) -> Iterator[Row]:
        """Read the rows; one that cannot be read is a row in fault. Raises Unreadable."""
        lines = _Bounded(self._lines(), self._skip)
        table = csv.reader(lines, delimiter=self.separator, strict=True)
        count = 0
        while True:
            start = lines.begin()
            try:
                cells = next(table)
            except StopIteration:
                return
            except csv.Error as error:
                if "unexpected end" in str(error):
                    raise Unreadable(UNCLOSED, start) from None
                yield Row(start, policy.read_cells({}, ())[0], {"": BROKEN})
                continue
            if not any(each.strip() for each in cells):
                continue
            count += 1
            if count > MOST_ROWS:
                raise Unreadable(TOO_MANY)
            yield self._row(start, cells)

    def _row(self, line: int, cells: list[str]) -> Row:
        named = {
            name: cell for name, cell in zip(self._columns, cells, strict=False) if name and cell
        }
        draft, faults, notes = policy.read_cells(named, self._languages)
        if any(each.strip() for each in cells[len(self._columns) :]):
            faults[""] = TOO_WIDE
        return Row(line, draft, faults, notes)


class _Bounded:
    """Lines of which one row may take only some: a quote that nobody closes ends here."""

    def __init__(self, lines: Iterator[str], skip: int) -> None:
        self._lines = lines
        self._number = 0
        self._start = 1
        for _ in range(skip):
            next(self)
            self._start = self._number + 1

    def begin(self) -> int:
        """Begin a row and give the number of its first line."""
        self._start = self._number + 1
        return self._start

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._number - self._start >= _MOST_LINES:
            raise Unreadable(UNCLOSED, self._start)
        self._number += 1
        return next(self._lines)


def _encoding(data: bytes) -> str:
    """Tell how the letters are written: UTF-8, or as Excel on Windows; raises Unreadable."""
    if not data.strip():
        raise Unreadable(EMPTY)
    if b"\0" in data or data.startswith((b"\xff\xfe", b"\xfe\xff", b"PK\x03\x04")):
        raise Unreadable(NO_TABLE)
    try:
        data.decode()
    except UnicodeDecodeError:
        return _windows(data)
    return "utf-8-sig"


def _windows(data: bytes) -> str:
    """Tell letters as Windows writes them from UTF-8 that was damaged."""
    read = [letter for letter in data.decode("utf-8", "replace") if not letter.isascii()]
    wrong = read.count(_REPLACED)
    if len(read) - wrong > wrong:
        raise Unreadable(MIXED)
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        raise Unreadable(ODD_LETTERS) from None
    return "cp1252"
