"""Reading a list of people that another site wrote: Mastodon's tables, or a handle a line."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field

from fedicoop.activitypub.webfinger import parse_handle
from fedicoop.errors import Malformed

MOST_BYTES = 1024 * 1024
MOST_PEOPLE = 2000
_MOST_SHOWN = 20
_LONGEST_LINE = 2000
_HEADINGS = {"account address", "account", "handle", "address"}


@dataclass
class People:
    """Whom a list names, each once, as name@host; ``odd`` are the first lines that name nobody."""

    handles: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    odd_count: int = 0
    is_cut: bool = False


def read_people(data: bytes) -> People:
    """Read whom a file names in its first column; never fails, whatever is in it."""
    found, seen = People(), set()
    for line in _text(data).splitlines():
        cell = _first_cell(line[:_LONGEST_LINE])
        if not cell or cell.lower() in _HEADINGS:
            continue
        handle = _handle(cell)
        if not handle:
            found.odd_count += 1
            found.odd += [cell[:100]] if len(found.odd) < _MOST_SHOWN else []
        elif handle not in seen:
            if len(found.handles) == MOST_PEOPLE:
                found.is_cut = True
                break
            seen.add(handle)
            found.handles.append(handle)
    return found


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _first_cell(line: str) -> str:
    try:
        row = next(csv.reader(io.StringIO(line)), [])
    except csv.Error:
        return line.strip()
    return row[0].strip() if row else ""


def _handle(cell: str) -> str:
    try:
        handle = parse_handle(cell)
    except Malformed:
        return ""
    return f"{handle.name}@{handle.host}" if handle.host else ""
