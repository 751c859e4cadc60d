"""The register as a table: what a file said, how far each is; the same columns are read again."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.accounts import policy, queries

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from fedicoop.accounts import Member, RegisterEntry
    from fedicoop.work import Work

HEAD = (
    *("number", "name", "email", "category", "college", "postcode", "town", "language", "shares"),
    *("status", "account", "standing", "first_seen", "last_seen", "invited", "printed"),
)


async def rows(work: Work) -> AsyncIterator[dict[str, str | int | None]]:
    """Give every entry, by number."""
    after = ""
    while some := await queries.entries_page(work, after=after, limit=500):
        for entry, member in some:
            yield _row(entry, member)
        after = some[-1][0].number


def _row(entry: RegisterEntry, member: Member | None) -> dict[str, str | int | None]:
    erased = entry.erased_at is not None
    row: dict[str, str | int | None] = {name: getattr(entry, name) for name in HEAD[:10]}
    return row | {
        "account": member.actor.username if member is not None else "",
        "standing": "erased" if erased else policy.standing(entry, has_account=member is not None),
        "first_seen": _day(entry.first_seen_at),
        "last_seen": _day(entry.last_seen_at),
        "invited": _day(entry.invited_at),
        "printed": _day(entry.printed_at),
    }


def _day(at: datetime | None) -> str:
    return at.date().isoformat() if at else ""


def csv_lines(row: dict[str, str | int | None] | None = None) -> str:
    """Write a row for spreadsheets, with nothing in it that they take for a formula.

    Without a row it is the head.
    """
    file = io.StringIO()
    said = HEAD if row is None else ["" if row[name] is None else str(row[name]) for name in HEAD]
    csv.writer(file, delimiter=";", lineterminator="\r\n").writerow(map(text.cell, said))
    return file.getvalue()
