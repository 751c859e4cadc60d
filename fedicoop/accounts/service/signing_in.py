"""Signing in, by password or by a link sent by e-mail; guessing is slow and teaches nothing.

A password takes three steps, so that the hash is computed outside any transaction::

    attempt = await accounts.sign_in_attempt(work, login, address)      # in one transaction
    right = await passwords.verify(attempt.password_hash, password)     # in none
    member = await accounts.sign_in(work, attempt, right=right)         # in another
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, delete, func, select, update

from fedicoop.accounts import passwords, policy, queries
from fedicoop.accounts.models import SignInAttempt, SignInLink
from fedicoop.accounts.service.doors import ATTEMPTS_KEPT
from fedicoop.db import take_turn
from fedicoop.errors import TooMany, Unauthenticated
from fedicoop.ids import hash_token, new_id, new_token

if TYPE_CHECKING:
    from fedicoop.accounts.models import Member
    from fedicoop.work import Work

TRIES_PER_NAME = 5
NAME_PAUSE = timedelta(minutes=15)
SOURCE_PAUSE = timedelta(hours=1)
LINKS_PER_MEMBER = 5
LINK_PAUSE = timedelta(minutes=30)
_WRONG = "This name and this password do not belong together."
_SPENT = "This link was already used, or is too old. Please ask for a new one."


@dataclass(frozen=True)
class Attempt:
    """A counted try: what the password is to be checked against; ``member_id`` "" for nobody."""

    member_id: str
    password_hash: str
    login_hash: str


async def sign_in_attempt(work: Work, login: str, source: str = "") -> Attempt:
    """Count a try before it is made, so that many at once do not slip through.

    Five for one name in a quarter of an hour, and as many from one network address in an hour as
    the settings say; more raise TooMany. A name that does not exist is counted and checked like
    any other. However a member is named, by name or by address, it is one count.
    """
    member = await queries.by_login(work, login)
    login_hash = hash_token(member.id if member else policy.normal_login(login))
    await count_try(work, login_hash, source)
    usable = member is not None and policy.is_active(member) and member.password_hash
    if member is None or not usable:
        return Attempt("", passwords.NOBODY, login_hash)
    return Attempt(member.id, member.password_hash or passwords.NOBODY, login_hash)


async def count_try(work: Work, login_hash: str, source: str) -> None:
    """Count a try at one name's secret, of whatever kind; raises TooMany."""
    await take_turn(work.session, login_hash)
    await _check(work, SignInAttempt.login_hash == login_hash, NAME_PAUSE, TRIES_PER_NAME)
    await _count(work, login_hash, source)


async def sign_in(work: Work, attempt: Attempt, *, right: bool) -> Member:
    """Let the member in whose password was right; raises Unauthenticated, always the same one."""
    member = await queries.by_id(work, attempt.member_id) if right and attempt.member_id else None
    unchanged = member is not None and member.password_hash == attempt.password_hash
    if member is None or not unchanged or not policy.is_active(member):
        raise Unauthenticated("wrong name or password", safe=_WRONG)
    await work.session.execute(
        delete(SignInAttempt).where(SignInAttempt.login_hash == attempt.login_hash)
    )
    return member


async def sign_in_link(work: Work, email: str, source: str = "") -> str | None:
    """Give a token for a link to send to this address; None when there is nobody to send it to.

    The page says the same in both cases. After five links in half an hour no more are given, so
    that nobody's mailbox can be flooded from here; the source is counted as for passwords.
    """
    member = await queries.by_email(work, email)
    await _count(work, hash_token(f"link:{policy.normal_login(email)}"), source)
    if member is None or not policy.is_active(member):
        return None
    since = work.now() - LINK_PAUSE
    sent = await work.session.scalar(
        select(func.count())
        .select_from(SignInLink)
        .where(SignInLink.member_id == member.id, SignInLink.created_at > since)
    )
    return await link_for(work, member) if (sent or 0) < LINKS_PER_MEMBER else None


async def link_for(work: Work, member: Member, life: timedelta = policy.LINK_LIFE) -> str:
    """Give the token of a link that lets a member in once."""
    token = new_token()
    work.session.add(
        SignInLink(
            id=new_id(work.now()),
            token_hash=hash_token(token),
            member_id=member.id,
            created_at=work.now(),
            expires_at=work.now() + life,
        )
    )
    await work.session.flush()
    return token


async def redeem(work: Work, token: str) -> Member:
    """Use a link up and give its member; raises Unauthenticated for a spent or unknown one.

    One statement takes the link, so that of two clicks at the same moment one wins.
    """
    taken = await work.session.execute(
        update(SignInLink)
        .where(SignInLink.token_hash == hash_token(token))
        .where(SignInLink.used_at.is_(None), SignInLink.expires_at > work.now())
        .values(used_at=work.now())
        .returning(SignInLink.member_id)
    )
    row = taken.first()
    member = await queries.by_id(work, row.member_id) if row else None
    if member is None or not policy.is_active(member):
        raise Unauthenticated("spent or unknown link", safe=_SPENT)
    return member


async def _count(work: Work, login_hash: str, source: str) -> None:
    """Note a try, unless its source made too many; old ones are forgotten on the way."""
    now = work.now()
    source_hash = hash_token(policy.source_of(source)) if source else ""
    if source_hash:
        await take_turn(work.session, source_hash)
        same = SignInAttempt.source_hash == source_hash
        await _check(work, same, SOURCE_PAUSE, work.config.limits.sign_in_per_hour)
    await work.session.execute(delete(SignInAttempt).where(SignInAttempt.at <= now - ATTEMPTS_KEPT))
    work.session.add(
        SignInAttempt(id=new_id(now), login_hash=login_hash, source_hash=source_hash, at=now)
    )
    await work.session.flush()


async def _check(work: Work, same: ColumnElement[bool], pause: timedelta, most: int) -> None:
    since = work.now() - pause
    times: list[datetime] = list(
        await work.session.scalars(
            select(SignInAttempt.at)
            .where(same, SignInAttempt.at > since)
            .order_by(SignInAttempt.at.desc())
            .limit(most)
        )
    )
    if len(times) >= most:
        wait = int((times[-1] + pause - work.now()).total_seconds()) + 1
        raise TooMany("too many attempts to sign in", retry_after=wait)
