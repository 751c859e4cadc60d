"""What the address book keeps of a member, for herself to take along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fedicoop.actors import documents, queries
from fedicoop.actors.models import Actor, Block, Follow, Mute
from fedicoop.db.facts import in_pieces

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fedicoop.activitypub.activity import Document
    from fedicoop.work import Work

TAKEN = {
    "actors": "activitypub/actor.json",
    "follows": "activitypub/following_accounts.csv",
    "mutes": "activitypub/muted_accounts.csv",
    "blocks": "activitypub/blocked_accounts.csv",
}
LEFT = {"keys": "the private half signs in her name and leaves the server for nobody"}


async def profile(work: Work, actor: Actor) -> AsyncIterator[Document]:
    """Give her profile as other servers get it."""
    pem = await queries.public_pem(work, actor)
    yield documents.to_ap(actor, pem, work.urls.shared_inbox)


async def followed(work: Work, actor: Actor) -> AsyncIterator[tuple[str, ...]]:
    """Give whom she follows, in Mastodon's columns."""
    query = select(Follow).where(Follow.follower_id == actor.id)
    query = query.options(joinedload(Follow.followed))
    async for row in in_pieces(work.session, query, Follow.id):
        yield handle(work, row.followed), "true", "false", ""


async def followers(work: Work, actor: Actor) -> AsyncIterator[tuple[str, ...]]:
    """Give who follows her."""
    query = select(Follow).where(Follow.followed_id == actor.id, Follow.accepted_at.isnot(None))
    query = query.options(joinedload(Follow.follower))
    async for row in in_pieces(work.session, query, Follow.id):
        yield (handle(work, row.follower),)


async def muted(work: Work, actor: Actor) -> AsyncIterator[tuple[str, ...]]:
    """Give whom she mutes, with Mastodon's word on notifications: none of them come here."""
    query = select(Mute).where(Mute.muter_id == actor.id).options(joinedload(Mute.muted))
    async for row in in_pieces(work.session, query, Mute.muted_id):
        yield handle(work, row.muted), "true"


async def blocked(work: Work, actor: Actor) -> AsyncIterator[tuple[str, ...]]:
    """Give whom she blocks."""
    query = select(Block).where(Block.blocker_id == actor.id).options(joinedload(Block.blocked))
    async for row in in_pieces(work.session, query, Block.id):
        yield (handle(work, row.blocked),)


def handle(work: Work, actor: Actor) -> str:
    """Write name@host, as the files of Mastodon do."""
    return f"{actor.username}@{actor.handle_host or actor.host or work.urls.host}"
