"""The agenda's page: one form of filters, and what they leave as a list, a month or a map."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from fedicoop.events import queries, times
from fedicoop.events.policy import kinds
from fedicoop.groups import Sight
from fedicoop.groups import queries as groups
from fedicoop.web import sharing
from fedicoop.web.headers import with_pictures_of
from fedicoop.web.i18n import msg
from fedicoop.web.pages.agenda import asking, days, outline, spots
from fedicoop.web.visit import page

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.responses import Response

    from fedicoop.actors import Actor
    from fedicoop.web.pages.agenda.asking import Asked
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

IN_A_LIST, ON_A_MAP, IN_A_MONTH = 12, 50, 500
_MOST_GROUPS = 200
_AGENDA = msg("Agenda")
_ABOUT = msg("What happens at %(name)s and around: meetings, workshops, visits.")


@page
async def show_agenda(visit: Visit) -> Response:
    """Show what this reader may see of what she asks for; 422 where a filter says nothing."""
    viewer = visit.member.actor if visit.member else None
    async with visit.reading() as work:
        found = await asking.asked(work, visit.request.query_params, viewer, visit.zone)
        shown = await _VIEWS[found.view](visit, work, found)
        choices = await _choices(visit, work, found)
    answer = visit.page(
        f"agenda/{found.view}.html",
        422 if found.form.faults else 200,
        asked=found,
        form=found.form,
        past=found.agenda.past,
        since=_said(visit, found.agenda.since) if found.form.line("since") else "",
        until=_said(visit, found.agenda.until, timedelta(seconds=1)),
        sharing=_sharing(visit, found),
        **choices,
        **shown,
    )
    if shown.get("tiles"):
        answer.headers["Content-Security-Policy"] = with_pictures_of(shown["tiles"].origin)
    return answer


async def _list(visit: Visit, work: Work, found: Asked) -> dict[str, Any]:
    dates = await queries.upcoming(
        work, _viewer(visit), found.agenda, found.after, IN_A_LIST, brief=True
    )
    plainly = not found.form.line("since") and not found.agenda.past
    today = _today(visit) if plainly else None
    return {"days": days.by_day(visit, dates.items, today), "next": dates.next}


async def _month(visit: Visit, work: Work, found: Asked) -> dict[str, Any]:
    """Show a whole month, whatever the days that the filters name."""
    first = found.month or _today(visit).replace(day=1)
    after = first + timedelta(days=31)
    agenda = replace(
        found.agenda,
        since=_moment(visit, first),
        until=_moment(visit, after.replace(day=1)),
        past=False,
    )
    dates = await queries.upcoming(work, _viewer(visit), agenda, None, IN_A_MONTH, brief=True)
    month = days.month_of(visit, dates.items, first, _today(visit))
    return {"month": month, "next": None, "cut": IN_A_MONTH if dates.next else 0}


async def _map(visit: Visit, work: Work, found: Asked) -> dict[str, Any]:
    dates = await queries.upcoming(
        work, _viewer(visit), found.agenda, found.after, ON_A_MAP, brief=True
    )
    found_spots = spots.by_place(visit, dates.items)
    return {
        "spots": found_spots,
        "tiles": spots.tiles_of(visit, found_spots),
        "circle": spots.circle_of(found),
        "outline": outline.OUTLINE,
        "size": (outline.WIDTH, outline.HEIGHT),
        "next": dates.next,
    }


_VIEWS: dict[str, Callable[[Visit, Work, Asked], Awaitable[dict[str, Any]]]] = {
    "list": _list,
    "month": _month,
    "map": _map,
}


def _said(visit: Visit, moment: datetime | None, less: timedelta = timedelta()) -> str:
    return visit.language.day(moment - less, visit.zone) if moment else ""


def _viewer(visit: Visit) -> Actor | None:
    return visit.member.actor if visit.member else None


def _today(visit: Visit) -> date:
    return times.wall_at(visit.instance.clock(), visit.zone).date()


def _moment(visit: Visit, day: date) -> datetime:
    return times.moment_at(datetime(day.year, day.month, day.day), visit.zone)  # noqa: DTZ001


async def _choices(visit: Visit, work: Work, found: Asked) -> dict[str, Any]:
    """Give what the form offers to choose from; what was asked for is always among it."""
    servers = {host: host for host in await queries.servers(work) if host}
    asked = found.form.line("server", 255)
    if found.agenda.servers and found.agenda.servers != ("",):
        servers.setdefault(asked, asked)
    kms = {*asking.DISTANCES, int(found.agenda.km)}
    return {
        "kinds": kinds(work.config.events.kinds, work.config.events.without),
        "distances": sorted(kms),
        "servers": sorted(servers),
        "groups": await _groups(visit, work, found),
    }


async def _groups(visit: Visit, work: Work, found: Asked) -> list[tuple[str, str]]:
    """Give the groups here that the reader may know of, as (handle, name)."""
    rows = await groups.listed(work, _viewer(visit), limit=_MOST_GROUPS)
    known = [each.actor for each in rows if visit.member or each.visibility == Sight.PUBLIC]
    listed = {visit.reader.person(each).handle: each.name or each.username for each in known}
    if found.group is not None:
        listed.setdefault(found.form.line("group", 300), found.group.name or found.group.username)
    return sorted(listed.items(), key=lambda pair: pair[1].casefold())


def _sharing(visit: Visit, found: Asked) -> sharing.Sharing:
    address = f"{visit.site.base}/agenda"
    narrowed = found.query(view="", month="", past="")
    return sharing.of_list(
        f"{visit.say(_AGENDA)} · {visit.site.name}",
        visit.say(_ABOUT) % {"name": visit.site.name},
        f"{address}{found.query()}",
        feed=f"{address}.atom{narrowed}",
        calendar=f"{address}.ics{narrowed}",
        indexed=not found.filters and not found.after,
    )


routes = [Route("/agenda", show_agenda)]
