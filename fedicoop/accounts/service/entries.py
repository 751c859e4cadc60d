"""The register of the cooperative's members: what a file says of them, and who asked for what."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, or_, select, update

from fedicoop.accounts import policy, queries
from fedicoop.accounts.models import ActivationLink, RegisterEntry
from fedicoop.accounts.policy import Role, Standing, Status
from fedicoop.accounts.queries.entries import STANDS
from fedicoop.db import rows_at_once, take_turn
from fedicoop.errors import Unauthenticated
from fedicoop.ids import hash_token, new_id, new_token

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import timedelta

    from fedicoop.accounts.models import Member
    from fedicoop.work import Work

_TRAITS = ("category", "college", "postcode")


@dataclass(frozen=True)
class EntryDraft:
    """What a file says of one member, in the stored form; "" and None leave what is there."""

    number: str
    name: str = ""
    email: str = ""
    category: str = ""
    college: str = ""
    postcode: str = ""
    town: str = ""
    language: str = ""
    shares: int | None = None
    status: str = ""


FIELDS = tuple(each.name for each in fields(EntryDraft) if each.name != "number")


def differences(entry: RegisterEntry, draft: EntryDraft) -> dict[str, tuple[str, str]]:
    """Say which fields a draft would change, each from what to what."""
    found = {}
    for name in FIELDS:
        new, old = getattr(draft, name), getattr(entry, name)
        if new not in {"", None} and new != old:
            found[name] = ("" if old is None else str(old), str(new))
    return found


async def add_entries(work: Work, drafts: Sequence[EntryDraft]) -> None:
    """Write new members into the register, many at once; their numbers are not in it yet."""
    now = work.now()
    rows = [
        {
            **{name: getattr(draft, name) for name in ("number", *FIELDS)},
            "status": draft.status or Status.ACTIVE,
            "id": new_id(now),
            "first_seen_at": now,
            "last_seen_at": now,
        }
        for draft in drafts
    ]
    if rows:
        await work.session.execute(insert(RegisterEntry), rows)


async def amend_entry(work: Work, entry: RegisterEntry, draft: EntryDraft) -> None:
    """Write into an entry what a file says anew.

    Another address makes links sent to the old one worthless, and she may be invited again.
    """
    changed = differences(entry, draft)
    if {"email", "status"} & changed.keys():
        await _void_links(work, entry, codes_too="status" in changed)
        entry.invited_at = None
    for name in changed:
        setattr(entry, name, getattr(draft, name))


async def _void_links(work: Work, entry: RegisterEntry, *, codes_too: bool) -> None:
    """Let links open nothing any more; a code on paper went to no address, and may still do."""
    which = [ActivationLink.entry_id == entry.id, ActivationLink.expires_at > work.now()]
    if not codes_too:
        which.append(ActivationLink.printed.is_(False))
    await work.session.execute(update(ActivationLink).where(*which).values(expires_at=work.now()))


async def see_entries(work: Work, numbers: Collection[str]) -> None:
    """Note that a file still had these members."""
    for some in rows_at_once(list(numbers)):
        await work.session.execute(
            update(RegisterEntry)
            .where(RegisterEntry.number.in_(some))
            .values(last_seen_at=work.now())
        )


def traits_of(draft: EntryDraft, names: Collection[str]) -> dict[str, str]:
    """Give what of a draft is for the member's account too, among the fields named."""
    return {name: getattr(draft, name) for name in _TRAITS if name in names}


async def link_entry(work: Work, member: Member, entry: RegisterEntry) -> None:
    """Make an account the one of an entry: its number, role and traits; what she said stays."""
    member.number = entry.number
    for name in _TRAITS:
        if not getattr(member, name):
            setattr(member, name, getattr(entry, name))
    await hold_shares(work, member, holds=entry.status == Status.ACTIVE)


async def hold_shares(work: Work, member: Member, *, holds: bool) -> None:
    """Give or take the role of those who hold shares; nobody has to sign in afresh for it."""
    others = [role for role in member.roles if role != Role.SHAREHOLDER]
    member.roles = [*others, Role.SHAREHOLDER] if holds else others
    await work.session.flush()


