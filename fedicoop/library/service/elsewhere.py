"""What is kept of other cooperatives' libraries: what they say of their documents, no file.

Each reading replaces the one before: what a cooperative no longer tells is forgotten.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete as erase
from sqlalchemy import select

from fedicoop.db import take_turn
from fedicoop.ids import new_id
from fedicoop.library.models import LibraryElsewhere, PaperElsewhere
from fedicoop.library.policy import folded
from fedicoop.moderation import queries as rules
from fedicoop.moderation.policy import normal_host

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedicoop.library.documents import Told
    from fedicoop.work import Work

EVERY = timedelta(hours=1)
LONGEST_PAUSE = timedelta(days=1)
MOST_OF_ONE = 200
_FIRST_PAUSE = timedelta(minutes=1)
_MOST_DOUBLINGS = 11


async def take_library(work: Work, host: str, told: Sequence[Told]) -> int:
    """Keep what a cooperative's library has now, and nothing else of it; gives how many."""
    row = await _library(work, host)
    row.read_at, row.next_at, row.misses = work.now(), work.now() + EVERY, 0
    wanted = {each.uri: each for each in told[:MOST_OF_ONE]}
    query = select(PaperElsewhere).where(PaperElsewhere.host == host)
    known = {each.uri: each for each in await work.session.scalars(query)}
    for uri, paper in known.items():
        if uri not in wanted:
            await work.session.delete(paper)
    for uri, each in wanted.items():
        paper = known.get(uri) or PaperElsewhere(id=new_id(work.now()), uri=uri, host=host)
        paper.server = normal_host(host)
        paper.title, paper.summary, paper.folded = each.title, each.summary, folded(each.title)
        paper.url, paper.mime, paper.audience = each.url, each.mime, each.audience
        paper.created_at, paper.changed_at = each.created_at, each.changed_at
        work.session.add(paper)
    await work.session.flush()
    return len(wanted)


async def miss_library(work: Work, host: str) -> None:
    """Note that a library could not be read: it is tried later and later, once a day at least."""
    row = await _library(work, host)
    row.misses += 1
    pause = _FIRST_PAUSE * 2 ** min(row.misses, _MOST_DOUBLINGS)
    row.next_at = work.now() + min(pause, LONGEST_PAUSE)
    await work.session.flush()


async def _library(work: Work, host: str) -> LibraryElsewhere:
    await take_turn(work.session, f"library of {host}")
    row = await work.session.get(LibraryElsewhere, host)
    if row is None:
        row = LibraryElsewhere(host=host, next_at=work.now(), misses=0)
        work.session.add(row)
    return row


async def forget_elsewhere(work: Work, ident: str) -> None:
    """Forget a document that its cooperative does not give any more."""
    await work.session.execute(erase(PaperElsewhere).where(PaperElsewhere.id == ident))


async def forget_libraries(work: Work) -> None:
    """Forget the libraries of cooperatives that left the circle."""
    circle = await rules.circle(work)
    gone = PaperElsewhere.server.not_in(circle)
    await work.session.execute(erase(PaperElsewhere).where(gone))
    for row in await work.session.scalars(select(LibraryElsewhere)):
        if normal_host(row.host) not in circle:
            await work.session.delete(row)
    await work.session.flush()
