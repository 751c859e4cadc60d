"""Documents as one reader gets them: in a list, and whole on their own page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fedicoop.errors import NotFound
from fedicoop.groups.policy import STRANGER
from fedicoop.library import kinds, policy, queries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from fedicoop.actors import Actor
    from fedicoop.groups.policy import Standing
    from fedicoop.library import Category, Paper, Version
    from fedicoop.library.policy import Reader
    from fedicoop.library.queries import Shown
    from fedicoop.web.views import Moment, Person
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_LINK, _OTHER = "link", "file"


@dataclass(frozen=True)
class Holding:
    """A version as it is shown: ``path`` is its download, or where the link leads.

    ``kind`` is what pages call the file, "link" for a link; ``host`` is where a link leads.
    """

    number: int
    path: str
    kind: str
    extension: str
    bytes: int
    pages: int
    minutes: int
    host: str
    note: str
    at: Moment
    by: Person | None = None


@dataclass(frozen=True)
class Card:
    """A document in a list; ``coop`` is whose it is, when it is another cooperative's."""

    path: str
    title: str
    summary: str
    day: str
    iso: str
    audience: str
    college: str
    holding: Holding
    shelf: Shelf | None = None
    group: Person | None = None
    archived: str = ""
    coop: str = ""


@dataclass(frozen=True)
class Shelf:
    """A category: ``key`` names one in the reader's language, unless it has a name of its own."""

    id: str
    key: str
    name: str
    parent: str = ""
    count: int = 0


@dataclass(frozen=True)
class Seen:
    """A document that the reader may see, and what she is to it."""

    paper: Paper
    reader: Reader
    standing: Standing

    @property
    def changes(self) -> bool:
        """Tell whether she may change it."""
        return policy.may_change(self.paper, self.reader, self.standing)


async def seen(visit: Visit, work: Work, viewer: Actor | None = None) -> Seen:
    """Give the document of the address; NotFound for what is not there, or not for this reader.

    Without a ``viewer`` it is the member who is signed in, if there is one.
    """
    viewer = viewer or (visit.member.actor if visit.member else None)
    paper = await queries.by_id(work, visit.param("ident")[:40])
    if paper is None:
        raise NotFound("no such document")
    found = await queries.reader(work, viewer)
    standing = await queries.standing(work, paper, viewer) if viewer else STRANGER
    if not policy.may_see(paper, found, standing):
        raise NotFound("this document is not for this reader")
    return Seen(paper, found, standing)


async def changeable(visit: Visit, work: Work) -> Seen:
    """Give the document of the address when the reader may change it; else NotFound."""
    found = await seen(visit, work)
    if not found.changes:
        raise NotFound("this document is not theirs to change")
    return found


def card(visit: Visit, shown: Shown) -> Card:
    """Show a document in a list."""
    paper = shown.paper
    archived = paper.archived_at
    return Card(
        path=f"/documents/{paper.id}",
        title=paper.title,
        summary=paper.summary,
        day=day(visit, paper.dated),
        iso=paper.dated.isoformat(),
        audience=policy.audience_of(paper),
        college=paper.college,
        holding=holding(visit, paper, shown.version),
        shelf=shelf(paper.category) if paper.category else None,
        group=visit.reader.person(paper.group.actor) if paper.group else None,
        archived=visit.language.day(archived, visit.zone) if archived else "",
    )


def day(visit: Visit, said: date) -> str:
    """Say the date of a document."""
    return visit.language.day(datetime.combine(said, time(12), UTC), "UTC")


def holding(visit: Visit, paper: Paper, version: Version) -> Holding:
    """Show a version; who added it is loaded where it is told."""
    kind = kinds.BY_MIME.get(version.mime)
    path = f"/documents/{paper.id}/versions/{version.number}"
    return Holding(
        number=version.number,
        path=version.link or path,
        kind=_LINK if version.link else kind.name if kind else _OTHER,
        extension=kind.extension.removeprefix(".").upper() if kind else "",
        bytes=version.bytes,
        pages=version.pages,
        minutes=0 if version.pages else policy.minutes(version.words),
        host=urlsplit(version.link).hostname or "",
        note=version.note,
        at=visit.reader.moment(version.at),
    )


def shelf(row: Category, counts: Mapping[str, int] | None = None) -> Shelf:
    """Show a category."""
    count = (counts or {}).get(row.id, 0)
    return Shelf(row.id, row.key, row.name, row.parent_id or "", count)


def shelves(rows: Sequence[Category], counts: Mapping[str, int] | None = None) -> list[Shelf]:
    """Show categories; what stands below one is counted there and above."""
    counts = dict(counts or {})
    for row in rows:
        if row.parent_id:
            counts[row.parent_id] = counts.get(row.parent_id, 0) + counts.get(row.id, 0)
    return [shelf(row, counts) for row in rows]
