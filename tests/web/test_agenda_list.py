"""The agenda as a list: what comes, day by day, and what the filters leave of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.events.service import PlaceDraft
from tests.web.browser import markup, words
from tests.web.given import browser_of, given_person
from tests.web.given_events import given_event
from tests.web.given_groups import given_group

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

ROUEN = PlaceDraft(town="Rouen", postcode="76000", latitude=49.443, longitude=1.099)
ELBEUF = PlaceDraft(town="Elbeuf", postcode="76500", latitude=49.287, longitude=1.003)
LILLE = PlaceDraft(town="Lille", postcode="59000", latitude=50.634, longitude=3.055)


def wall(day: int, hour: int = 18, month: int = 12) -> datetime:
    """Give a wall time at the end of 2026."""
    return datetime(2026, month, day, hour)  # noqa: DTZ001 - a wall time


def at(day: int, hour: int = 18, hours: int = 2, month: int = 12) -> dict[str, Any]:
    """Give the times of an event that begins and ends on one day."""
    return {"starts": wall(day, hour, month), "ends": wall(day, hour + hours, month)}


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give a member who announces things."""
    return await given_person(coop, "ana", language="en", roles=["relais"])


@pytest.fixture
async def program(coop: Instance, ana: Member) -> None:
    """Give five events: three near Rouen, one in Lille, one online."""
    await given_group(coop, ana, "toits", name="Groupe des toits", kind="local")
    await given_event(coop, ana, title="Apéro solaire", kind="apero", place=ROUEN, **at(4))
    await given_event(coop, ana, title="Visite du toit", group="toits", place=ROUEN, **at(4, 20))
    await given_event(coop, ana, title="Atelier isolation", kind="atelier", place=ELBEUF, **at(10))
    await given_event(coop, ana, title="Fête à Lille", place=LILLE, source="#fanfare", **at(12))
    await given_event(coop, ana, title="Soirée en ligne", online=True, place=None, **at(20))


def shown(page: str) -> list[str]:
    """Give which of the five a page shows, in its order."""
    titles = ("Apéro solaire", "Visite du toit", "Atelier isolation", "Fête à Lille")
    found = [(page.find(f">{each}<"), each) for each in (*titles, "Soirée en ligne")]
    return [each for place, each in sorted(found) if place >= 0]


@pytest.fixture
def reader(opened: Opener, coop: Instance) -> Browser:
    """Give a visitor who reads English."""
    return opened(coop, "en")


async def test_what_comes_stands_under_its_day(program: None, visitor: Browser) -> None:
    """In French and English, the next first, each with its hour, place and host."""
    page = await visitor.get("/agenda")
    said = words(page)
    day = {"fr": "Vendredi 4 décembre 2026", "en": "Friday 4 December 2026"}[visitor.language]
    assert said.replace("\xa0", " ").count(f" {day} ") == 1
    assert shown(markup(page)) == [
        "Apéro solaire",
        "Visite du toit",
        "Atelier isolation",
        "Fête à Lille",
        "Soirée en ligne",
    ]
    assert "Groupe des toits" in said


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("since=2026-12-10&until=2026-12-12", ["Atelier isolation", "Fête à Lille"]),
        ("until=2026-12-04", ["Apéro solaire", "Visite du toit"]),
        ("town=rouen&km=5", ["Apéro solaire", "Visite du toit"]),
        ("town=76000&km=30", ["Apéro solaire", "Visite du toit", "Atelier isolation"]),
        ("near=50.6,3.0&km=30", ["Fête à Lille"]),
        ("kind=atelier", ["Atelier isolation"]),
        ("group=@toits", ["Visite du toit"]),
        ("group=toits", ["Visite du toit"]),
        ("online=yes", ["Soirée en ligne"]),
        ("tag=%23Fanfare", ["Fête à Lille"]),
        ("q=isol", ["Atelier isolation"]),
        ("q=lille", ["Fête à Lille"]),
        ("server=neighbour.example", []),
        (
            "km=5",
            [
                "Apéro solaire",
                "Visite du toit",
                "Atelier isolation",
                "Fête à Lille",
                "Soirée en ligne",
            ],
        ),
    ],
)
async def test_the_filters_are_the_address(
    program: None, reader: Browser, query: str, wanted: list[str]
) -> None:
    """Each by itself; a distance without a town is none."""
    page = await reader.get(f"/agenda?{query}")
    assert page.status_code == 200
    assert shown(markup(page)) == wanted


