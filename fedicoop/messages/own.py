"""What is kept of a member's private conversations, for herself to take along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from fedicoop.db.facts import in_pieces
from fedicoop.messages.models import Conversation

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fedicoop.actors import Actor
    from fedicoop.work import Work

TAKEN = {"conversations": "writing/messages.json"}
LEFT: dict[str, str] = {}


async def conversations(work: Work, owner: Actor) -> AsyncIterator[Conversation]:
    """Give all of hers, put away and ignored ones too."""
    query = select(Conversation).where(Conversation.owner_id == owner.id)
    async for row in in_pieces(work.session, query, Conversation.id):
        yield row
