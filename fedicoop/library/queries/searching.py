"""Documents as the search sees them: their words, and which of them a reader may find."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, select

from fedicoop.groups import Group
from fedicoop.library.models import Paper
from fedicoop.library.queries.listing import Shown, joined
from fedicoop.library.queries.reading import visible_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedicoop.actors import Actor
    from fedicoop.work import Work


async def words_of(work: Work, idents: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Give (title, rest) by row id; nothing of what was put away."""
    query = select(Paper.id, Paper.title, Paper.summary, Paper.tags)
    rows = await work.session.execute(
        query.where(Paper.id.in_(idents), Paper.archived_at.is_(None))
    )
    return {ident: (title, "\n".join((summary, *tags))) for ident, title, summary, tags in rows}


async def findable(work: Work, viewer: Actor | None) -> Select[str]:
    """Select the row ids of the documents that a reader may find: those that she may see."""
    query = select(Paper.id).outerjoin(Paper.group).outerjoin(Group.actor)
    return query.where(await visible_to(work, viewer))


async def by_ids(work: Work, idents: Sequence[str]) -> dict[str, Shown]:
    """Give documents by row id, each with its newest version, as a list shows them."""
    rows = await work.session.execute(joined().where(Paper.id.in_(idents)))
    return {paper.id: Shown(paper, version) for paper, version in rows}
