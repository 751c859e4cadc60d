"""What can be asked about digests: whose turn it is, and what a key opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select

from fedicoop.accounts import Member
from fedicoop.accounts import queries as accounts
from fedicoop.accounts.policy import is_active
from fedicoop.digests import policy
from fedicoop.digests.models import Digest, DigestTurn
from fedicoop.ids import hash_token
from fedicoop.posts import queries as posts

if TYPE_CHECKING:
    from fedicoop.posts import Post
    from fedicoop.work import Work


async def due(work: Work, limit: int) -> list[str]:
    """Give, by row id, the members whose digest is due, the longest waiting first."""
    last = func.coalesce(DigestTurn.last_at, Member.created_at)
    now = work.now()
    times = [
        and_(Member.email_digest == how_often, last <= now - period)
        for how_often, period in policy.PERIODS.items()
    ]
    query = (
        select(Member.id)
        .outerjoin(DigestTurn, DigestTurn.actor_id == Member.actor_id)
        .where(Member.email.isnot(None), Member.disabled_at.is_(None), or_(*times))
        .where(or_(DigestTurn.tried_at.is_(None), DigestTurn.tried_at <= now - policy.DAY))
        .order_by(last, Member.id)
        .limit(limit)
    )
    return list(await work.session.scalars(query))


async def turn_of(work: Work, member: Member) -> DigestTurn | None:
    """Give when a member had her last digest."""
    return await work.session.get(DigestTurn, member.actor_id, populate_existing=True)


async def opened(work: Work, token: str, ident: str) -> tuple[Member, Post] | None:
    """Give what a digest's key opens: whose it is, and one of its posts, if she may still see it.

    None for a key that opens nothing (any more), and for what did not stand in this digest.
    """
    digest = await work.session.scalar(
        select(Digest).where(Digest.token_hash == hash_token(token), Digest.expires_at > work.now())
    )
    if digest is None or ident not in digest.items:
        return None
    member = await accounts.by_actor(work, digest.actor_id)
    post = await posts.by_id(work, ident)
    if member is None or not is_active(member) or post is None or post.is_deleted:
        return None
    return (member, post) if await posts.can_see(work, post, member.actor) else None
