"""When a member had her digests, for herself to take along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from fedicoop.db.facts import facts, in_pieces
from fedicoop.digests.models import Digest, DigestTurn

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fedicoop.actors import Actor
    from fedicoop.work import Work

TAKEN = {"digest_turns": "account/letters.json", "digests": "account/letters.json"}
LEFT: dict[str, str] = {}


async def digests(work: Work, actor: Actor) -> AsyncIterator[dict[str, Any]]:
    """Give when she had one, and what stood in those that are still kept."""
    turn = await work.session.get(DigestTurn, actor.id)
    if turn is not None:
        yield {"kind": "digest turn", **facts(turn, "last_at", "tried_at")}
    query = select(Digest).where(Digest.actor_id == actor.id)
    async for row in in_pieces(work.session, query, Digest.id):
        yield {"kind": "digest", **facts(row, "items", "created_at", "expires_at")}
