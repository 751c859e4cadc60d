"""What can be asked about pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from fedicoop.media.models import File

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from fedicoop.actors import Actor
    from fedicoop.work import Work

_MOST = 200


async def by_name(work: Work, name: str) -> File | None:
    """Give the picture with this name, or whose thumbnail has it."""
    return await work.session.scalar(
        select(File).where(or_(File.name == name, File.thumbnail == name))
    )


async def by_open_key(work: Work, key: str) -> File | None:
    """Give the private picture that other servers fetch by this key."""
    return await work.session.scalar(select(File).where(File.open_key == key)) if key else None


async def by_id(work: Work, ident: str) -> File | None:
    """Give the picture of a row id."""
    return await work.session.get(File, ident)


async def by_ids(work: Work, ids: Sequence[str]) -> list[File]:
    """Give the pictures of some row ids, in the order asked for; missing ones are left out."""
    rows = await work.session.scalars(select(File).where(File.id.in_(list(ids)[:1000])))
    found = {file.id: file for file in rows}
    return [found[ident] for ident in ids if ident in found]


async def of_owner(
    work: Work, owner: Actor, before: str | None = None, limit: int = 20
) -> list[File]:
    """Give what an actor uploaded, newest first; ``before`` is a picture's id."""
    query = select(File).where(File.owner_id == owner.id)
    if before:
        query = query.where(File.id < before)
    rows = await work.session.scalars(query.order_by(File.id.desc()).limit(min(limit, _MOST)))
    return list(rows)


async def uploads_since(work: Work, owner: Actor, moment: datetime) -> int:
    """Count what an actor uploaded since a moment."""
    return (
        await work.session.scalar(
            select(func.count())
            .select_from(File)
            .where(File.owner_id == owner.id, File.created_at > moment)
        )
        or 0
    )
