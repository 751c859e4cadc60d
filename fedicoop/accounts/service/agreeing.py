"""Accepting the charter: nobody writes here before she did, where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.accounts import queries
from fedicoop.accounts.charter import digest_of
from fedicoop.errors import Invalid

if TYPE_CHECKING:
    from fedicoop.accounts.models import Member
    from fedicoop.actors import Actor
    from fedicoop.work import Work

_FIRST = "Before you write, read the cooperative's charter and say that you accept it."
_CHANGED = "The charter has changed meanwhile. Please read it again."


async def accept_charter(work: Work, member: Member, digest: str) -> None:
    """Note that a member accepts the charter as she read it; raises Invalid for an old one."""
    if not digest or digest != digest_of(work.config.folder):
        raise Invalid({"charter": _CHANGED})
    member.charter = digest
    await work.session.flush()


async def check_charter(work: Work, author: Actor) -> None:
    """Let no member write who has not accepted the charter as it is now; raises Invalid."""
    digest = digest_of(work.config.folder)
    if not digest or not author.is_local:
        return
    member = await queries.by_actor(work, author.id)
    if member is not None and member.charter != digest:
        error = Invalid({"charter": _FIRST})
        error.safe = _FIRST
        raise error
