"""A member's own page as a whole, and its timelines: of those she follows, of everybody here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from fedicoop.accounts import policy as accounts
from fedicoop.accounts import service as people
from fedicoop.groups import queries as groups
from fedicoop.posts import queries as posts
from fedicoop.web.pages.compose import first_form
from fedicoop.web.pages.events.timeline import dated
from fedicoop.web.pages.finding import POSTS_ON_A_PAGE, cursor
from fedicoop.web.pages.home import asked, near, since, starting
from fedicoop.web.pages.settings.preferences import me_in
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.responses import Response

    from fedicoop.groups import Membership
    from fedicoop.posts.queries import Page, Shown
    from fedicoop.web.pages.home.since import New
    from fedicoop.web.views import Person
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work


_FIRST = 6
"""Under what is asked, near and new there is room for the newest alone; the older ones follow."""
_MOST_GROUPS = 6


@dataclass(frozen=True)
class MyGroup:
    """A group of the reader's, and how much was begun there since her last visit."""

    person: Person
    new: int


@members
async def show_home(visit: Visit) -> Response:
    """Show what those whom she follows wrote and passed on."""
    async with visit.reading() as work:
        found = await posts.home(work, visit.me.actor, cursor(visit), _size(visit))
        return await _page(visit, work, found)


@members
async def show_cooperative(visit: Visit) -> Response:
    """Show what everybody here published, for all or for members."""
    async with visit.reading() as work:
        found = await posts.local_timeline(work, visit.me.actor, cursor(visit), _size(visit))
        return await _page(visit, work, found)


def _size(visit: Visit) -> int:
    return POSTS_ON_A_PAGE if cursor(visit) else _FIRST


async def _page(visit: Visit, work: Work, found: Page[Shown]) -> Response:
    me = visit.me
    rows = await groups.memberships_of(work, me.actor)
    mine = [row for row in rows if not row.group.is_archived]
    is_first = cursor(visit) is None
    new = await since.of_member(visit, work)
    return visit.page(
        "home/home.html",
        posts=await dated(visit, work, found.items),
        next=found.next,
        first=is_first,
        me=visit.reader.person(me.actor),
        new=new,
        groups=_groups(visit, mine, new),
        address=f"@{me.actor.username}@{visit.instance.config.host}",
        **(await _top(visit, work, mine) if is_first else {}),
    )


async def _top(visit: Visit, work: Work, mine: Sequence[Membership]) -> dict[str, Any]:
    """Give what stands above the timeline on its first page."""
    return {
        "form": first_form(visit.me),
        "visibilities": accounts.VISIBILITIES,
        "asked": await asked.of_member(visit, work, mine),
        "near": await near.of_member(visit, work, mine),
        "steps": await starting.steps(visit, work, mine),
    }


def _groups(visit: Visit, mine: Sequence[Membership], new: New | None) -> list[MyGroup]:
    """Give her groups with what is new there; the liveliest first, then by name."""
    counts = new.by_group if new else {}
    found = [
        MyGroup(visit.reader.person(row.group.actor), counts.get(row.group_id, 0)) for row in mine
    ]
    return sorted(found, key=lambda each: (-each.new, each.person.name.casefold()))[:_MOST_GROUPS]


@members
async def go_home(visit: Visit) -> Response:
    """Answer the form that carries every button of a page, when it was sent without a button."""
    return await visit.back("/home")


@members
async def put_guide_away(visit: Visit) -> Response:
    """Show the first steps no longer."""
    async with visit.writing() as work:
        await people.put_guide_away(work, await me_in(visit, work))
    return visit.redirect("/home", say="guide_away")


routes = [
    Route("/home", show_home),
    Route("/home", go_home, methods=["POST"]),
    Route("/home/cooperative", show_cooperative),
    Route("/home/guide", put_guide_away, methods=["POST"]),
]
