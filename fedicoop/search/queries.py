"""Asking the index: the row ids of what has the words and may be found by this reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Select, and_, exists, false, func, select

from fedicoop.db import fulltext
from fedicoop.search.kinds import KINDS, Kind, Narrowed
from fedicoop.search.models import SearchEntry, SearchWaiting

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.search.asking import Question
    from fedicoop.work import Work

MOST_PAGES = 50
_WHOLE = Narrowed()


@dataclass(frozen=True)
class Found:
    """Some row ids in their order, and whether there are more; posts' for events, actors' else."""

    ids: tuple[str, ...] = ()
    more: bool = False


async def find(
    work: Work,
    viewer: Actor | None,
    question: Question,
    kind: Kind,
    narrowed: Narrowed = _WHOLE,
) -> Found:
    """Look for things of a kind. A viewer of None is somebody who is not signed in.

    The index names candidates; which of them exist for the reader is asked in the same statement,
    so that nothing else is ever counted, cut or shown.
    """
    page, size = narrowed.page, narrowed.size
    if not question or not 1 <= page <= MOST_PAGES:
        return Found()
    place = KINDS[kind]
    findable = await place.findable(work, viewer, narrowed)
    asked = question.begun() if findable.by_beginning else question
    hits = fulltext.matching(work.session, asked.terms, asked.without)
    ident = findable.ids.selected_columns[0]
    query = (
        findable.ids.join(
            SearchEntry, and_(SearchEntry.thing_id == ident, SearchEntry.source == place.source)
        )
        .join(hits, hits.c.number == SearchEntry.number)
        .order_by(*(findable.order or (hits.c.rank, ident.desc())))
        .offset((page - 1) * size)
        .limit(size + 1)
    )
    rows = list(await work.session.scalars(query))
    return Found(tuple(rows[:size]), len(rows) > size and page < MOST_PAGES)


def named(work: Work, question: Question) -> Select[str]:
    """Select the row ids of the actors with words in their name or in what they say of themselves.

    Of people these are the findable ones; who else may not be shown is for the asker to say.
    """
    if not question:
        return select(SearchEntry.thing_id).where(false())
    hits = fulltext.matching(work.session, question.begun().terms, question.without)
    return (
        select(SearchEntry.thing_id)
        .join(hits, hits.c.number == SearchEntry.number)
        .where(SearchEntry.source == "actors")
    )


async def has_waiting(work: Work) -> bool:
    """Tell whether anything is to be read into the index."""
    return bool(await work.session.scalar(select(exists().select_from(SearchWaiting))))


async def count_waiting(work: Work) -> int:
    """Say how much is to be read into the index."""
    return await work.session.scalar(select(func.count()).select_from(SearchWaiting)) or 0
