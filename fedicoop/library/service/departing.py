"""What is left of people and groups that are gone, and of files that no document names."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import anyio.to_thread
from sqlalchemy import select, update

from fedicoop.actors import Actor
from fedicoop.db import rows_at_once
from fedicoop.groups import Group
from fedicoop.library import storage
from fedicoop.library.models import Paper, Version
from fedicoop.library.service.elsewhere import forget_libraries
from fedicoop.library.service.keeping import remove

if TYPE_CHECKING:
    from fedicoop.work import Work

_BATCH = 200
_STRAY_FOR = timedelta(hours=1)


async def forget_departed(work: Work) -> int:
    """Forget who added what, of people who left for good, and the documents of groups deleted.

    What she added is the cooperative's and stays. Gives how many rows changed, some hundreds at
    most.
    """
    changed = 0
    for table, column in ((Paper, Paper.author_id), (Version, Version.by_id)):
        query = select(table.id).join(Actor, Actor.id == column)
        query = query.where(Actor.deleted_at.isnot(None)).limit(_BATCH)
        idents = list(await work.session.scalars(query))
        values = {column.key: None}
        await work.session.execute(update(table).where(table.id.in_(idents)).values(values))
        changed += len(idents)
    return changed + await _with_their_groups(work)


async def _with_their_groups(work: Work) -> int:
    query = select(Paper.id).join(Paper.group).join(Group.actor)
    query = query.where(Actor.deleted_at.isnot(None)).limit(_BATCH)
    idents = list(await work.session.scalars(query))
    for ident in idents:
        await remove(work, ident)
    return len(idents)


async def prune(work: Work) -> int:
    """Take files off the disk that no version names; gives how many.

    They are left by documents that were deleted, and by transactions that were rolled back; none
    of those lasts an hour. What cooperatives told that left the circle is forgotten, too.
    """
    await forget_libraries(work)
    limit = work.now() - _STRAY_FOR
    await anyio.to_thread.run_sync(storage.remove_halves, work.config, limit)
    names = await anyio.to_thread.run_sync(lambda: list(storage.older_than(work.config, limit)))
    count = 0
    for some in rows_at_once(names):
        known = set(
            await work.session.scalars(select(Version.stored).where(Version.stored.in_(some)))
        )
        for name in set(some) - known:
            await anyio.to_thread.run_sync(storage.remove, work.config, name)
            count += 1
    return count
