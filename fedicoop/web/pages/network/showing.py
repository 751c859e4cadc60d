"""The page of the network: agenda, groups and news of every cooperative, one beside the other."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.routing import Route

from fedicoop.events import queries as events
from fedicoop.events.queries import Agenda
from fedicoop.network import cooperatives as network
from fedicoop.web import sharing
from fedicoop.web.i18n import msg
from fedicoop.web.pages.agenda import outline
from fedicoop.web.pages.finding import cursor
from fedicoop.web.pages.network import counting
from fedicoop.web.pages.network.lines import dots, lines, picked
from fedicoop.web.visit import page

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.actors import Actor
    from fedicoop.network.cooperatives import Cooperative
    from fedicoop.web.views import Person
    from fedicoop.web.visit import Visit

_EVENTS, _GROUPS, _NEWS, _ALL_GROUPS = 12, 8, 6, 200
_NETWORK = msg("The network")
_ABOUT = msg("What happens in every cooperative of the network: events, groups and news.")


@page
async def show_network(visit: Visit) -> Response:
    """Show what happens in the network, or in the cooperatives that were chosen."""
    viewer = visit.member.actor if visit.member else None
    asked = visit.request.query_params.getlist("server")
    after = visit.query("after", 40) or None
    async with visit.reading() as work:
        houses = await network.cooperatives(work)
        shown = picked(houses, asked)
        hosts = tuple(each.host for each in shown)
        dates = await events.upcoming(work, viewer, Agenda(servers=hosts), after, _EVENTS)
        most = _ALL_GROUPS if visit.query("groups") else _GROUPS
        groups = await network.groups_of(work, viewer, hosts, most + 1)
        news = await network.news(work, viewer, hosts, cursor(visit), _NEWS)
        found = await counting.counts(work, shown)
        now = work.now()
    chosen = [("server", each.key) for each in shown] if len(shown) < len(houses) else []
    return visit.page(
        "network/network.html",
        houses=houses,
        chosen={each.key for each in shown} if chosen else set(),
        events=lines(dates.items, visit.language, houses),
        dots=dots(dates.items, houses),
        outline=outline.OUTLINE,
        size=(outline.WIDTH, outline.HEIGHT),
        later=_address(chosen, after=dates.next) if dates.next else "",
        groups=[(_group(visit, each), _house(houses, each)) for each in groups[:most]],
        more_groups=_address(chosen, groups="all") if len(groups) > most else "",
        news=[(view, by_host(houses, view.host)) for view in visit.reader.posts(news.items)],
        earlier=_address(chosen, before=news.next) if news.next else "",
        chart=counting.chart(found, shown, now, visit.language),
        numbers="/network/counts" + (f"?{urlencode(chosen)}" if chosen else ""),
        sharing=_sharing(visit, chosen),
    )


def _sharing(visit: Visit, chosen: list[tuple[str, str]]) -> sharing.Sharing:
    return sharing.of_list(
        f"{visit.say(_NETWORK)} · {visit.site.name}",
        visit.say(_ABOUT),
        f"{visit.site.base}/network",
        feed=f"{visit.site.base}/agenda.atom",
        indexed=not chosen and not visit.request.url.query,
    )


def _address(chosen: list[tuple[str, str]], **more: str) -> str:
    return f"/network?{urlencode([*chosen, *more.items()])}"


def _group(visit: Visit, actor: Actor) -> Person:
    return visit.reader.person(actor)


def _house(houses: list[Cooperative], actor: Actor) -> Cooperative:
    return by_host(houses, actor.host)


def by_host(houses: list[Cooperative], host: str) -> Cooperative:
    """Give the cooperative of a host; what is listed is always of one of them."""
    return next(each for each in houses if each.host == host)


routes = [Route("/network", show_network)]
