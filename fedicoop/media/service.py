"""What happens to pictures: taken in, described, shown, let go."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import anyio.to_thread
from anyio.lowlevel import RunVar
from sqlalchemy import delete, select

from fedicoop import text
from fedicoop.actors import Actor
from fedicoop.db import insert_new, rows_at_once, take_turn
from fedicoop.errors import Invalid, TooMany
from fedicoop.ids import new_id, new_token
from fedicoop.media import images, policy, queries, storage
from fedicoop.media.models import Discarded, File

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedicoop.config import Config
    from fedicoop.media.images import Prepared
    from fedicoop.work import Work

_AT_ONCE = 1
_PER_SWEEP = 200
_turns: RunVar[anyio.CapacityLimiter] = RunVar("pictures")


async def prepare(data: bytes, config: Config) -> Prepared:
    """Decode an upload and write it anew, in a thread; call it outside any transaction.

    One at a time: a decoded picture takes up to 160 MB. Raises TooLarge or Invalid.
    """
    limiter = _turns.get(None)
    if limiter is None:
        limiter = anyio.CapacityLimiter(_AT_ONCE)
        _turns.set(limiter)
    most = config.limits.upload_mb * 1024 * 1024
    return await anyio.to_thread.run_sync(images.prepare, data, most, limiter=limiter)


async def keep(
    work: Work, owner: Actor, prepared: Prepared, alt: str = "", *, private: bool = False
) -> File:
    """Put a picture on disk, then its row: a crash leaves a stray file, never a row without one.

    One that is ``private`` is at no public address from the first moment on. Raises Invalid for a
    text too long, TooMany for a flood, Unavailable when the disk is full.
    """
    alt = _described(alt)
    since = work.now() - policy.UPLOADS_IN
    await take_turn(work.session, f"uploads {owner.id}")
    if await queries.uploads_since(work, owner, since) >= policy.UPLOADS:
        pause = int(policy.UPLOADS_IN.total_seconds())
        raise TooMany("too many uploads", retry_after=pause)
    name, thumbnail = storage.new_names()
    for part, data in ((thumbnail, prepared.thumbnail), (name, prepared.data)):
        await anyio.to_thread.run_sync(storage.write, work.config, part, data)
    file = File(
        id=new_id(work.now()),
        owner_id=owner.id,
        name=name,
        thumbnail=thumbnail,
        mime=prepared.mime,
        width=prepared.width,
        height=prepared.height,
        blurhash=prepared.blurhash,
        alt=alt,
        bytes=len(prepared.data) + len(prepared.thumbnail),
        created_at=work.now(),
        private=private,
    )
    work.session.add(file)
    await work.session.flush()
    return file


def _described(alt: str) -> str:
    alt = text.clean(alt, policy.LONGEST_ALT + 1).strip()
    if len(alt) > policy.LONGEST_ALT:
        raise Invalid({"alt": "At most 1,500 characters."})
    return alt


async def describe(work: Work, file: File, alt: str) -> None:
    """Change the text for those who do not see a picture; raises Invalid when it is too long."""
    file.alt = _described(alt)
    await work.session.flush()


async def attachments(
    work: Work, ids: Sequence[str], owner: Actor, *, private: bool = False
) -> list[File]:
    """Give pictures that an actor is about to show, in her order, and keep them from pruning.

    A picture that was shown is private for good, or never. Raises Invalid for one that is not
    there, is somebody else's or is shown the other way, without saying which.
    """
    wanted = list(dict.fromkeys(ids))
    files = await queries.by_ids(work, wanted)
    usable = [file for file in files if policy.may_use(owner, file, private=private)]
    if len(usable) != len(wanted):
        raise Invalid({"files": "A picture is no longer there. Please add it again."})
    for file in files:
        file.used_at, file.private = file.used_at or work.now(), private
    await work.session.flush()
    return files


async def open_elsewhere(work: Work, file: File) -> str:
    """Give the key by which other servers fetch a private picture; the same one each time."""
    file.open_key = file.open_key or new_token()
    await work.session.flush()
    return file.open_key


async def discard(work: Work, files: Sequence[File]) -> None:
    """Delete pictures: their pages go with this transaction, their bytes with the next sweep."""
    for some in rows_at_once(files):
        names = [name for file in some for name in (file.name, file.thumbnail)]
        rows = [{"name": name, "at": work.now()} for name in names]
        await work.session.execute(insert_new(work.session, Discarded).values(rows))
        await work.session.execute(delete(File).where(File.id.in_([file.id for file in some])))


async def forget_departed(work: Work) -> int:
    """Delete every picture of those who left for good; gives how many, 200 at most."""
    query = select(File).join(Actor, Actor.id == File.owner_id).where(Actor.deleted_at.isnot(None))
    files = list(await work.session.scalars(query.limit(_PER_SWEEP)))
    await discard(work, files)
    return len(files)


async def sweep(work: Work) -> int:
    """Take discarded files off the disk and forget them; gives how many, 200 at most.

    It runs in a transaction of its own, after that of the deletion. When it fails half-way the
    names are still there, and removing a file twice does no harm.
    """
    query = select(Discarded.name).order_by(Discarded.name).limit(_PER_SWEEP)
    names = list(await work.session.scalars(query))
    for name in names:
        await anyio.to_thread.run_sync(storage.remove, work.config, name)
    await work.session.execute(delete(Discarded).where(Discarded.name.in_(names)))
    return len(names)


async def prune(work: Work) -> int:
    """Discard what was uploaded and never shown within a day, and stray files without a row.

    Gives how many files that is; the next sweeps remove them.
    """
    limit = work.now() - policy.UNUSED_FOR
    unused = await work.session.scalars(
        select(File).where(File.used_at.is_(None), File.created_at < limit)
    )
    files = list(unused)
    await discard(work, files)
    strays = await _strays(work)
    for some in rows_at_once(strays):
        rows = [{"name": name, "at": work.now()} for name in some]
        await work.session.execute(insert_new(work.session, Discarded).values(rows))
    return 2 * len(files) + len(strays)


async def _strays(work: Work) -> list[str]:
    """Find files on disk that no row names: left by transactions that were rolled back."""
    limit = work.now() - policy.UNUSED_FOR - timedelta(hours=1)
    names = await anyio.to_thread.run_sync(lambda: list(storage.older_than(work.config, limit)))
    strays = []
    for some in rows_at_once(names):
        known: set[str] = set()
        for column in (File.name, File.thumbnail):
            known.update(await work.session.scalars(select(column).where(column.in_(some))))
        strays += [name for name in some if name not in known]
    return strays
