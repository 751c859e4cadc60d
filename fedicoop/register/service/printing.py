"""Codes on paper for who has no e-mail address: cards to hand over or put in an envelope."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fedicoop import text
from fedicoop.accounts import policy, queries
from fedicoop.accounts import service as accounts
from fedicoop.db import take_turn

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from fedicoop.accounts import Member, RegisterEntry
    from fedicoop.work import Work

MOST_CARDS = 48
"""What is printed at once: six sheets of eight cards."""


@dataclass(frozen=True)
class Card:
    """What stands on one card; ``url`` is for telephones, with the number and the code in it."""

    number: str
    name: str
    postcode: str
    town: str
    code: str
    until: datetime
    url: str


async def print_cards(
    work: Work, by: Member | None, idents: Collection[str] | None = None, most: int = MOST_CARDS
) -> list[Card]:
    """Make new codes for some entries, by number; None for who has none yet. What was before ends.

    Whoever gets e-mail, left or is erased is passed over.
    """
    await take_turn(work.session, "printed codes")
    if idents is None:
        entries = await queries.unprinted_entries(work, most)
    else:
        entries = await queries.entries_by_id(work, list(idents)[:most])
    owners = await queries.members_by_number(work, [entry.number for entry in entries])
    return [
        await _card(work, entry, by)
        for entry in entries
        if policy.may_get_code(entry, owners.get(entry.number))
    ]


async def _card(work: Work, entry: RegisterEntry, by: Member | None) -> Card:
    code = await accounts.print_code(work, entry, by)
    return Card(
        number=entry.number,
        name=entry.name,
        postcode=entry.postcode,
        town=entry.town,
        code=code,
        until=work.now() + timedelta(days=work.config.limits.printed_code_days),
        url=f"{work.urls.base}/code?{urlencode({'number': entry.number, 'code': code})}",
    )


def card_lines(cards: Sequence[Card]) -> str:
    """Write cards for a mail merge, with nothing in them that a spreadsheet takes for a formula."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(("number", "name", "postcode", "town", "code", "until", "url"))
    for card in cards:
        said = (card.number, card.name, card.postcode, card.town, card.code)
        writer.writerow([*map(text.cell, said), card.until.date().isoformat(), card.url])
    return file.getvalue()
