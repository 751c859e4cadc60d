"""What can be found, in one place: adding a kind of thing is a source, a kind, and its words.

A **source** is a table: it carries a ``Watch`` in its ``info``, and here the function that gives
the words of its rows. A **kind** is a tab of the search page: it says which rows of a source a
reader may find, always by the condition that the room's own lists are cut with.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from fedicoop.accounts import queries as accounts
from fedicoop.actors import Actor
from fedicoop.actors import queries as people
from fedicoop.events import Event
from fedicoop.events import queries as events
from fedicoop.groups.queries import searching as groups
from fedicoop.posts import Post
from fedicoop.posts.queries import searching as posts
from fedicoop.posts.queries.visibility import not_blocked

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from sqlalchemy.sql.elements import SQLCoreOperations

    from fedicoop.groups import Group
    from fedicoop.work import Work

    Rule = Callable[[Work, Actor | None, "Narrowed"], Awaitable["Findable"]]

Words = dict[str, tuple[str, str]]


class Kind(StrEnum):
    """What is looked among; in this order they stand on the page."""

    EVENTS = "events"
    GROUPS = "groups"
    PEOPLE = "people"
    DISCUSSIONS = "discussions"
    ARTICLES = "articles"
    POSTS = "posts"


@dataclass(frozen=True)
class Narrowed:
    """How a search is narrowed, and which part of it is wanted; what is left out is not.

    ``when`` is "", "coming" or "past". Pages begin at 1.
    """

    author: Actor | None = None
    group: Group | None = None
    when: str = ""
    newest: bool = False
    page: int = 1
    size: int = 20


@dataclass(frozen=True)
class Findable:
    """The row ids that a reader may find, and their order; without one the best come first."""

    ids: Select[str]
    order: tuple[SQLCoreOperations[object], ...] = ()
    by_beginning: bool = False


async def _words_of_posts(work: Work, idents: Sequence[str]) -> Words:
    found = await posts.words_of(work, idents)
    for ident, place in (await events.where_of(work, idents)).items():
        if ident in found:
            title, rest = found[ident]
            found[ident] = (title, f"{place}\n{rest}")
    return found


async def _words_of_actors(work: Work, idents: Sequence[str]) -> Words:
    return {**await people.words_of(work, idents), **await groups.words_of(work, idents)}


SOURCES: Mapping[str, Callable[[Work, Sequence[str]], Awaitable[Words]]] = {
    "posts": _words_of_posts,
    "actors": _words_of_actors,
}


async def _events(work: Work, viewer: Actor | None, narrowed: Narrowed) -> Findable:
    ends = func.coalesce(Event.ends_at, Event.starts_at)
    query = _posts_of(viewer, narrowed).join(Event, Event.id == Post.id)
    if narrowed.group is not None:
        query = query.where(_hosted(narrowed.group))
    if narrowed.when == "coming":
        return Findable(query.where(ends > work.now()), (Event.starts_at, Event.id))
    if narrowed.when == "past":
        return Findable(query.where(ends <= work.now()), (Event.starts_at.desc(), Event.id.desc()))
    return Findable(query, (Event.starts_at.desc(),) if narrowed.newest else ())


def _hosted(group: Group) -> ColumnElement[bool]:
    return or_(Event.host_id == group.actor_id, Post.group_id == group.id)


def _posts_of(viewer: Actor | None, narrowed: Narrowed) -> Select[str]:
    query = posts.findable(viewer)
    return query if narrowed.author is None else query.where(Post.author_id == narrowed.author.id)


def _written(condition: ColumnElement[bool]) -> Rule:
    async def findable(_work: Work, viewer: Actor | None, narrowed: Narrowed) -> Findable:
        query = _posts_of(viewer, narrowed).where(condition)
        if narrowed.group is not None:
            query = query.where(Post.group_id == narrowed.group.id)
        return Findable(query, (Post.id.desc(),) if narrowed.newest else ())

    return findable


async def _groups(work: Work, viewer: Actor | None, narrowed: Narrowed) -> Findable:
    query = await groups.findable(work, viewer)
    return Findable(query if _is_whole(narrowed) else query.where(false()), by_beginning=True)


async def _people(_work: Work, viewer: Actor | None, narrowed: Narrowed) -> Findable:
    """Members find who wants to be found; the directory is not for strangers, nor is this."""
    query = select(Actor.id).where(people.findable(), Actor.id.not_in(accounts.disabled()))
    if viewer is None or viewer.is_gone or not _is_whole(narrowed):
        query = query.where(false())
    return Findable(query.where(not_blocked(viewer, Actor.id)), by_beginning=True)


def _is_whole(narrowed: Narrowed) -> bool:
    return narrowed.author is None and narrowed.group is None


@dataclass(frozen=True)
class Place:
    """Where the things of a kind are."""

    source: str
    findable: Rule


_article, _titled = Post.type == "Article", posts.is_titled()
_other = and_(Post.type.not_in(("Event", "Article")), Post.name == "")
KINDS: Mapping[Kind, Place] = {
    Kind.EVENTS: Place("posts", _events),
    Kind.GROUPS: Place("actors", _groups),
    Kind.PEOPLE: Place("actors", _people),
    Kind.DISCUSSIONS: Place("posts", _written(_titled)),
    Kind.ARTICLES: Place("posts", _written(_article)),
    Kind.POSTS: Place("posts", _written(_other)),
}