async def test_events_of_this_cooperative_can_be_asked_for(program: None, reader: Browser) -> None:
    """By its name among the cooperatives, or by its host."""
    for server in ("here", "coop.example"):
        assert len(shown(markup(await reader.get(f"/agenda?server={server}")))) == 5


async def test_what_was_chosen_is_remembered_in_every_link(program: None, reader: Browser) -> None:
    """The other views, the feed and the form itself keep the filters."""
    page = markup(await reader.get("/agenda?town=Rouen&km=5&kind=apero"))
    kept = "town=Rouen&amp;km=5&amp;kind=apero"
    assert f'href="/agenda?{kept}&amp;view=map"' in page
    assert f'href="/agenda?{kept}&amp;view=month"' in page
    assert f'href="https://coop.example/agenda.atom?{kept}"' in page
    assert 'value="Rouen"' in page
    assert '<input type="hidden" name="kind" value="apero" />' in page
    assert f'href="/agenda?{kept}&amp;choose=1"' in page
    whole = markup(await reader.get("/agenda?town=Rouen&km=5&kind=apero&choose=1"))
    assert '<option value="apero" selected>' in whole
    assert "Around Rouen (76000), within 5 km." in page
    assert '<a href="/agenda">Show everything</a>' in page


async def test_namesakes_of_a_town_are_offered(reader: Browser) -> None:
    """The largest is taken; the others are a click away."""
    page = words(await reader.get("/agenda?town=saint-denis"))
    assert "Around Saint-Denis (97400)" in page
    assert "Or did you mean: Saint-Denis (93200)" in page
    assert "Or did you mean" not in words(await reader.get("/agenda?town=Rouen"))
    assert "Or did you mean" not in words(await reader.get("/agenda?town=Saint-Denis (93200)"))
    assert "Le Grand-Quevilly" in words(await reader.get("/agenda?town=quevil"))


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("since=hier", "Write the day as 2027-05-31."),
        ("until=2026-02-30", "Write the day as 2027-05-31."),
        ("since=9999-12-31", "Write the day as 2027-05-31."),
        ("since=0001-01-01", "Write the day as 2027-05-31."),
        ("since=2026W501xx", "Write the day as 2027-05-31."),
        ("since=2026-12-05&until=2026-12-01", "The last day is before the first."),
        ("month=2026-13", "Write the month as 2027-05."),
        ("town=Atlantis", "No town is called so; try its postcode."),
        ("town=Rouen&km=0", "Choose a distance between 1 and 500 km."),
        ("town=Rouen&km=9999999999999", "Choose a distance between 1 and 500 km."),
        ("town=Rouen&km=²", "Choose a distance between 1 and 500 km."),
        ("near=nan,nan", "Write the place as latitude and longitude, such as 49.44,1.1."),
        ("near=91,0", "Write the place as latitude and longitude, such as 49.44,1.1."),
        ("near=1,2,3", "Write the place as latitude and longitude, such as 49.44,1.1."),
        ("kind=meurtre", "Choose one from the list."),
        ("online=peut-être", "Choose one from the list."),
        ("server=%01%02", "Choose one from the list."),
        ("group=personne", "No group is called so."),
        ("group=@a@b@c", "No group is called so."),
        ("tag=deux%20mots", "A keyword is one word, without blanks."),
    ],
)
async def test_what_is_not_understood_is_said_beside_its_field(
    reader: Browser, query: str, fault: str
) -> None:
    """Never an error page: what was typed is still there."""
    page = await reader.get(f"/agenda?{query}")
    assert page.status_code == 422
    assert fault in words(page)
    feed = await reader.get(f"/agenda.atom?{query}")
    assert feed.status_code == 400


