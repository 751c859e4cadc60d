"""The agenda as a month, on a map, and as a feed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest

from fedicoop.config.settings import Map
from fedicoop.events import queries, service
from fedicoop.events.service import PlaceDraft
from fedicoop.web.assets import STATIC, Assets
from fedicoop.web.pages.agenda import outline
from fedicoop.web.pages.agenda.days import span_of
from tests.web.browser import markup, words
from tests.web.given import given_person
from tests.web.given_events import given_event

if TYPE_CHECKING:
    from pathlib import Path

    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

ATOM = "{http://www.w3.org/2005/Atom}"
ROUEN, LYON = PlaceDraft(town="Rouen"), PlaceDraft(town="Lyon")


def wall(day: int, hour: int = 18, month: int = 12) -> datetime:
    """Give a wall time at the end of 2026."""
    return datetime(2026, month, day, hour)  # noqa: DTZ001 - a wall time


async def announced(coop: Instance, ana: Member, title: str, day: int, **more: Any) -> None:
    """Announce an evening of December 2026."""
    times = {"starts": wall(day), "ends": wall(day, 20)}
    await given_event(coop, ana, title=title, **{**times, **more})


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give a member who announces things."""
    return await given_person(coop, "ana", language="en", roles=["relais"])


@pytest.fixture
def reader(opened: Opener, coop: Instance) -> Browser:
    """Give a visitor who reads English."""
    return opened(coop, "en")


async def test_a_month_is_a_table_of_days(coop: Instance, ana: Member, visitor: Browser) -> None:
    """With names of weekdays over it; the day in full is there for who does not see the table."""
    await announced(coop, ana, "Apéro", 4)
    page = await visitor.get("/agenda?view=month&month=2026-12")
    month, day = {
        "fr": ("Décembre 2026", "Vendredi 4 décembre 2026"),
        "en": ("December 2026", "Friday 4 December 2026"),
    }[visitor.language]
    found = markup(page).replace("\xa0", " ")
    assert f"<caption>{month}</caption>" in found
    assert found.count('<th scope="col">') == 7
    assert found.count("<tr>") == 6
    cell = found.partition('<time datetime="2026-12-04">')[2].partition("</td>")[0]
    assert day in cell
    assert ">Apéro</a>" in cell
    assert 'month=2026-11">' in found
    assert 'month=2027-01">' in found


async def test_the_month_of_today_marks_today(reader: Browser) -> None:
    """The clock stands at 24 November; nothing is announced, and the page says where to go."""
    page = await reader.get("/agenda?view=month")
    found = markup(page)
    assert "<caption>November 2026</caption>" in found
    cell = found.partition('aria-current="date"')[2].partition("</td>")[0]
    assert "24 November 2026" in cell.replace("\xa0", " ")
    assert "Nothing is announced for this month." in words(page)


async def test_a_full_day_shows_some_and_leads_to_all(
    coop: Instance, ana: Member, reader: Browser
) -> None:
    """Filters are kept on the way."""
    for number in range(6):
        await announced(coop, ana, f"Atelier {number}", 9, kind="atelier")
    found = markup(await reader.get("/agenda?view=month&month=2026-12&kind=atelier"))
    assert sum(f">Atelier {number}<" in found for number in range(6)) == 3
    link = "/agenda?kind=atelier&since=2026-12-09&until=2026-12-09"
    assert f'href="{link.replace("&", "&amp;")}"' in found
    assert "3 more" in words(await reader.get("/agenda?view=month&month=2026-12"))
    whole = markup(await reader.get(link))
    assert all(f">Atelier {number}<" in whole for number in range(6))


@pytest.mark.parametrize(
    ("starts", "ends", "wanted"),
    [
        (wall(4), wall(4, 20), [4]),
        (wall(4, 20), wall(5, 3), [4]),
        (wall(4, 9), wall(6, 12), [4, 5, 6]),
        (wall(4, 9), wall(6, 0), [4, 5]),
        (wall(4, 9), None, [4]),
    ],
)
async def test_an_event_is_on_each_of_its_days(
    coop: Instance, ana: Member, starts: datetime, ends: datetime | None, wanted: list[int]
) -> None:
    """What goes on after midnight belongs to its evening."""
    event = await given_event(coop, ana, starts=starts, ends=ends)
    assert list(span_of(event)) == [date(2026, 12, day) for day in wanted]


async def test_an_event_over_the_turn_of_a_month_stands_in_both(
    coop: Instance, ana: Member, reader: Browser
) -> None:
    """Its hour only on its first day; a cancelled one is said to be off."""
    times: dict[str, Any] = {"starts": wall(30, month=11), "ends": wall(2)}
    event = await given_event(coop, ana, title="Festival", **times)
    async with coop.writing() as work:
        found = await queries.by_id(work, event.id)
        assert found is not None
        await service.cancel(work, found, found.organiser, "Pluie")
    for month, days in (("2026-11", 1), ("2026-12", 2)):
        page = markup(await reader.get(f"/agenda?view=month&month={month}"))
        assert page.count(">Festival</a>") == days
        assert page.count("Cancelled") == days
        assert page.count('<span class="at">') == (1 if month == "2026-11" else 0)