async def ask_to_invite(work: Work, idents: Collection[str] | None = None) -> int:
    """Put entries in the queue for an invitation; None for all who never had one.

    Gives how many. Whoever has an account, no address, or wants no letters is passed over; those
    named are invited again, when they were before.
    """
    ready = STANDS[Standing.READY]
    if idents is not None:
        ready = or_(ready, STANDS[Standing.INVITED]) & RegisterEntry.id.in_(idents)
    found = update(RegisterEntry).where(ready).values(queued_at=work.now())
    done = await work.session.execute(found.execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined]  # what an UPDATE gives


async def stop_inviting(work: Work) -> int:
    """Take everybody out of the queue again; gives how many."""
    waiting = update(RegisterEntry).where(STANDS[Standing.WAITING]).values(queued_at=None)
    done = await work.session.execute(waiting.execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined]  # what an UPDATE gives


async def activation_token(
    work: Work, entry: RegisterEntry, life: timedelta = policy.ACTIVATION_LIFE
) -> str:
    """Give the token of a link that makes an account of an entry, within thirty days."""
    token, now = new_token(), work.now()
    work.session.add(
        ActivationLink(
            id=new_id(now),
            token_hash=hash_token(token),
            entry_id=entry.id,
            created_at=now,
            expires_at=now + life,
        )
    )
    await work.session.flush()
    return token


async def count_links(work: Work, entry: RegisterEntry, pause: timedelta) -> int:
    """Count the links that an entry got lately."""
    query = select(func.count()).where(
        ActivationLink.entry_id == entry.id,
        ActivationLink.printed.is_(False),
        ActivationLink.created_at > work.now() - pause,
    )
    return await work.session.scalar(query) or 0


async def redeem_activation(work: Work, token: str) -> RegisterEntry:
    """Use up a link, and all others of its entry; raises Unauthenticated for one that is no good.

    Those who come with links of one entry do so one after the other, so that of two clicks at the
    same moment one wins.
    """
    now = work.now()
    mine = (ActivationLink.token_hash == hash_token(token), ActivationLink.printed.is_(False))
    ident = await work.session.scalar(select(ActivationLink.entry_id).where(*mine)) or ""
    await take_turn(work.session, f"activation {ident}")
    taken = await work.session.execute(
        update(ActivationLink)
        .where(*mine, ActivationLink.used_at.is_(None), ActivationLink.expires_at > now)
        .values(used_at=now)
        .returning(ActivationLink.entry_id)
    )
    row = taken.first()
    entry = await queries.entry_by_id(work, row.entry_id) if row else None
    if entry is None or not policy.may_activate(entry):
        raise Unauthenticated("spent or unknown activation link")
    if await queries.by_number(work, entry.number) is not None:
        raise Unauthenticated("this entry has an account")
    await work.session.execute(
        update(ActivationLink)
        .where(ActivationLink.entry_id == entry.id, ActivationLink.used_at.is_(None))
        .values(used_at=now)
    )
    return entry


async def be_silent(work: Work, entry: RegisterEntry) -> None:
    """Write to somebody in the register no more, unless she asks for it herself."""
    entry.silent_at = entry.silent_at or work.now()
    entry.queued_at = None
    await work.session.flush()


async def forget_entries(work: Work, member: Member) -> None:
    """Leave nothing but the number of what the register says of a member who is erased."""
    mine = RegisterEntry.number == (member.number or "")
    if member.email:
        mine = or_(mine, RegisterEntry.email == member.email)
    for entry in list(await work.session.scalars(select(RegisterEntry).where(mine))):
        await forget_entry(work, entry)


async def forget_entry(work: Work, entry: RegisterEntry) -> None:
    """Leave nothing but the number of an entry, so that no later file brings her back."""
    await work.session.execute(delete(ActivationLink).where(ActivationLink.entry_id == entry.id))
    entry.erased_at = work.now()
    entry.queued_at = entry.invited_at = entry.printed_at = entry.shares = None
    for name in FIELDS:
        if name not in {"shares", "status"}:
            setattr(entry, name, "")
    await work.session.flush()
