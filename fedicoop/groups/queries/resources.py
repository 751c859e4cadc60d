"""Finding the links that groups keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from fedicoop.groups.models import Group, Resource

if TYPE_CHECKING:
    from fedicoop.work import Work

_LOADED = (
    joinedload(Resource.author),
    joinedload(Resource.group).joinedload(Group.actor),
    selectinload(Resource.folder),
)


async def resources_of(work: Work, group: Group, limit: int = 1000) -> list[Resource]:
    """Give what a group keeps: folders first, by their names, then the newest links."""
    query = (
        select(Resource)
        .where(Resource.group_id == group.id, Resource.removed_at.is_(None))
        .options(*_LOADED)
        .order_by(Resource.is_folder.desc(), Resource.id.desc())
        .limit(limit)
    )
    rows = list(await work.session.scalars(query))
    folders = sorted((row for row in rows if row.is_folder), key=lambda row: row.title.lower())
    return folders + [row for row in rows if not row.is_folder]


async def newest_links(work: Work, group: Group, limit: int) -> list[Resource]:
    """Give the links that a group was given last."""
    which = (Resource.group_id == group.id, Resource.removed_at.is_(None), ~Resource.is_folder)
    query = select(Resource).where(*which).order_by(Resource.id.desc()).limit(limit)
    return list(await work.session.scalars(query))


async def count_resources(work: Work, group: Group) -> int:
    """Say how many links and folders a group keeps."""
    query = select(func.count()).where(Resource.group_id == group.id, Resource.removed_at.is_(None))
    return int(await work.session.scalar(query) or 0)


async def folder_called(work: Work, group: Group, title: str) -> Resource | None:
    """Give a group's folder by its name, whatever its capitals."""
    rows = await resources_of(work, group)
    wanted = title.casefold()
    return next((row for row in rows if row.is_folder and row.title.casefold() == wanted), None)


async def in_folder(work: Work, folder: Resource) -> list[Resource]:
    """Give what is in a folder."""
    query = select(Resource).where(Resource.folder_id == folder.id, Resource.removed_at.is_(None))
    return list(await work.session.scalars(query.options(*_LOADED)))


async def resource_by_id(work: Work, ident: str) -> Resource | None:
    """Give a link by its row id, also one that was removed."""
    return await work.session.scalar(select(Resource).where(Resource.id == ident).options(*_LOADED))


async def resource_by_uri(work: Work, uri: str) -> Resource | None:
    """Give a link by its ActivityPub id, also one that was removed."""
    if not uri or work.memory.lacks(uri):
        return None
    return await work.session.scalar(select(Resource).where(Resource.uri == uri).options(*_LOADED))
