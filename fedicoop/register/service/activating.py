"""Making an account of an entry, when its bearer says so: nothing of her is public before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop.accounts import service as accounts
from fedicoop.accounts.policy import Role
from fedicoop.actors import policy as names
from fedicoop.actors import queries as actors
from fedicoop.errors import Invalid
from fedicoop.groups import service as groups
from fedicoop.register import policy

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.work import Work

_MOST_TRIES = 1000
_HAS_ACCOUNT = "An account with your address exists already: sign in with it."
_NO_WAY_IN = "Choose a password: without an e-mail address it is how you come in."


@dataclass(frozen=True)
class AccountDraft:
    """What somebody chose on her first page; she is found by nobody unless she says so.

    Who has no e-mail address in the register needs a password.
    """

    username: str
    name: str
    discoverable: bool = False
    password_hash: str | None = None


async def suggest(work: Work, name: str) -> str:
    """Give a free name for the account of somebody with this name."""
    first, *others = policy.suggestions(name)
    numbered = (f"{first}{number}" for number in range(2, _MOST_TRIES))
    for each in (first, *others, *numbered):
        if not names.name_fault(each) and await actors.by_username(work, each) is None:
            return each
    return ""


async def activate(work: Work, token: str, draft: AccountDraft) -> Member:
    """Make the account; raises Unauthenticated for a link that is no good, Invalid by field."""
    entry = await accounts.redeem_activation(work, token)
    if not entry.email and draft.password_hash is None:
        raise Invalid({"password": _NO_WAY_IN})
    try:
        member = await accounts.admit(
            work,
            draft.username,
            name=draft.name,
            email=entry.email or None,
            password_hash=draft.password_hash,
            roles=[Role.SHAREHOLDER],
            language=entry.language if entry.language in work.config.languages else "",
        )
    except Invalid as error:
        if "email" in error.fields:
            raise Invalid({"": _HAS_ACCOUNT}) from error
        raise
    await accounts.link_entry(work, member, entry)
    entry.silent_at = None
    member.actor.discoverable = draft.discoverable
    await groups.add_automatic(work, member)
    return member
