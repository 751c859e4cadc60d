"""What tests of moderation start from: somebody who may decide, and somebody who may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.accounts import Member
from fedicoop.accounts import service as accounts
from fedicoop.accounts.policy import Role

if TYPE_CHECKING:
    from fedicoop.work import Work


async def given_moderator(work: Work, username: str = "mona") -> Member:
    """Admit a member who moderates."""
    return await accounts.admit(work, username, roles=[Role.MODERATOR])


async def given_administrator(work: Work, username: str = "ada") -> Member:
    """Admit a member who administers."""
    return await accounts.admit(work, username, roles=[Role.ADMIN])


async def given_plain_member(work: Work, username: str = "ana") -> Member:
    """Admit a member without any role."""
    return await accounts.admit(work, username)
