"""Keeping the index: what was written is read a little later, by the worker, in small pieces.

What is changed or deleted leaves the index at once, by triggers (``db.fulltext``); so nothing here
has to be told of anything.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, insert, select

from fedicoop.db import fulltext, skip_locked
from fedicoop.search.kinds import SOURCES
from fedicoop.search.models import SearchEntry, SearchWaiting
from fedicoop.text.words import words

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from fedicoop.work import Work

AT_ONCE = 50
_LONGEST = 100_000


async def catch_up(work: Work, limit: int = AT_ONCE) -> int:
    """Read some of what waits into the index, the oldest first; gives how much that was."""
    query = select(SearchWaiting).order_by(SearchWaiting.thing_id).limit(limit)
    waiting: dict[str, list[str]] = defaultdict(list)
    for row in await work.session.scalars(skip_locked(query)):
        waiting[row.source].append(row.thing_id)
        work.session.expunge(row)
    for source, idents in waiting.items():
        await work.session.execute(delete(SearchEntry).where(_are(SearchEntry, source, idents)))
        await work.session.execute(delete(SearchWaiting).where(_are(SearchWaiting, source, idents)))
        if source in SOURCES:
            await _read(work, source, idents)
    return sum(len(idents) for idents in waiting.values())


def _are(
    table: type[SearchEntry | SearchWaiting], source: str, idents: list[str]
) -> ColumnElement[bool]:
    return and_(table.source == source, table.thing_id.in_(idents))


async def _read(work: Work, source: str, idents: list[str]) -> None:
    found = await SOURCES[source](work, idents)
    if not found:
        return
    rows = [{"source": source, "thing_id": ident} for ident in found]
    made = await work.session.execute(
        insert(SearchEntry).returning(SearchEntry.number, SearchEntry.thing_id), rows
    )
    entries = [
        fulltext.Entry(number, _stems(found[ident][0]), _stems(found[ident][1]))
        for number, ident in made
    ]
    await fulltext.store(work.session, entries)


def _stems(said: str) -> tuple[str, ...]:
    return tuple(word.stem for word in words(said[:_LONGEST]))


async def begin_anew(work: Work) -> None:
    """Empty the index, and let everything wait for it."""
    await fulltext.empty_index(work.session)
    await fulltext.await_everything(work.session)


async def settle(work: Work) -> None:
    """Let go, from the inside of the index, of what was deleted from it."""
    await fulltext.settle_index(work.session)
