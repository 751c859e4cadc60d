"""How much happens: public events by month and cooperative, as a picture, a table and a file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from babel.dates import format_date
from starlette.responses import Response
from starlette.routing import Route

from fedicoop import text
from fedicoop.events import queries as events
from fedicoop.events.queries import Agenda
from fedicoop.network.cooperatives import cooperatives
from fedicoop.web import sharing
from fedicoop.web.i18n import msg
from fedicoop.web.pages.network.lines import picked
from fedicoop.web.visit import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

    from fedicoop.network.cooperatives import Cooperative
    from fedicoop.web.i18n import Language
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_BEFORE, _MONTHS = 5, 12
_NUMBERS = msg("Events by month")
_ABOUT = msg("How many events the cooperatives of the network announce for everybody, by month.")
_HIGH, _STEP, _BAR = 160.0, 56.0, 34.0

Counts = dict[tuple[str, str], int]


@dataclass(frozen=True)
class Segment:
    """The part of a bar that is one cooperative's; ``says`` is its text."""

    x: float
    y: float
    high: float
    hue: int
    says: str


@dataclass(frozen=True)
class Column:
    """One month: its name, its sum, its bar."""

    month: str
    name: str
    short: str
    middle: float
    total: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Chart:
    """The counts of a year, ready to be drawn and tabulated."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cooperative, tuple[int, ...], int], ...]
    total: int
    wide: float = _STEP * _MONTHS
    high: float = _HIGH
    bar: float = _BAR


def months(now: datetime) -> list[str]:
    """Give the months that are counted, from five ago to six ahead, as 2026-12."""
    first = now.year * 12 + now.month - 1 - _BEFORE
    return [f"{each // 12:04d}-{each % 12 + 1:02d}" for each in range(first, first + _MONTHS)]


async def counts(work: Work, houses: Sequence[Cooperative]) -> Counts:
    """Count what anybody may see, by month and host."""
    asked = months(work.now())
    year, month = map(int, asked[-1].split("-"))
    agenda = Agenda(
        since=datetime.fromisoformat(f"{asked[0]}-01").replace(tzinfo=UTC),
        until=datetime(year + month // 12, month % 12 + 1, 2, tzinfo=UTC),
        servers=tuple(each.host for each in houses),
        cancelled=False,
    )
    found = await events.by_month(work, None, agenda)
    return {key: number for key, number in found.items() if key[0] in asked}


def chart(found: Counts, houses: Sequence[Cooperative], now: datetime, language: Language) -> Chart:
    """Draw counts: one bar a month, one part a cooperative; the highest bar fills the picture."""
    asked = months(now)
    sums = {month: sum(found.get((month, each.host), 0) for each in houses) for month in asked}
    unit = _HIGH / max([*sums.values(), 1])
    columns = tuple(
        _column(number, month, found, houses, unit, language) for number, month in enumerate(asked)
    )
    rows = []
    for each in houses:
        numbers = tuple(found.get((month, each.host), 0) for month in asked)
        rows.append((each, numbers, sum(numbers)))
    return Chart(columns, tuple(rows), sum(sums.values()))


def _column(
    number: int,
    month: str,
    found: Counts,
    houses: Sequence[Cooperative],
    unit: float,
    language: Language,
) -> Column:
    first = date.fromisoformat(f"{month}-01")
    name = format_date(first, "MMMM y", locale=language.locale)
    x, top, segments = number * _STEP + (_STEP - _BAR) / 2, _HIGH, []
    for each in houses:
        count = found.get((month, each.host), 0)
        if count:
            top -= count * unit
            says = f"{each.name}, {name} : {language.number(count)}"
            segments.append(Segment(x, round(top, 2), round(count * unit, 2), each.hue, says))
    return Column(
        month=month,
        name=name,
        short=format_date(first, "MMM", locale=language.locale),
        middle=number * _STEP + _STEP / 2,
        total=sum(found.get((month, each.host), 0) for each in houses),
        segments=tuple(segments),
    )


@page
async def show_counts(visit: Visit) -> Response:
    """Show the same in numbers, on a page of its own: the table is wide and long."""
    chosen = visit.request.query_params.getlist("server")
    async with visit.reading() as work:
        houses = picked(await cooperatives(work), chosen)
        found = await counts(work, houses)
        now = work.now()
    asked = urlencode([("server", each.key) for each in houses] if chosen else [])
    address = f"{visit.site.base}/network/counts"
    return visit.page(
        "network/counts.html",
        chart=chart(found, houses, now, visit.language),
        table=f"/network/counts.csv?{asked}".rstrip("?"),
        sharing=sharing.of_list(
            f"{visit.say(_NUMBERS)} · {visit.site.name}",
            visit.say(_ABOUT),
            address,
            indexed=not chosen,
        ),
    )


async def show_csv(request: Request) -> Response:
    """Answer /network/counts.csv: one line a month and cooperative, for spreadsheets."""
    async with request.app.state.instance.reading() as work:
        houses = picked(await cooperatives(work), request.query_params.getlist("server"))
        found = await counts(work, houses)
        asked = months(work.now())
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(["month", "cooperative", "server", "events"])
    for month in asked:
        for each in houses:
            writer.writerow(
                [month, text.cell(each.name), each.key, found.get((month, each.host), 0)]
            )
    headers = {
        "Cache-Control": "public, max-age=600",
        "Content-Disposition": 'attachment; filename="counts.csv"',
    }
    return Response("\ufeff" + file.getvalue(), 200, headers, "text/csv; charset=utf-8")


routes = [Route("/network/counts", show_counts), Route("/network/counts.csv", show_csv)]
