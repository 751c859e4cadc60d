"""The shelves of the library: named, ordered and removed by who runs the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.errors import Invalid, Refused
from fedicoop.ids import new_id
from fedicoop.library import policy, queries
from fedicoop.library.models import Category

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.work import Work


async def _must_order(work: Work, by: Actor) -> None:
    if not policy.may_order(await queries.reader(work, by)):
        raise Refused(f"{by.uri} may not change the categories")


async def add_category(work: Work, by: Actor, name: str, parent: str = "") -> Category:
    """Add a category at the end, or at the end of those below another; raises Invalid."""
    await _must_order(work, by)
    every = await queries.categories(work)
    if len(every) >= policy.MOST_CATEGORIES:
        raise Invalid({"name": "There are as many categories as there can be."})
    row = Category(
        id=new_id(work.now()),
        name=_named(name),
        parent_id=await _parent(work, parent),
        position=max((each.position for each in every), default=0) + 1,
    )
    work.session.add(row)
    await work.session.flush()
    return row


async def change_category(
    work: Work, by: Actor, row: Category, name: str, parent: str = "", *, up: bool = False
) -> None:
    """Name a category anew, put it below another one, or one place up; raises Invalid.

    Without a name, one that every cooperative begins with is called as it was.
    """
    await _must_order(work, by)
    if name.strip() or not row.key:
        row.name = _named(name)
    else:
        row.name = ""
    if (row.parent_id or "") != parent:
        row.parent_id = await _parent(work, parent, row)
    if up:
        await _up(work, row)
    await work.session.flush()


async def remove_category(work: Work, by: Actor, row: Category) -> None:
    """Remove a category on which nothing stands; raises Invalid for another one."""
    await _must_order(work, by)
    if not await queries.is_empty(work, row):
        raise Invalid({"": "Documents or categories stand in it: move them first."})
    await work.session.delete(row)
    await work.session.flush()


def _named(name: str) -> str:
    name = text.clean(" ".join(name.split()), policy.LONGEST_CATEGORY + 1)
    if not name:
        raise Invalid({"name": "Write a name."})
    if len(name) > policy.LONGEST_CATEGORY:
        raise Invalid({"name": "This text is too long."})
    return name


async def _parent(work: Work, ident: str, row: Category | None = None) -> str | None:
    """Give the row id of the category above; there are two levels and no more."""
    if not ident:
        return None
    found = await queries.category(work, ident[:40])
    below = row is not None and any(
        each.parent_id == row.id for each in await queries.categories(work)
    )
    if found is None or found.parent_id is not None or below or found is row:
        raise Invalid({"parent": "There are two levels of categories and no more."})
    return found.id


async def _up(work: Work, row: Category) -> None:
    """Change places with the one before, among those at the same place."""
    beside = [each for each in await queries.categories(work) if each.parent_id == row.parent_id]
    place = beside.index(row)
    if place:
        other = beside[place - 1]
        row.position, other.position = other.position, row.position
