"""A poster to print and hang up: what, when, where, and the address for telephones and by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.errors import Gone
from fedicoop.web.pages.events.cards import seen
from fedicoop.web.pages.events.whole import whole
from fedicoop.web.pages.finding import somebody
from fedicoop.web.pages.groups import cards
from fedicoop.web.visit import Visit, page

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.actors import Actor


@page
async def show_event(visit: Visit) -> Response:
    """Show the poster of an event to whoever may see the event."""
    async with visit.reading() as work:
        event = await seen(visit, work)
        if event.post.is_deleted:
            raise Gone(f"{event.uri} was deleted")
        found = await whole(visit, work, event)
    return visit.page(
        "poster.html",
        event=found,
        person=found.host,
        group=None,
        address=_handle(visit, event.host),
        url=f"{visit.site.base}{found.path}",
    )


@page
async def show_somebody(visit: Visit) -> Response:
    """Show the poster of a group, a person or the cooperative; people elsewhere have their own."""
    viewer = visit.member.actor if visit.member else None
    async with visit.reading() as work:
        actor = await somebody(work, visit.param("name"), viewer)
        group = await cards.of_actor(visit, work, actor)
    person = visit.reader.person(actor)
    return visit.page(
        "poster.html",
        event=None,
        person=person,
        group=cards.card(visit.reader, group.group) if group else None,
        address=_handle(visit, actor),
        url=f"{visit.site.base}{person.path}",
    )


def _handle(visit: Visit, actor: Actor) -> str:
    """Give the handle that works on every site."""
    return f"@{actor.username}@{actor.handle_host or visit.instance.config.host}"


routes = [Route("/events/{ident}/qr", show_event), Route("/@{name}/qr", show_somebody)]
