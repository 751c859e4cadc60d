"""Who is named as a contact, as readers see them, and where what is written to them goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop.accounts import queries as register
from fedicoop.accounts.policy import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedicoop.accounts import Member
    from fedicoop.web.views import Person, Reader
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_SHOWN = (Role.ADMIN, Role.MODERATOR, Role.EDITOR, Role.LOCAL_CONTACT)


@dataclass(frozen=True)
class Named:
    """Somebody who may be written to: ``roles`` are the register's words, ``id`` her row id."""

    id: str
    person: Person
    roles: tuple[str, ...]
    helps_with: str
    is_contact: bool


def named(reader: Reader, member: Member) -> Named:
    """Show a member as a contact."""
    roles = tuple(str(role) for role in _SHOWN if role in member.roles)
    person = reader.person(member.actor)
    return Named(member.id, person, roles, member.helps_with, member.is_contact)


async def chosen(work: Work, ident: str) -> list[Member]:
    """Give the contact of a row id, or all of them where none is meant."""
    found = await register.contacts(work)
    one = [each for each in found if each.id == ident]
    return one or found


async def addresses(visit: Visit, work: Work, to: Sequence[Member]) -> list[tuple[str, str]]:
    """Give where a letter for some contacts goes, as (address, language).

    Their own addresses and the cooperative's; where there is neither, the administrators'.
    """
    ours = visit.instance.config.contact.email
    found = [(each.email, each.language) for each in to if each.email]
    if ours:
        found.append((ours, visit.site.languages[0]))
    if not found:
        staff = await register.with_role(work, Role.ADMIN)
        found = [(each.email, each.language) for each in staff if each.email]
    return found
