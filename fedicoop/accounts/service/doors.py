"""Sessions and tokens: opening a door for a member, and closing it again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import case, delete, update

from fedicoop import text
from fedicoop.accounts import policy
from fedicoop.accounts.models import (
    ActivationLink,
    ApiToken,
    Member,
    Session,
    SignInAttempt,
    SignInLink,
)
from fedicoop.errors import Invalid, NotFound
from fedicoop.ids import hash_token, new_id, new_token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedicoop.work import Work

ATTEMPTS_KEPT = timedelta(hours=1)
_LINKS_KEPT = timedelta(days=1)
_ACTIVATIONS_KEPT = timedelta(days=400)
"""How long a letter's link still stops further letters, though it opens no account any more."""


async def open_session(work: Work, member: Member, user_agent: str = "") -> str:
    """Sign a browser in and give its cookie's value: always a new one, never one from before."""
    token = new_token()
    work.session.add(
        Session(
            id=new_id(work.now()),
            token_hash=hash_token(token),
            member_id=member.id,
            user_agent=text.clean(user_agent, 200),
            created_at=work.now(),
            last_seen_at=work.now(),
            expires_at=work.now() + policy.SESSION_LIFE,
        )
    )
    await work.session.flush()
    await _note_seen(work, member.id)
    return token


async def _note_seen(work: Work, member_id: str) -> None:
    """Note that a member is here, and when the visit before this one ended."""
    another = Member.last_seen_at <= work.now() - policy.VISIT_GAP
    visited = case((another, Member.last_seen_at), else_=Member.last_visit_at)
    await work.session.execute(
        update(Member)
        .where(Member.id == member_id)
        .values(last_visit_at=visited, last_seen_at=work.now())
    )


async def touch_session(work: Work, session: Session) -> None:
    """Prolong a session that is in use: it ends thirty days after it was last seen."""
    now = work.now()
    await work.session.execute(
        update(Session)
        .where(Session.id == session.id, Session.expires_at > now)
        .values(last_seen_at=now, expires_at=now + policy.SESSION_LIFE)
    )
    await _note_seen(work, session.member_id)


async def end_session(work: Work, token: str) -> None:
    """Sign a browser out; nothing happens when it was not signed in."""
    await work.session.execute(delete(Session).where(Session.token_hash == hash_token(token)))


async def end_session_by_id(work: Work, member: Member, ident: str) -> None:
    """Let a member sign another of her own browsers out; raises NotFound for anybody else's."""
    ended = await work.session.execute(
        delete(Session)
        .where(Session.id == ident, Session.member_id == member.id)
        .returning(Session.id)
    )
    if ended.first() is None:
        raise NotFound(f"no session {ident[:40]!r} of {member.id}")


async def end_all_sessions(work: Work, member: Member, except_token: str = "") -> None:
    """Sign a member out everywhere, but in the browser whose token is given."""
    await work.session.execute(
        delete(Session).where(
            Session.member_id == member.id, Session.token_hash != hash_token(except_token)
        )
    )


async def create_token(
    work: Work, member: Member, name: str, scopes: Sequence[str] = policy.SCOPES
) -> str:
    """Give a bearer token to show once; only its hash is kept. Raises Invalid."""
    name = text.clean(name, 100).strip()
    if not name:
        raise Invalid({"name": "Give it a name, to recognise it later."})
    if not scopes or not set(scopes) <= set(policy.SCOPES):
        raise Invalid({"scopes": "This is not something a program can be allowed."})
    token = new_token()
    work.session.add(
        ApiToken(
            id=new_id(work.now()),
            token_hash=hash_token(token),
            member_id=member.id,
            name=name,
            scopes=list(scopes),
            created_at=work.now(),
        )
    )
    await work.session.flush()
    return token


async def touch_token(work: Work, token: ApiToken) -> None:
    """Note that a program used its token."""
    await work.session.execute(
        update(ApiToken).where(ApiToken.id == token.id).values(last_used_at=work.now())
    )


async def revoke_token(work: Work, member: Member, ident: str) -> None:
    """Take a program's access back; raises NotFound for a token of somebody else."""
    revoked = await work.session.execute(
        update(ApiToken)
        .where(ApiToken.id == ident, ApiToken.member_id == member.id)
        .where(ApiToken.revoked_at.is_(None))
        .values(revoked_at=work.now())
        .returning(ApiToken.id)
    )
    if revoked.first() is None:
        raise NotFound(f"no token {ident[:40]!r} of {member.id}")


async def revoke_all_tokens(work: Work, member: Member) -> None:
    """Take every program's access back."""
    await work.session.execute(
        update(ApiToken)
        .where(ApiToken.member_id == member.id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=work.now())
    )


async def close_every_door(work: Work, member: Member, except_token: str = "") -> None:
    """End what could still let somebody in as this member: sessions, tokens, links."""
    await end_all_sessions(work, member, except_token)
    await revoke_all_tokens(work, member)
    await work.session.execute(delete(SignInLink).where(SignInLink.member_id == member.id))


async def prune(work: Work) -> None:
    """Forget what no longer opens anything: expired sessions, old links, counted attempts."""
    now = work.now()
    for statement in (
        delete(Session).where(Session.expires_at <= now),
        delete(SignInLink).where(SignInLink.expires_at <= now - _LINKS_KEPT),
        delete(ActivationLink).where(ActivationLink.expires_at <= now - _ACTIVATIONS_KEPT),
        delete(SignInAttempt).where(SignInAttempt.at <= now - ATTEMPTS_KEPT),
    ):
        await work.session.execute(statement)
