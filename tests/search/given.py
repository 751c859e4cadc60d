"""What the tests of the search start from: an index that is up to date, and a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.actors import queries as actors
from fedicoop.posts import queries as posts
from fedicoop.search import Kind, Narrowed, asking, queries, service

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.work import Work

EVERYTHING = Narrowed(size=100)


async def read_all(work: Work) -> int:
    """Read everything that waits into the index, as the worker does; gives how much that was."""
    await work.session.flush()
    total = 0
    while done := await service.catch_up(work):
        total += done
    return total


async def found(
    work: Work,
    viewer: Actor | None,
    typed: str,
    kind: Kind = Kind.POSTS,
    narrowed: Narrowed = EVERYTHING,
) -> list[str]:
    """Give the row ids that somebody finds, the index being up to date."""
    await read_all(work)
    return list((await queries.find(work, viewer, asking.read(typed), kind, narrowed)).ids)


async def told(work: Work, viewer: Actor | None, typed: str, kind: Kind = Kind.POSTS) -> list[str]:
    """Give the titles or the texts of the posts, or the names of the actors, that are found."""
    idents = await found(work, viewer, typed, kind)
    if kind in {Kind.GROUPS, Kind.PEOPLE}:
        people = [await actors.by_id(work, ident) for ident in idents]
        return [person.username for person in people if person is not None]
    rows = [await posts.by_id(work, ident) for ident in idents]
    return [row.name or row.source or row.content for row in rows if row is not None]
