"""A member's own page: what is new from those she follows, from her groups, from all here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.accounts import policy as accounts
from fedicoop.actors import queries as actors
from fedicoop.groups import queries as groups
from fedicoop.moderation import queries as moderation
from fedicoop.posts import queries as posts
from fedicoop.web.pages.compose import first_form
from fedicoop.web.pages.events import listing
from fedicoop.web.pages.events.timeline import dated
from fedicoop.web.pages.finding import cursor
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.posts.queries import Page, Shown
    from fedicoop.web.views import Person
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_COUNTED = 100


@dataclass(frozen=True)
class Waiting:
    """What waits for this member: requests to follow her, reports to look at, invitations."""

    requests: int = 0
    reports: int = 0
    invitations: tuple[Person, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything waits at all."""
        return bool(self.requests or self.reports or self.invitations)


@members
async def show_home(visit: Visit) -> Response:
    """Show what those whom she follows wrote and passed on."""
    async with visit.reading() as work:
        found = await posts.home(work, visit.me.actor, cursor(visit))
        return await _page(visit, work, found)


@members
async def show_cooperative(visit: Visit) -> Response:
    """Show what everybody here published, for all or for members."""
    async with visit.reading() as work:
        found = await posts.local_timeline(work, visit.me.actor, cursor(visit))
        return await _page(visit, work, found)


async def _page(visit: Visit, work: Work, found: Page[Shown]) -> Response:
    me = visit.me
    return visit.page(
        "home.html",
        form=first_form(me),
        posts=await dated(visit, work, found.items),
        next=found.next,
        first=cursor(visit) is None,
        me=visit.reader.person(me.actor),
        waiting=await _waiting(visit, work),
        groups=await _groups(visit, work),
        dates=await listing.of_reader(visit, work) if cursor(visit) is None else listing.NONE,
        address=f"@{me.actor.username}@{visit.instance.config.host}",
        visibilities=accounts.VISIBILITIES,
    )


async def _waiting(visit: Visit, work: Work) -> Waiting:
    requests = await actors.requests(work, visit.me.actor, limit=_COUNTED)
    reports = await moderation.open_count(work) if visit.is_moderator else 0
    invited = await groups.invitations_of(work, visit.me.actor)
    invitations = tuple(visit.reader.person(row.group.actor) for row in invited)
    return Waiting(len(requests), reports, invitations)


async def _groups(visit: Visit, work: Work) -> list[Person]:
    """Give the groups that the member belongs to, by name; those at rest are left out."""
    rows = await groups.memberships_of(work, visit.me.actor)
    living = [visit.reader.person(row.group.actor) for row in rows if not row.group.is_archived]
    return sorted(living, key=lambda group: group.name.casefold())


@members
async def go_home(visit: Visit) -> Response:
    """Answer the form that carries every button of a page, when it was sent without a button."""
    return await visit.back("/home")


routes = [
    Route("/home", show_home),
    Route("/home", go_home, methods=["POST"]),
    Route("/home/cooperative", show_cooperative),
]
