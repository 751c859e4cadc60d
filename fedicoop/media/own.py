"""The pictures that a member put here, for herself to take along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from fedicoop.db.facts import in_pieces
from fedicoop.media.models import File

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from fedicoop.actors import Actor
    from fedicoop.work import Work

TAKEN = {"files": "media/media.json"}
LEFT = {"discarded_files": "names of files that are being deleted; nobody's any more"}


async def pictures(work: Work, owner: Actor) -> AsyncIterator[File]:
    """Give all of hers."""
    query = select(File).where(File.owner_id == owner.id)
    async for row in in_pieces(work.session, query, File.id):
        yield row
