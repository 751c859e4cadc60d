"""Making the file: each room is asked in turn, in snapshots; the one writer is held for moments."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import anyio.to_thread
import orjson

from fedicoop import __version__
from fedicoop.accounts import queries as accounts
from fedicoop.errors import NotFound
from fedicoop.events import queries as events
from fedicoop.events.calendars import Heading, calendar
from fedicoop.library import own as library
from fedicoop.library import storage as papers
from fedicoop.log import logger
from fedicoop.media import own as media
from fedicoop.media import storage as pictures
from fedicoop.takeaways import queries, service, storage, wording
from fedicoop.takeaways.archive import Archive
from fedicoop.takeaways.pieces import PIECES

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from fedicoop.accounts import Member
    from fedicoop.takeaways.models import Takeaway
    from fedicoop.work import Work

    Opener = Callable[[], AbstractAsyncContextManager[Work]]

CALENDAR = "events/calendar.ics"
_MOST_EVENTS = 1000
_STEPS = len(PIECES) + 2
_BAD = re.compile(r"[^\w.() -]+")
log = logger(__name__)


@dataclass
class _Making:
    """One file while it is made."""

    reading: Opener
    writing: Opener
    row: Takeaway
    archive: Archive
    left_out: list[str] = field(default_factory=list)
    room: int = 0

    async def member(self, work: Work) -> Member:
        found = await accounts.by_id(work, self.row.member_id)
        if found is None:
            raise NotFound("she left meanwhile")
        return found

    async def note(self, done: int) -> None:
        async with self.writing() as work:
            await service.note(work, self.row.id, done, _STEPS)


async def make_next(reading: Opener, writing: Opener) -> bool:
    """Make the next one that waits; False when none does. What fails is tried again later."""
    async with reading() as work:
        if not await queries.has_due(work):
            return False
    async with writing() as work:
        row = await service.lease(work)
    if row is None or row.leased_until is None:
        return row is not None
    try:
        await _make(reading, writing, row)
    except Exception:
        log.exception("a member's data could not be gathered", takeaway=row.id)
        async with writing() as work:
            await service.put_off(work, row.id)
    return True


async def _make(reading: Opener, writing: Opener, row: Takeaway) -> None:
    async with reading() as work:
        config = work.config
    limit = config.limits.takeaway_mb * 1024 * 1024
    file = await anyio.to_thread.run_sync(storage.begin, config, row.id, limit)
    with file:
        making = _Making(reading, writing, row, Archive(file), room=limit)
        for done, piece in enumerate(PIECES):
            await making.note(done)
            async with reading() as work:
                await making.archive.fill(piece, piece.ask(work, await making.member(work)))
        await making.note(len(PIECES))
        await _put_files(making)
        await making.note(len(PIECES) + 1)
        await _close(making)
    size = await anyio.to_thread.run_sync(storage.finish, config, row.id)
    async with writing() as work:
        await service.finish(work, row.id, size, len(making.left_out))


async def _put_files(making: _Making) -> None:
    """Take pictures and documents in, as many as there is room for; the others are named."""
    async with making.reading() as work:
        member = await making.member(work)
        async for file in media.pictures(work, member.actor):
            path = pictures.path_of(work.config, file.name)
            await _put(making, f"media/{file.name}", path, work.urls.media(file.name))
        async for paper, version in library.versions(work, member.actor):
            if version.stored:
                path = papers.path_of(work.config, version.stored)
                name = _BAD.sub("_", version.name).lstrip(".") or "document"
                url = f"{work.urls.base}/documents/{paper.id}"
                await _put(making, f"documents/{version.id}/{name[-100:]}", path, url)


async def _put(making: _Making, name: str, path: Path | None, url: str) -> None:
    if path is None or not await anyio.to_thread.run_sync(path.is_file):
        return
    size = (await anyio.to_thread.run_sync(path.stat)).st_size
    if size > making.room:
        making.left_out.append(url)
        return
    making.room -= size
    await making.archive.put(name, path)


async def _close(making: _Making) -> None:
    """Add what is made of everything: the calendar, the list for programs, the page for people."""
    async with making.reading() as work:
        member = await making.member(work)
        beginning = member.created_at
        found = await events.calendar_of(work, member.actor, beginning, _MOST_EVENTS)
        links = await events.open_links(work, member.actor, found)
        heading = Heading(work.config.name, member.language, "", links)
        counts = {**making.archive.counts, CALENDAR: len(found)}
        contents = wording.Contents(
            language=member.language,
            coop=work.config.name,
            name=member.actor.name or member.actor.username,
            day=work.now().date().isoformat(),
            limit=work.config.limits.takeaway_mb,
            counts=counts,
            left_out=making.left_out,
        )
        listed = manifest(work, member, counts)
    archive = making.archive
    await archive.note(CALENDAR, await anyio.to_thread.run_sync(calendar, found, heading))
    await archive.note("manifest.yml", listed)
    await archive.note("index.html", wording.index(contents))
    await archive.close()


def manifest(work: Work, member: Member, counts: dict[str, int]) -> bytes:
    """Write the list of contents for programs (FEP-6fcd); JSON is YAML, and needs no library."""
    contents: dict[str, dict[str, dict[str, str]]] = {}
    for name in counts:
        folder, _, file = name.partition("/")
        about = wording.FILES[name][1]
        contents.setdefault(folder, {})[file] = {"description": about}
    found = {
        "ubc-version": 0.1,
        "meta": {
            "created": work.now().date().isoformat(),
            "createdBy": {
                "controller": member.actor.uri,
                "client": {"name": f"fedicoop {__version__}", "url": work.urls.base},
            },
        },
        "contents": {
            "manifest.yml": {
                "url": "https://codeberg.org/fediverse/fep/src/branch/main/fep/6fcd/fep-6fcd.md"
            },
            "index.html": {"description": "What each file is, for people."},
            **{folder: {"contents": files} for folder, files in contents.items()},
        },
    }
    return orjson.dumps(found, option=orjson.OPT_INDENT_2)
