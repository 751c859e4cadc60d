"""Codes on paper, for members whom no e-mail reaches: printed, typed in, good once.

Typing one takes two steps, so that a wrong guess stays counted::

    await accounts.count_code_try(work, number, address)      # in one transaction
    key = await accounts.redeem_code(work, number, code)      # in another
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import joinedload

from fedicoop.accounts import policy, queries
from fedicoop.accounts.models import ActivationLink, RegisterEntry, SignInAttempt
from fedicoop.accounts.service.entries import activation_token
from fedicoop.accounts.service.signing_in import count_try, link_for
from fedicoop.db import take_turn
from fedicoop.errors import Refused, Unauthenticated
from fedicoop.ids import hash_token, new_id

if TYPE_CHECKING:
    from fedicoop.accounts.models import Member
    from fedicoop.work import Work

KEY_LIFE = timedelta(hours=1)
"""How long somebody who typed her code has for the page on which the account comes to be."""
_NOT_FOR_HER = "Codes are printed only for members whom no e-mail reaches."
_WRONG = (
    "This number and this code do not belong together, or the code is too old. Look at both once "
    "more, or ask us for a new code."
)


@dataclass(frozen=True)
class Key:
    """What a right code opens: the page of a new account, or her own account for ``is_known``."""

    token: str
    is_known: bool


async def print_code(work: Work, entry: RegisterEntry, by: Member | None) -> str:
    """Give a new code for an entry, as it is printed; the one before opens nothing any more.

    Only its hash is kept. Raises Refused for somebody who gets e-mail, has left or is erased.
    """
    member = await queries.by_number(work, entry.number)
    if not policy.may_get_code(entry, member):
        raise Refused(f"no code for {entry.number}", safe=_NOT_FOR_HER)
    now = work.now()
    await work.session.execute(
        update(ActivationLink).where(*_living(work, entry)).values(expires_at=now)
    )
    code = "".join(secrets.choice(policy.CODE_LETTERS) for _ in range(policy.CODE_LENGTH))
    work.session.add(
        ActivationLink(
            id=new_id(now),
            token_hash=_hash(entry.number, code),
            entry_id=entry.id,
            printed=True,
            by_id=by.actor_id if by is not None else None,
            created_at=now,
            expires_at=now + timedelta(days=work.config.limits.printed_code_days),
        )
    )
    entry.printed_at = now
    await work.session.flush()
    return policy.spaced_code(code)


def _living(work: Work, entry: RegisterEntry) -> tuple[ColumnElement[bool], ...]:
    return (
        ActivationLink.entry_id == entry.id,
        ActivationLink.printed.is_(True),
        ActivationLink.used_at.is_(None),
        ActivationLink.expires_at > work.now(),
    )


def _hash(number: str, code: str) -> str:
    """Give the form in which a code is stored: it is worth nothing without its number."""
    return hash_token(f"printed code {code} of {number}")


async def count_code_try(work: Work, number: str, source: str = "") -> None:
    """Count a try before it is made; too many for one number or from one address raise TooMany."""
    await count_try(work, _tries_of(number), source)


def _tries_of(number: str) -> str:
    return hash_token(f"code:{policy.normal_number(number) or number[:100]}")


async def redeem_code(work: Work, number: str, code: str) -> Key:
    """Give what a code opens; raises Unauthenticated, always the same one.

    Whoever has no account yet may type it again until she has one: the key is only good for an
    hour, and the code is used up with the account. Whoever has one is let in once.
    """
    entry = await _entry_of(work, number, code)
    member = await queries.by_number(work, entry.number)
    if member is None and policy.may_activate(entry):
        key = Key(await activation_token(work, entry, KEY_LIFE), is_known=False)
    elif member is not None and policy.may_get_code(entry, member):
        await work.session.execute(
            update(ActivationLink).where(*_living(work, entry)).values(used_at=work.now())
        )
        key = Key(await link_for(work, member), is_known=True)
    else:
        raise Unauthenticated("this code is for nobody any more", safe=_WRONG)
    await work.session.execute(
        delete(SignInAttempt).where(SignInAttempt.login_hash == _tries_of(number))
    )
    return key


async def _entry_of(work: Work, number: str, code: str) -> RegisterEntry:
    plain, digits = policy.normal_number(number) or "", policy.normal_code(code)
    link = await work.session.scalar(
        select(ActivationLink)
        .where(ActivationLink.token_hash == _hash(plain, digits), ActivationLink.printed)
        .options(joinedload(ActivationLink.entry))
    )
    if link is None or not digits:
        raise Unauthenticated("wrong number or code", safe=_WRONG)
    await take_turn(work.session, f"activation {link.entry_id}")
    await work.session.refresh(link, ["used_at", "expires_at"])
    if link.used_at is not None or link.expires_at <= work.now():
        raise Unauthenticated("spent or old code", safe=_WRONG)
    return link.entry
