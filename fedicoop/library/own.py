"""The documents that a member added, for herself to take along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from fedicoop.db.facts import in_pieces
from fedicoop.library.models import Paper, Version

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fedicoop.actors import Actor
    from fedicoop.work import Work

TAKEN = {"papers": "documents/documents.json", "paper_versions": "documents/documents.json"}
LEFT = {
    "paper_categories": "the shelves are the cooperative's",
    "libraries_elsewhere": "which libraries of other cooperatives are read, and when",
    "papers_elsewhere": "what other cooperatives have for the network; nobody here added it",
}


async def versions(work: Work, actor: Actor) -> AsyncIterator[tuple[Paper, Version]]:
    """Give every version that she added, and every one of the documents that she began."""
    begun = select(Paper.id).where(Paper.author_id == actor.id)
    query = select(Version).where(or_(Version.by_id == actor.id, Version.paper_id.in_(begun)))
    async for version in in_pieces(work.session, query, Version.id):
        paper = await work.session.get(Paper, version.paper_id)
        if paper is not None:
            yield paper, version
