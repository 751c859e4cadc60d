"""Documents in lists: newest first, by shelf, by words, of a group, put away."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import joinedload

from fedicoop.groups import Group
from fedicoop.library.models import Paper, Version
from fedicoop.library.policy import folded, may_change
from fedicoop.library.queries.reading import reader, standing, visible_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedicoop.actors import Actor
    from fedicoop.work import Work

MOST = 100
LOADED = (
    joinedload(Paper.group).joinedload(Group.actor),
    joinedload(Paper.category),
    joinedload(Paper.author),
)
_MOST_WORDS = 8
_MOST_PUT_AWAY = 200


@dataclass(frozen=True)
class Wanted:
    """What a reader looks for: on some shelves, of a group by its row id, with words."""

    category: Sequence[str] = ()
    group: str = ""
    words: str = ""


@dataclass(frozen=True)
class Shown:
    """A document with its newest version."""

    paper: Paper
    version: Version


@dataclass(frozen=True)
class Page:
    """Some documents, and where the next ones begin; None when there are none."""

    items: list[Shown] = field(default_factory=list)
    next: str | None = None


def joined() -> Select[Paper, Version]:
    """Select documents with their newest versions and what a list shows of them."""
    return (
        select(Paper, Version)
        .join(Version, and_(Version.paper_id == Paper.id, Version.number == Paper.number))
        .outerjoin(Paper.group)
        .outerjoin(Group.actor)
        .options(*LOADED)
    )


async def listed(
    work: Work,
    viewer: Actor | None,
    wanted: Wanted | None = None,
    before: str | None = None,
    limit: int = 20,
) -> Page:
    """Give documents that a viewer may see, newest first; ``before`` is a document's id."""
    wanted = wanted or Wanted()
    limit = min(limit, MOST)
    query = joined().where(await visible_to(work, viewer)).where(*_asked(wanted))
    if before:
        query = query.where(Paper.id < before)
    rows = await work.session.execute(query.order_by(Paper.id.desc()).limit(limit + 1))
    items = [Shown(*row) for row in rows]
    following = items[limit - 1].paper.id if len(items) > limit else None
    return Page(items[:limit], following)


def _asked(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.category:
        found.append(Paper.category_id.in_(list(wanted.category)))
    if wanted.group:
        found.append(Paper.group_id == wanted.group)
    words = folded(wanted.words[:200]).split()[:_MOST_WORDS]
    return found + [Paper.folded.contains(f" {word}", autoescape=True) for word in words]


async def newest(work: Work, viewer: Actor | None, limit: int = 5) -> list[Shown]:
    """Give the newest documents that a viewer may see, for a page that shows a few of them."""
    return (await listed(work, viewer, limit=limit)).items


async def of_group(work: Work, group: Group, viewer: Actor | None, limit: int = 5) -> list[Shown]:
    """Give the newest documents of a group that a viewer may see."""
    return (await listed(work, viewer, Wanted(group=group.id), limit=limit)).items


async def added_by(work: Work, actor: Actor, limit: int = 1000) -> list[Shown]:
    """Give what somebody added herself, newest first, for the copy of her data."""
    query = joined().where(Paper.author_id == actor.id).order_by(Paper.id.desc())
    return [Shown(*row) for row in await work.session.execute(query.limit(limit))]


async def counts(work: Work, viewer: Actor | None) -> dict[str, int]:
    """Count on each shelf what a viewer may see; those below are counted for themselves."""
    query = (
        select(Paper.category_id, func.count())
        .outerjoin(Paper.group)
        .outerjoin(Group.actor)
        .where(await visible_to(work, viewer))
        .group_by(Paper.category_id)
    )
    return {row[0] or "": row[1] for row in await work.session.execute(query)}


async def put_away(work: Work, viewer: Actor | None) -> list[Shown]:
    """Give what was put away and a viewer may take out again, the last first."""
    who = await reader(work, viewer)
    if not who.inside:
        return []
    query = joined().where(Paper.archived_at.isnot(None)).order_by(Paper.archived_at.desc())
    rows = [Shown(*row) for row in await work.session.execute(query.limit(_MOST_PUT_AWAY))]
    return [
        each
        for each in rows
        if may_change(each.paper, who, await standing(work, each.paper, viewer))
    ]
