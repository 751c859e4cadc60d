"""What can be asked about the register of the cooperative's members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import aliased, joinedload

from fedicoop.accounts import policy
from fedicoop.accounts.models import ActivationLink, Member, RegisterEntry
from fedicoop.accounts.policy import Standing, Status
from fedicoop.ids import hash_token

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from fedicoop.work import Work

_MOST = 500
_owner = aliased(Member)
_has_account = (
    select(_owner.id).where(_owner.number == RegisterEntry.number).correlate(RegisterEntry).exists()
)
_is_apart = or_(
    RegisterEntry.status != Status.ACTIVE,
    RegisterEntry.silent_at.isnot(None),
    RegisterEntry.erased_at.isnot(None),
)
_may_be_written_to = and_(not_(_has_account), not_(_is_apart), RegisterEntry.email != "")
_fresh = and_(RegisterEntry.queued_at.is_(None), RegisterEntry.invited_at.is_(None))
STANDS: dict[Standing, ColumnElement[bool]] = {
    Standing.ACTIVE: _has_account,
    Standing.INVITED: and_(
        _may_be_written_to,
        RegisterEntry.queued_at.is_(None),
        RegisterEntry.invited_at.isnot(None),
    ),
    Standing.WAITING: and_(_may_be_written_to, RegisterEntry.queued_at.isnot(None)),
    Standing.READY: and_(_may_be_written_to, _fresh),
    Standing.WITHOUT_EMAIL: and_(not_(_has_account), not_(_is_apart), RegisterEntry.email == ""),
    Standing.APART: and_(not_(_has_account), _is_apart),
}
"""Each standing of ``policy.standing`` as a condition: an entry is in exactly one."""


async def entry_by_id(work: Work, ident: str) -> RegisterEntry | None:
    """Give an entry of the register."""
    return await work.session.get(RegisterEntry, ident)


async def entry_by_number(work: Work, number: str) -> RegisterEntry | None:
    """Give the entry with a member number, in the form in which it is stored."""
    found = await entries_by_number(work, [number])
    return found.get(number)


async def entries_by_number(work: Work, numbers: Collection[str]) -> dict[str, RegisterEntry]:
    """Give entries by their member numbers, a few hundred at most."""
    query = select(RegisterEntry).where(RegisterEntry.number.in_(numbers))
    return {row.number: row for row in await work.session.scalars(query)}


async def entries_by_email(work: Work, emails: Collection[str]) -> list[RegisterEntry]:
    """Give the entries that have one of some addresses, in their stored form."""
    query = select(RegisterEntry).where(RegisterEntry.email.in_(emails), RegisterEntry.email != "")
    return list(await work.session.scalars(query))


async def entry_of_email(work: Work, email: str) -> RegisterEntry | None:
    """Give the entry from which the owner of an address may still make an account."""
    address = policy.normal_email(email)
    query = select(RegisterEntry).where(
        RegisterEntry.email == address,
        RegisterEntry.status == Status.ACTIVE,
        RegisterEntry.erased_at.is_(None),
        not_(_has_account),
    )
    found = await work.session.scalar(query.order_by(RegisterEntry.id).limit(1))
    return found if address else None


async def members_by_number(work: Work, numbers: Collection[str]) -> dict[str, Member]:
    """Give members with their actors by their numbers in the register."""
    query = select(Member).where(Member.number.in_(numbers)).options(joinedload(Member.actor))
    return {row.number or "": row for row in await work.session.scalars(query)}


async def members_by_email(work: Work, emails: Collection[str]) -> dict[str, Member]:
    """Give members with their actors by their addresses, in their stored form."""
    query = select(Member).where(Member.email.in_(emails)).options(joinedload(Member.actor))
    return {row.email or "": row for row in await work.session.scalars(query)}


async def count_entries(work: Work) -> dict[Standing, int]:
    """Count the entries by how far they are."""
    counted = [func.count().filter(condition) for condition in STANDS.values()]
    row = (await work.session.execute(select(*counted).select_from(RegisterEntry))).one()
    return dict(zip(STANDS, row, strict=True))


async def entries_page(
    work: Work,
    standing: Standing | None = None,
    words: str = "",
    after: str = "",
    limit: int = 50,
) -> list[tuple[RegisterEntry, Member | None]]:
    """Give entries by number, each with its member and her actor; ``after`` is a number.

    ``words`` is a part of the name or address, or the number.
    """
    query = (
        select(RegisterEntry, Member)
        .outerjoin(Member, Member.number == RegisterEntry.number)
        .options(joinedload(Member.actor))
        .where(RegisterEntry.number > after)
    )
    if standing is not None:
        query = query.where(STANDS[standing])
    if words:
        part = RegisterEntry.name.icontains(words, autoescape=True)
        mail = RegisterEntry.email.icontains(words, autoescape=True)
        query = query.where(or_(part, mail, RegisterEntry.number == words.upper()))
    query = query.order_by(RegisterEntry.number).limit(min(limit, _MOST))
    return [(entry, member) for entry, member in await work.session.execute(query)]


async def due_entries(work: Work, limit: int) -> list[RegisterEntry]:
    """Give whom to invite next, those who wait longest first."""
    query = (
        select(RegisterEntry)
        .where(STANDS[Standing.WAITING])
        .order_by(RegisterEntry.queued_at, RegisterEntry.id)
        .limit(limit)
        .execution_options(populate_existing=True)
    )
    return list(await work.session.scalars(query))


async def invited_since(work: Work, moment: datetime) -> int:
    """Count who was invited since a moment."""
    query = select(func.count()).where(RegisterEntry.invited_at > moment)
    return await work.session.scalar(query) or 0


async def activation_link(work: Work, token: str) -> ActivationLink | None:
    """Give a link with its entry, used and old ones too."""
    return await work.session.scalar(
        select(ActivationLink)
        .where(ActivationLink.token_hash == hash_token(token), ActivationLink.printed.is_(False))
        .options(joinedload(ActivationLink.entry))
    )


async def newest_code(work: Work, entry: RegisterEntry) -> ActivationLink | None:
    """Give the code that was last printed for an entry."""
    return await work.session.scalar(
        select(ActivationLink)
        .where(ActivationLink.entry_id == entry.id, ActivationLink.printed)
        .order_by(ActivationLink.id.desc())
        .limit(1)
    )


async def unprinted_entries(work: Work, limit: int) -> list[RegisterEntry]:
    """Give, by number, whom no e-mail reaches and for whom no code was printed yet."""
    query = select(RegisterEntry).where(
        STANDS[Standing.WITHOUT_EMAIL], RegisterEntry.printed_at.is_(None)
    )
    return list(await work.session.scalars(query.order_by(RegisterEntry.number).limit(limit)))


async def entries_by_id(work: Work, idents: Collection[str]) -> list[RegisterEntry]:
    """Give entries by number; a few hundred at most."""
    query = select(RegisterEntry).where(RegisterEntry.id.in_(idents))
    return list(await work.session.scalars(query.order_by(RegisterEntry.number)))


async def numbers_after(work: Work, after: str = "") -> list[tuple[str, str]]:
    """Give number and name of the entries after a number, erased ones left out."""
    query = (
        select(RegisterEntry.number, RegisterEntry.name)
        .where(RegisterEntry.number > after, RegisterEntry.erased_at.is_(None))
        .order_by(RegisterEntry.number)
        .limit(_MOST)
    )
    return [(number, name) for number, name in await work.session.execute(query)]