async def test_the_map_has_a_dot_for_each_place(
    coop: Instance, ana: Member, reader: Browser
) -> None:
    """A dot leads to the one event there, or to the list of several; the list says the same."""
    await announced(coop, ana, "Apéro", 4, place=ROUEN)
    await announced(coop, ana, "Atelier", 5, place=ROUEN)
    await announced(coop, ana, "Visite", 6, place=LYON)
    await announced(coop, ana, "Fête créole", 7, place=PlaceDraft(town="Mamoudzou"))
    await announced(coop, ana, "Webinaire", 8, place=None, online=True)
    page = await reader.get("/agenda?view=map")
    found = markup(page)
    drawing = found.partition('<svg class="map"')[2].partition("</svg>")[0]
    assert 'aria-hidden="true"' in drawing
    assert drawing.count('class="dot"') == 2
    assert '<a href="#place-1" tabindex="-1"> <title>Rouen: 2 events</title>' in drawing
    assert "<title>Lyon: Visite</title>" in drawing
    assert f'd="{outline.OUTLINE}"' in drawing
    said = words(page).partition("roughly right.")[2]
    for place, title in (
        ("Rouen", "Apéro"),
        ("Lyon", "Visite"),
        ("Mamoudzou", "Fête créole"),
        ("Online, or at a place that is not on the map", "Webinaire"),
    ):
        assert said.index(place) < said.index(title)


async def test_the_circle_that_was_asked_for_is_drawn(
    coop: Instance, ana: Member, reader: Browser
) -> None:
    """When it is on the map."""
    await announced(coop, ana, "Apéro", 4, place=ROUEN)
    near = markup(await reader.get("/agenda?view=map&town=Rouen&km=100"))
    assert 'class="reach"' in near
    assert 'class="reach"' not in markup(await reader.get("/agenda?view=map&near=0,0&km=100"))


def test_the_outline_is_france() -> None:
    """Towns of every side are on the drawing, in their order; Corsica lies apart."""
    brest, strasbourg = outline.project(48.39, -4.49), outline.project(48.58, 7.75)
    lille, perpignan = outline.project(50.63, 3.06), outline.project(42.70, 2.90)
    assert 0 < brest[0] < lille[0] < strasbourg[0] < outline.WIDTH
    assert 0 < lille[1] < strasbourg[1] < perpignan[1] < outline.HEIGHT
    assert outline.OUTLINE.count("M") == outline.OUTLINE.count("Z") == 2
    assert not outline.is_on_map(-12.78, 45.23)


async def test_the_feed_is_the_agenda_for_everybody(
    coop: Instance, ana: Member, reader: Browser
) -> None:
    """With the filters of its address, and 304 for whoever has it."""
    await announced(coop, ana, "Apéro & fête", 4, place=ROUEN)
    await announced(coop, ana, "Visite", 6, place=LYON)
    await announced(coop, ana, "Discrète", 7, visibility="unlisted")
    answer = await reader.get("/agenda.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.text)  # noqa: S314 - our own
    titles = [each.findtext(f"{ATOM}title") for each in feed.findall(f"{ATOM}entry")]
    assert titles == ["Apéro & fête", "Visite"]
    summary = feed.findtext(f"{ATOM}entry/{ATOM}summary") or ""
    assert "4 déc. 2026" in summary
    assert "Rouen" in summary
    near = await reader.get("/agenda.atom?town=Lyon&km=10")
    feed = ElementTree.fromstring(near.text)  # noqa: S314 - our own
    assert [each.findtext(f"{ATOM}title") for each in feed.findall(f"{ATOM}entry")] == ["Visite"]
    again = await reader.get("/agenda.atom", If_None_Match=answer.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")


async def test_until_alone_begins_today(
    coop: Instance, ana: Member, reader: Browser, clock: Any
) -> None:
    """What is over is not what one looks for."""
    await announced(coop, ana, "Apéro", 2)
    await announced(coop, ana, "Visite", 14)
    clock.move(timedelta(days=12))
    said = words(await reader.get("/agenda?until=2026-12-31"))
    assert "Visite" in said
    assert "Apéro" not in said


async def test_a_tile_server_is_asked_only_where_the_operator_named_one(
    coop: Instance, ana: Member, reader: Browser, opened: Opener
) -> None:
    """And only by the map: every other page shows pictures of this site alone."""
    await announced(coop, ana, 'Apéro "libre"', 4, place=ROUEN)
    plain = await reader.get("/agenda?view=map")
    assert "leaflet" not in plain.text
    assert "img-src 'self' data:;" in plain.headers["content-security-policy"]

    tiles = Map(tiles="https://tiles.example/{z}/{x}/{y}.png", credit="© tout le monde")
    coop.config = replace(coop.config, map=tiles)
    mapped = await opened(coop, "en").get("/agenda?view=map")
    policy = mapped.headers["content-security-policy"]
    assert "img-src 'self' https://tiles.example data:;" in policy
    assert "script-src 'self';" in policy
    listed = await reader.get("/agenda")
    assert "tiles.example" not in listed.headers["content-security-policy"]
    assert "leaflet" not in listed.text


def test_leaflet_is_served_with_its_licence(tmp_path: Path) -> None:
    """The files that a map with tiles asks for, and the words that must go with them."""
    assets = Assets(tmp_path)
    assets.keep_map()
    assert assets.map is not None
    style, leaflet, script = (assets.get(each.rpartition("/")[2]) for each in assets.map)
    assert b".leaflet-pane" in style.body
    assert b"Vladimir Agafonkin" in leaflet.body[:300]
    assert b"sourceMappingURL" not in leaflet.body
    assert b"circleMarker" in script.body
    assert len(style.packed) + len(leaflet.packed) + len(script.packed) < 50_000
    assert "BSD 2-Clause" in (STATIC / "leaflet" / "LICENSE.txt").read_text("utf-8")


async def test_a_month_alone_is_shown_as_a_month(opened: Opener, coop: Instance) -> None:
    """The address of a month need not say how to show it."""
    said = words(await opened(coop, "en").get("/agenda?month=2027-01"))
    assert said == words(await opened(coop, "en").get("/agenda?view=month&month=2027-01"))
    assert "January 2027" in said
    listed = words(await opened(coop, "en").get("/agenda?view=list&month=2027-01"))
    assert "January 2027" not in listed
