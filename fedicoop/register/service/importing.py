"""Taking a file of members over: first what would be done, then exactly that, piece by piece."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Protocol

import anyio.to_thread

from fedicoop.accounts import queries
from fedicoop.accounts import service as accounts
from fedicoop.accounts.policy import Status
from fedicoop.db import take_turn
from fedicoop.groups import service as groups
from fedicoop.register.service.planning import Fate, Index, Outcome, Plan, plan

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence
    from contextlib import AbstractAsyncContextManager

    from fedicoop.accounts import Member
    from fedicoop.register.reading import Row, Sheet
    from fedicoop.work import Work

PIECE = 500
"""Rows in one transaction: what is done stays done when the rest is interrupted."""
MOST_SHOWN = 500
_TURN = "register"


class Opening(Protocol):
    """What opens a transaction, or a snapshot: ``instance.writing`` or ``instance.reading``."""

    def __call__(self) -> AbstractAsyncContextManager[Work]:
        """Open it."""


@dataclass
class Report:
    """What a file does to the register, or did.

    ``shown`` are the rows that change something or are in fault, 500 at most; ``gone`` are numbers
    and names that the file no longer has, as many. ``digest`` tells two reports apart to the last
    row, shown or not.
    """

    counts: Counter[Fate] = field(default_factory=Counter)
    shown: list[Outcome] = field(default_factory=list)
    gone: list[tuple[str, str]] = field(default_factory=list)
    gone_count: int = 0
    unknown: list[str] = field(default_factory=list)
    digest: str = ""

    @property
    def total(self) -> int:
        """Count the rows."""
        return sum(self.counts.values())

    @property
    def to_do(self) -> int:
        """Count the rows that change something."""
        return self.counts[Fate.NEW] + self.counts[Fate.CHANGED]

    def _add(self, outcome: Outcome) -> None:
        self.counts[outcome.fate] += 1
        silent = outcome.fate == Fate.SAME and not outcome.notes
        if not silent and len(self.shown) < MOST_SHOWN:
            self.shown.append(outcome)


async def look(reading: Opening, sheet: Sheet) -> Report:
    """Say what a file would do, and do nothing; raises Unreadable."""
    return await _go_through(reading, sheet, None, lambda _done, _rows: None)


async def take_over(
    writing: Opening, sheet: Sheet, told: Callable[[int, int], None] = lambda _done, _rows: None
) -> Report:
    """Do what a file says, and give the report that ``look`` gave before; raises Unreadable.

    ``told`` hears after each piece how many of how many rows are done. Taking the same file over
    again changes nothing; after an interruption it does the rest.
    """
    return await _go_through(writing, sheet, _carry_out, told)


async def _go_through(
    opening: Opening,
    sheet: Sheet,
    deed: Callable[[Work, Sequence[Plan]], Awaitable[None]] | None,
    told: Callable[[int, int], None],
) -> Report:
    index = await anyio.to_thread.run_sync(Index.of, sheet)
    report, done, digest = Report(unknown=sheet.unknown), 0, hashlib.sha256()
    for rows in _pieces(sheet):
        async with opening() as work:
            if deed is not None:
                await take_turn(work.session, _TURN)
            plans = await plan(work, rows, index)
            if deed is not None:
                await deed(work, plans)
        for each in plans:
            report._add(each.outcome)
            digest.update(repr(each.outcome).encode())
        done += len(rows)
        told(done, index.rows)
    async with opening() as work:
        await _find_gone(work, index, report)
    report.digest = digest.hexdigest()
    return report


def _pieces(sheet: Sheet) -> Iterator[list[Row]]:
    rows = iter(sheet)
    while piece := list(islice(rows, PIECE)):
        yield piece


async def _find_gone(work: Work, index: Index, report: Report) -> None:
    """List who is in the register and not in the file; nobody is deleted for it."""
    after = ""
    while some := await queries.numbers_after(work, after):
        for number, name in some:
            if number not in index.lines:
                report.gone_count += 1
                if len(report.gone) < MOST_SHOWN:
                    report.gone.append((number, name))
        after = some[-1][0]


async def _carry_out(work: Work, plans: Sequence[Plan]) -> None:
    await accounts.add_entries(
        work, [each.draft for each in plans if each.outcome.fate == Fate.NEW]
    )
    for each in plans:
        if each.entry is not None:
            await accounts.amend_entry(work, each.entry, each.draft)
    await work.session.flush()
    seen = [each.outcome.number for each in plans if each.outcome.fate in {Fate.CHANGED, Fate.SAME}]
    await accounts.see_entries(work, seen)
    for each in plans:
        if each.member is not None:
            await _tell_account(work, each, each.member)


async def _tell_account(work: Work, each: Plan, member: Member) -> None:
    """Bring the account of an entry up to date; its name and address are its owner's own."""
    changes = each.outcome.changes
    if each.outcome.account:
        entry = await queries.entry_by_number(work, each.draft.number)
        if entry is not None:
            await accounts.link_entry(work, member, entry)
    elif not changes:
        return
    await accounts.register(work, member, **accounts.traits_of(each.draft, changes))
    if "status" in changes:
        await accounts.hold_shares(work, member, holds=each.draft.status == Status.ACTIVE)
    await groups.add_automatic(work, member)
