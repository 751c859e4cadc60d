"""The members' directory: those who want to be found, by name, by skill and around a town."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.directory import policy, queries
from fedicoop.web.pages.directory.asking import DISTANCES, asked
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.web.views import Person
    from fedicoop.web.visit import Visit


@dataclass(frozen=True)
class Row:
    """A member in the list, with what she shows to members."""

    person: Person
    skills: tuple[str, ...]
    town: str


@members
async def show_directory(visit: Visit) -> Response:
    """Show the members who want to be found; others are in no list at all."""
    page = visit.query("page", 10)
    number = int(page) if page.isascii() and page.isdecimal() else 1
    async with visit.reading() as work:
        found = await asked(work, visit.request.query_params)
        number = 0 if found.form.faults else number
        entries, more = await queries.listed(work, visit.me.actor, found.wanted, number)
        skills = await queries.skills_here(work)
    return visit.page(
        "directory/list.html",
        asked=found,
        form=found.form,
        rows=[Row(visit.reader.person(each.actor), each.skills, each.town) for each in entries],
        skills=skills,
        distances=sorted({*DISTANCES, int(found.wanted.km)}),
        listed=visit.me.actor.discoverable,
        may_call=policy.may_call(visit.me),
        fits=found.wanted.is_narrowed and bool(entries),
        more=found.query(page=str(number + 1)) if more else "",
        back=found.query(page=str(number - 1)) if number > 1 else "",
    )


routes = [Route("/directory", show_directory)]
