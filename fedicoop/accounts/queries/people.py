"""What can be asked about the people of this cooperative."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, String, cast, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from fedicoop.accounts import policy
from fedicoop.accounts.models import ApiToken, Member, Session, SignInLink
from fedicoop.actors import Actor
from fedicoop.ids import hash_token

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fedicoop.accounts.policy import Role
    from fedicoop.work import Work

_MOST = 200
_REACHABLE = (
    Member.email.isnot(None),
    Member.disabled_at.is_(None),
    Actor.deleted_at.is_(None),
    Actor.suspended_at.is_(None),
)


async def by_id(work: Work, ident: str) -> Member | None:
    """Give a member with her actor."""
    return await _one(work, select(Member).where(Member.id == ident))


async def by_actor(work: Work, actor_id: str) -> Member | None:
    """Give the member behind an actor; None for groups and for people elsewhere."""
    return await _one(work, select(Member).where(Member.actor_id == actor_id))


async def private_choices(work: Work, actor_ids: Iterable[str]) -> dict[str, str]:
    """Give from whom each of some members, by her actor's row id, takes private messages."""
    query = select(Member.actor_id, Member.private_from).where(Member.actor_id.in_(list(actor_ids)))
    return {row[0]: row[1] for row in await work.session.execute(query)}


async def by_email(work: Work, email: str) -> Member | None:
    """Give the member with an e-mail address, however it is written."""
    address = policy.normal_email(email)
    return await _one(work, select(Member).where(Member.email == address)) if address else None


async def by_number(work: Work, number: str) -> Member | None:
    """Give the member with a number of the register, in the form in which it is stored."""
    return await _one(work, select(Member).where(Member.number == number)) if number else None


async def by_login(work: Work, name_or_email: str) -> Member | None:
    """Give the member whom somebody means by ana, @ana, @ana@our.host or an e-mail address.

    Addresses come first: a cooperative's mailboxes may well be on the host of its server.
    """
    login = policy.normal_login(name_or_email)
    if "@" in login:
        member = await by_email(work, login)
        login, _, host = login.rpartition("@")
        if member is not None or host != work.config.host:
            return member
    return await _one(work, select(Member).join(Member.actor).where(Actor.local_name == login))


async def _one(work: Work, query: Select[Member]) -> Member | None:
    return await work.session.scalar(query.options(joinedload(Member.actor)))


async def session_of(work: Work, token: str) -> Session | None:
    """Give the living session of a cookie, with its member and her actor."""
    session = await work.session.scalar(
        select(Session)
        .where(Session.token_hash == hash_token(token), Session.expires_at > work.now())
        .options(joinedload(Session.member).joinedload(Member.actor))
    )
    return session if session is not None and policy.is_active(session.member) else None


async def by_session(work: Work, token: str) -> Member | None:
    """Give the member of a cookie, with her actor; None when it opens nothing any more."""
    session = await session_of(work, token)
    return session.member if session else None


async def token_of(work: Work, token: str) -> ApiToken | None:
    """Give a living API token with its scopes, its member and her actor."""
    row = await work.session.scalar(
        select(ApiToken)
        .where(ApiToken.token_hash == hash_token(token), ApiToken.revoked_at.is_(None))
        .options(joinedload(ApiToken.member).joinedload(Member.actor))
    )
    return row if row is not None and policy.is_active(row.member) else None


async def by_token(work: Work, token: str) -> Member | None:
    """Give the member for whom a bearer token acts; None when it opens nothing any more."""
    row = await token_of(work, token)
    return row.member if row else None


async def is_live_link(work: Work, token: str) -> bool:
    """Tell whether a sign-in link would still let somebody in, without using it up."""
    found = await work.session.scalar(
        select(SignInLink.id).where(
            SignInLink.token_hash == hash_token(token),
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > work.now(),
        )
    )
    return found is not None


async def sessions_of(work: Work, member: Member) -> list[Session]:
    """Give the browsers in which a member is signed in, the last used first."""
    rows = await work.session.scalars(
        select(Session)
        .where(Session.member_id == member.id, Session.expires_at > work.now())
        .order_by(Session.last_seen_at.desc(), Session.id.desc())
        .limit(_MOST)
    )
    return list(rows)


async def tokens_of(work: Work, member: Member) -> list[ApiToken]:
    """Give the programs that may act for a member, newest first."""
    rows = await work.session.scalars(
        select(ApiToken)
        .where(ApiToken.member_id == member.id, ApiToken.revoked_at.is_(None))
        .order_by(ApiToken.id.desc())
        .limit(_MOST)
    )
    return list(rows)


async def contacts(work: Work, limit: int = 20) -> list[Member]:
    """Give who is named to whoever looks for somebody to write to, the longest here first."""
    rows = await work.session.scalars(
        select(Member)
        .where(Member.is_contact, Member.disabled_at.is_(None))
        .options(joinedload(Member.actor))
        .order_by(Member.id)
        .limit(min(limit, _MOST))
    )
    return [member for member in rows if policy.may_be_contact(member)]


async def all_members(work: Work, before: str | None = None, limit: int = 20) -> list[Member]:
    """Give the members, newest first, disabled ones too; ``before`` is a member's id."""
    query = select(Member).options(joinedload(Member.actor))
    if before:
        query = query.where(Member.id < before)
    rows = await work.session.scalars(query.order_by(Member.id.desc()).limit(min(limit, _MOST)))
    return list(rows)


async def colleges(work: Work) -> list[str]:
    """Give the colleges that members are in, by name."""
    query = select(Member.college).where(Member.college != "").distinct().limit(_MOST)
    return sorted(await work.session.scalars(query))


async def reachable(work: Work, after: str = "", limit: int = 50) -> list[Member]:
    """Give active members with an e-mail address in the order of their ids, after one of them."""
    query = select(Member).join(Member.actor).where(*_REACHABLE, Member.id > after)
    query = query.order_by(Member.id).limit(min(limit, _MOST))
    return list(await work.session.scalars(query.options(contains_eager(Member.actor))))


async def reachable_count(work: Work) -> int:
    """Count the active members with an e-mail address."""
    query = select(func.count(Member.id)).join(Member.actor).where(*_REACHABLE)
    return await work.session.scalar(query) or 0


async def with_role(work: Work, *roles: Role) -> list[Member]:
    """Give the active members who hold one of some roles."""
    written = cast(Member.roles, String)
    rows = await work.session.scalars(
        select(Member)
        .where(Member.disabled_at.is_(None))
        .where(or_(*(written.contains(f'"{role}"') for role in roles)))
        .options(joinedload(Member.actor))
        .order_by(Member.id)
    )
    return [member for member in rows if policy.is_active(member)]


def disabled() -> Select[str]:
    """Select the actors' row ids of the members whose account is closed for now."""
    return select(Member.actor_id).where(Member.disabled_at.isnot(None))
