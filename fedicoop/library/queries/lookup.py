"""Finding one document, its versions, and the shelves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from fedicoop.library.models import Category, Paper, Version
from fedicoop.library.queries.listing import LOADED

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.actors import Actor
    from fedicoop.work import Work


async def by_id(work: Work, ident: str) -> Paper | None:
    """Give a document with its group, its shelf and who added it."""
    return await work.session.scalar(select(Paper).where(Paper.id == ident).options(*LOADED))


async def version(work: Work, paper: Paper, number: int) -> Version | None:
    """Give one version of a document, with who added it."""
    query = select(Version).where(Version.paper_id == paper.id, Version.number == number)
    return await work.session.scalar(query.options(joinedload(Version.by)))


async def newest_version(work: Work, paper: Paper) -> Version:
    """Give the version that a document has now."""
    query = select(Version).where(Version.paper_id == paper.id, Version.number == paper.number)
    return (await work.session.scalars(query.options(joinedload(Version.by)))).one()


async def versions_of(work: Work, paper: Paper) -> list[Version]:
    """Give the versions of a document, newest first, each with who added it."""
    query = select(Version).where(Version.paper_id == paper.id).order_by(Version.number.desc())
    return list(await work.session.scalars(query.options(joinedload(Version.by)).limit(500)))


async def categories(work: Work) -> list[Category]:
    """Give all shelves in their order: each before those below it, by position."""
    query = select(Category).order_by(Category.position, Category.id).limit(500)
    rows = list(await work.session.scalars(query))
    found: list[Category] = []
    for row in rows:
        if row.parent_id is None:
            found += [row, *(each for each in rows if each.parent_id == row.id)]
    return found


async def category(work: Work, ident: str) -> Category | None:
    """Give a shelf by its row id."""
    return await work.session.get(Category, ident)


async def is_empty(work: Work, shelf: Category) -> bool:
    """Tell whether no document stands on a shelf, and no shelf below it."""
    used = await work.session.scalar(select(Paper.id).where(Paper.category_id == shelf.id).limit(1))
    below = await work.session.scalar(
        select(Category.id).where(Category.parent_id == shelf.id).limit(1)
    )
    return used is None and below is None


async def versions_since(work: Work, actor: Actor, moment: datetime) -> int:
    """Count the versions that somebody added since a moment."""
    query = select(func.count()).where(Version.by_id == actor.id, Version.at > moment)
    return await work.session.scalar(query) or 0