@pytest.mark.parametrize(
    "query", ["view=x", "after=nobody", "q=%25%01_", f"q={'a' * 5000}", "since=", "past=1"]
)
async def test_odd_parameters_do_no_harm(reader: Browser, query: str) -> None:
    """What names no filter is left out."""
    assert (await reader.get(f"/agenda?{query}")).status_code == 200


async def test_an_empty_agenda_says_what_to_do(
    reader: Browser, opened: Opener, coop: Instance, ana: Member
) -> None:
    """Members announce, visitors look at groups; whoever filtered sees everything again."""
    assert "See the groups" in words(await reader.get("/agenda"))
    at_home = await browser_of(opened, coop, ana, "en")
    assert "Announce the first event" in words(await at_home.get("/agenda"))
    far = words(await reader.get("/agenda?town=Brest&km=10"))
    assert "No event matches this." in far
    assert "Look within 200 km" in far
    assert "There is nothing earlier." in words(await reader.get("/agenda?past=1"))


async def test_long_lists_go_on_from_page_to_page(
    coop: Instance, ana: Member, reader: Browser
) -> None:
    """Twelve on a page, no event twice, none lost, the filters kept."""
    for number in range(16):
        await given_event(coop, ana, title=f"Réunion {number:02d}", **at(5, 9, month=12))
    first = markup(await reader.get("/agenda?q=réunion"))
    link = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "q=r%C3%A9union" in link
    second = markup(await reader.get(link))
    both = [[f"Réunion {n:02d}" in each for n in range(16)] for each in (first, second)]
    assert [sum(each) for each in both] == [12, 4]
    assert all(one != other for one, other in zip(*both, strict=True))
    assert 'rel="next"' not in second


async def test_what_began_before_today_stands_first(
    coop: Instance, ana: Member, reader: Browser, clock: StoppedClock
) -> None:
    """As long as it is not over; what is over is found among what has been."""
    await given_event(coop, ana, title="Exposition", starts=wall(1), ends=wall(20))
    await given_event(coop, ana, title="Vieille fête", **at(2))
    clock.move(timedelta(days=10))
    page = await reader.get("/agenda")
    assert "Under way" in words(page)
    assert "Exposition" in words(page)
    assert "Vieille fête" not in words(page)
    assert 'href="/agenda?past=1"' in markup(page)
    gone = words(await reader.get("/agenda?past=1"))
    assert "Vieille fête" in gone
    assert "Exposition" not in gone


async def test_each_reader_sees_what_is_for_her(
    coop: Instance, ana: Member, reader: Browser, opened: Opener
) -> None:
    """What is for members or for a group is in no visitor's agenda and in no feed."""
    bob = await given_person(coop, "bob", language="en")
    await given_group(coop, ana, "secrets", kind="local", visibility="secret")
    await given_event(coop, ana, title="Assemblée interne", visibility="members", **at(6))
    await given_event(coop, ana, title="Conclave", group="secrets", visibility="group", **at(7))
    hers, his = await browser_of(opened, coop, ana, "en"), await browser_of(opened, coop, bob, "en")
    for browser, wanted in ((reader, []), (his, [1]), (hers, [1, 2])):
        for view in ("", "?view=month&month=2026-12", "?view=map"):
            said = words(await browser.get(f"/agenda{view}"))
            assert ("Assemblée interne" in said) == (1 in wanted)
            assert ("Conclave" in said) == (2 in wanted)
    feed = (await hers.get("/agenda.atom")).text
    assert "Assemblée interne" not in feed
    assert "Conclave" not in feed
    assert (await reader.get("/agenda?group=secrets")).status_code == 422
    assert "secrets" not in (await reader.get("/agenda")).text


async def test_everybody_finds_the_agenda(
    coop: Instance, ana: Member, reader: Browser, opened: Opener
) -> None:
    """It stands in the menu of visitors and members."""
    hers = await browser_of(opened, coop, ana, "en")
    for page in (await reader.get("/"), await hers.get("/home"), await reader.get("/groups")):
        assert 'href="/agenda"' in markup(page)


async def test_the_front_door_shows_what_comes_next_here(program: None, reader: Browser) -> None:
    """Five events, and where the others are."""
    page = await reader.get("/")
    assert len(shown(markup(page))) == 5
    assert "The whole agenda" in words(page)
