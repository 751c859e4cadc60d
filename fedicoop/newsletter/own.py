"""The newsletters that a member wrote, for herself to take along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from fedicoop.db.facts import facts, in_pieces
from fedicoop.newsletter.models import Newsletter

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fedicoop.actors import Actor
    from fedicoop.work import Work

TAKEN = {"newsletters": "writing/newsletters.json"}
LEFT: dict[str, str] = {}


async def newsletters(work: Work, writer: Actor) -> AsyncIterator[dict[str, Any]]:
    """Give hers, drafts too."""
    query = select(Newsletter).where(Newsletter.writer_id == writer.id)
    async for row in in_pieces(work.session, query, Newsletter.id):
        names = ("subject", "source", "language", "items", "state", "created_at", "started_at")
        yield facts(row, *names)
