"""What a file of members would change: decided the same way for a look and for the deed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from fedicoop.accounts import queries
from fedicoop.accounts import service as accounts
from fedicoop.accounts.policy import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedicoop.accounts import Member, RegisterEntry
    from fedicoop.accounts.service import EntryDraft
    from fedicoop.register.reading import Row, Sheet
    from fedicoop.work import Work

SHARED = "Somebody else in the register has this address: the row is taken over without it."
ANOTHER = "An account with this address has another member number; it is not linked."
ERASED = "This person was erased at her own wish: only her number is kept."
LEAVES = "The account stays; who holds no share any more loses the role of a shareholder."
TWICE = "This number stands in the file twice."


class Fate(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    ERASED = "erased"
    FAULT = "fault"


@dataclass(frozen=True)
class Outcome:
    """What becomes of one row: each change from what to what, and what is wrong with it.

    ``account`` is the name of the account that is linked by this.
    """

    line: int
    number: str
    name: str
    fate: Fate
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    account: str = ""


@dataclass
class Index:
    """Where each number and address of a file stands first; a file is read once for it."""

    lines: dict[str, int] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    rows: int = 0

    @classmethod
    def of(cls, sheet: Sheet) -> Index:
        """Read a file from its first line to its last; raises Unreadable."""
        index = cls()
        for row in sheet:
            index.rows += 1
            draft = row.draft
            if row.faults or draft.number in index.lines:
                continue
            index.lines[draft.number] = row.line
            if draft.email:
                index.emails[draft.number] = draft.email
                index.owners.setdefault(draft.email, draft.number)
        return index

    def leaves(self, entry: RegisterEntry) -> bool:
        """Tell whether an entry gives its address up in this file."""
        return self.emails.get(entry.number, entry.email) != entry.email


@dataclass(frozen=True)
class Plan:
    """A row with everything that it takes to do it; ``member`` is whom it concerns."""

    outcome: Outcome
    draft: EntryDraft
    entry: RegisterEntry | None = None
    member: Member | None = None


async def plan(work: Work, rows: Sequence[Row], index: Index) -> list[Plan]:
    """Decide about some rows of a file; a few hundred at once."""
    numbers = {row.draft.number for row in rows if row.draft.number}
    emails = {row.draft.email for row in rows if row.draft.email}
    holders: dict[str, set[str]] = {}
    for entry in await queries.entries_by_email(work, emails):
        if not index.leaves(entry):
            holders.setdefault(entry.email, set()).add(entry.number)
    known = _Known(
        index=index,
        holders=holders,
        entries=await queries.entries_by_number(work, numbers),
        members=await queries.members_by_number(work, numbers),
        owners=await queries.members_by_email(work, emails),
    )
    return [known.decide(row) for row in rows]


@dataclass(frozen=True)
class _Known:
    """What is known about a piece of a file before it is decided."""

    index: Index
    holders: dict[str, set[str]]
    entries: dict[str, RegisterEntry]
    members: dict[str, Member]
    owners: dict[str, Member]

    def decide(self, row: Row) -> Plan:
        number, faults = row.draft.number, dict(row.faults)
        if not faults and self.index.lines.get(number) != row.line:
            faults["number"] = TWICE
        entry = self.entries.get(number)
        if faults:
            outcome = Outcome(row.line, number, row.draft.name, Fate.FAULT, faults=faults)
            return Plan(outcome, row.draft)
        if entry is not None and entry.erased_at is not None:
            outcome = Outcome(row.line, number, "", Fate.ERASED, notes={"": ERASED})
            return Plan(outcome, row.draft)
        return self._change(row, entry)

    def _change(self, row: Row, entry: RegisterEntry | None) -> Plan:
        notes = dict(row.notes)
        draft = self._without_strange_address(row.draft, notes)
        member = self.members.get(draft.number)
        linked = self._link(draft, entry, member, notes)
        changes = accounts.differences(entry, draft) if entry is not None else {}
        concerned = linked or member
        if concerned is not None and (linked or changes) and draft.status == Status.LEFT:
            notes["status"] = LEAVES
        outcome = Outcome(
            line=row.line,
            number=draft.number,
            name=draft.name or (entry.name if entry is not None else ""),
            fate=_fate(entry, changed=bool(changes or linked)),
            changes=changes,
            notes=notes,
            account=linked.actor.username if linked is not None else "",
        )
        return Plan(outcome, draft, entry, concerned)

    def _without_strange_address(self, draft: EntryDraft, notes: dict[str, str]) -> EntryDraft:
        """Leave out an address that is somebody else's: a letter must reach one person."""
        if not draft.email:
            return draft
        first = {self.index.owners.get(draft.email, draft.number)}
        if draft.number in self.holders.get(draft.email, first):
            return draft
        notes["email"] = SHARED
        return replace(draft, email="")

    def _link(
        self,
        draft: EntryDraft,
        entry: RegisterEntry | None,
        member: Member | None,
        notes: dict[str, str],
    ) -> Member | None:
        """Give the account that becomes this entry's: by its number, else by its address."""
        if member is not None:
            return member if entry is None else None
        owner = self.owners.get(draft.email) if draft.email else None
        if owner is not None and owner.number is not None:
            notes["email"] = ANOTHER
            return None
        return owner


def _fate(entry: RegisterEntry | None, *, changed: bool) -> Fate:
    if entry is None:
        return Fate.NEW
    return Fate.CHANGED if changed else Fate.SAME
