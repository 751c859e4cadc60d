"""Taking events over: one sees first what would come, then says yes; calendars are followed."""

from __future__ import annotations

import asyncio
import base64
import zlib
from datetime import timedelta
from typing import TYPE_CHECKING

import httpx2
import pytest

from fedicoop import upkeep
from fedicoop.errors import Invalid
from fedicoop.events import Status, queries
from fedicoop.events import service as events
from fedicoop.inbox import calendars
from fedicoop.web.pages.calendars.keeping import pack, unpack
from tests.events.given import a_draft
from tests.web.browser import given_account, words

if TYPE_CHECKING:
    from typing import Any

    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.network import Internet
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

WHERE = "/import/events"
FILE = """BEGIN:VCALENDAR
VERSION:2.0
X-WR-CALNAME:Agenda du quartier
{}END:VCALENDAR
"""
DATE = """BEGIN:VEVENT
UID:{uid}
SUMMARY:{title}
DTSTART;TZID=Europe/Paris:20261203T183000
LOCATION:Salle des fêtes
END:VEVENT
"""
PAGE = """<html><head><title>Site</title><script type="application/ld+json">
{"@type": "Event", "name": "Fête du vent", "startDate": "2026-12-05T14:00:00+01:00"}
</script></head></html>"""


def a_file(*titles: str) -> bytes:
    """Write a calendar of some dates."""
    dates = [DATE.format(uid=title, title=title) for title in titles]
    return FILE.format("".join(dates)).replace("\n", "\r\n").encode()


class Site:
    """A small web site with a calendar, whose content tests change."""

    def __init__(self) -> None:
        """Start with two dates."""
        self.status, self.type, self.body = 200, "text/calendar", a_file("Une date", "Autre date")
        self.asked = 0

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        """Answer whatever is asked."""
        self.asked += 1
        return httpx2.Response(self.status, headers={"content-type": self.type}, content=self.body)


@pytest.fixture
def site(internet: Internet) -> Site:
    """Plug agenda.example into the network."""
    found = Site()
    internet.servers["agenda.example"] = httpx2.MockTransport(found)
    return found


URL = "https://agenda.example/dates.ics"


async def titles(coop: Instance) -> list[str]:
    """Give the events to come that everybody sees."""
    async with coop.reading() as work:
        found = await queries.upcoming(work, None)
    return sorted(each.post.name for each in found.items if each.status != Status.CANCELLED)


async def send(browser: Browser, fields: dict[str, Any], **more: Any) -> httpx2.Response:
    """Send the form as browsers do that send files."""
    files = more.pop("files", {"file": ("", b"", "application/octet-stream")})
    return await browser.send(WHERE, fields, at=WHERE, files=files, **more)


def kept(answer: httpx2.Response) -> str:
    """Give the file that a page of results keeps."""
    return answer.text.partition('name="kept" value="')[2].partition('"')[0]


async def test_a_file_is_shown_before_it_is_taken_over(coop: Instance, at_home: Browser) -> None:
    upload = {"file": ("dates.ics", a_file("Une date", "Autre date"), "text/calendar")}

    shown = await send(at_home, {}, files=upload)
    assert shown.status_code == 200
    assert "Agenda du quartier" in words(shown)
    assert words(shown).count("Une date") == 1
    assert await titles(coop) == []

    taken = await send(at_home, {"sure": "on", "kept": kept(shown)})
    assert taken.status_code == 200
    assert at_home.say("Take over more") in words(taken)
    assert await titles(coop) == ["Autre date", "Une date"]


async def test_an_address_is_read_twice_and_nothing_is_there_twice(
    coop: Instance, at_home: Browser, site: Site
) -> None:
    shown = await send(at_home, {"url": "webcal://agenda.example/dates.ics"})
    assert f'value="{URL}"' in shown.text
    for _ in range(2):
        await send(at_home, {"sure": "on", "url": URL})

    assert await titles(coop) == ["Autre date", "Une date"]
    again = await send(at_home, {"url": URL})
    assert at_home.say("Everything is here already.") in words(again)
    assert site.asked == 4


async def test_a_page_with_events_is_read_like_a_calendar(
    coop: Instance, at_home: Browser, site: Site
) -> None:
    site.type, site.body = "text/html; charset=utf-8", PAGE.encode()

    await send(at_home, {"sure": "on", "url": "https://agenda.example/fete"})

    assert await titles(coop) == ["Fête du vent"]


async def test_an_event_of_a_federated_server_comes_with_everything_it_says(
    coop: Instance, neighbour: Instance, at_home: Browser
) -> None:
    lea = await given_account(neighbour, "lea")
    async with neighbour.writing() as work:
        event = await events.announce(work, lea.actor, a_draft(title="Chez les voisins"))

    answer = await send(at_home, {"url": event.uri})

    assert answer.status_code == 303
    page = await at_home.get(answer.headers["location"])
    assert "Chez les voisins" in words(page)
    async with coop.reading() as work:
        found = await queries.by_uri(work, event.uri)
    assert found is not None
    assert not found.local


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Choose a file, or type an address."),
        (
            {"url": "nonsense"},
            "Type the address of a calendar or of a page with events, from https:// on.",
        ),
        ({"url": "https://coop.example/agenda.ics"}, "This event is here already."),
        ({"url": "https://nowhere.example/x.ics"}, "The other server did not answer."),
        ({"kept": "AAAA"}, "Choose the file again."),
        ({"url": URL, "host": "nobody"}, "You may not announce events in this name."),
    ],
)
async def test_what_does_not_hold_is_said_and_what_was_typed_stays(
    at_home: Browser, site: Site, fields: dict[str, str], said: str
) -> None:
    answer = await send(at_home, fields)

    assert answer.status_code == 422
    assert at_home.say(said) in words(answer)
    assert fields.get("url", "") in answer.text


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        ("text/calendar", b"BEGIN:VCALENDAR", "This is not a calendar that can be read."),
        ("text/calendar", a_file(), "No event to come was found there."),
        ("text/html", b"<p>Bonjour</p>", "No event to come was found there."),
        ("image/png", b"x", "The other server did not answer."),
    ],
)
async def test_an_address_without_events_is_said_to_have_none(
    at_home: Browser, site: Site, kind: str, body: bytes, said: str
) -> None:
    site.type, site.body = kind, body

    answer = await send(at_home, {"url": URL})

    assert answer.status_code == 422
    assert at_home.say(said) in words(answer)


async def test_a_file_that_is_no_calendar_or_too_large_is_refused(at_home: Browser) -> None:
    for data in (b"x", a_file(), b"BEGIN:VCALENDAR" + b"x" * 1_100_000):
        upload = {"file": ("dates.ics", data, "text/calendar")}
        assert (await send(at_home, {}, files=upload)).status_code == 422


def test_a_bomb_in_the_form_does_not_go_off() -> None:
    assert unpack(pack(b"abc")) == b"abc"
    bomb = base64.b64encode(zlib.compress(b"0" * 50_000_000)).decode()
    for packed in (bomb, "é", pack(b"abc")[:-4]):
        with pytest.raises(Invalid):
            unpack(packed)


async def test_a_calendar_that_is_followed_changes_and_cancels_by_itself(
    coop: Instance, ana: Member, at_home: Browser, site: Site, clock: StoppedClock
) -> None:
    await send(at_home, {"sure": "on", "url": URL, "follow": "on"})
    assert "Agenda du quartier" in words(await at_home.get(WHERE))
    assert await calendars.read_due(coop) == 0
    site.body = a_file("Une date", "Nouvelle date")

    clock.move(timedelta(hours=7))
    assert await calendars.read_due(coop) == 1

    assert await titles(coop) == ["Nouvelle date", "Une date"]


async def test_a_feed_that_fails_says_why_and_cancels_nothing(
    coop: Instance, at_home: Browser, site: Site, clock: StoppedClock
) -> None:
    await send(at_home, {"sure": "on", "url": URL, "follow": "on"})
    site.status = 500
    clock.move(timedelta(hours=7))
    await calendars.read_due(coop)

    page = words(await at_home.get(WHERE))

    assert at_home.say("The other server did not answer.") in page
    assert await titles(coop) == ["Autre date", "Une date"]
    clock.move(timedelta(hours=5))
    assert await calendars.read_due(coop) == 0
    clock.move(timedelta(hours=2))
    assert await calendars.read_due(coop) == 1


async def test_only_who_follows_a_calendar_stops_it(
    coop: Instance, at_home: Browser, site: Site, opened: Opener
) -> None:
    await send(at_home, {"sure": "on", "url": URL, "follow": "on"})
    path = (await at_home.get(WHERE)).text.partition('action="/import/events/')[2].partition('"')[0]
    await given_account(coop, "zoe")
    other = opened(coop)
    await other.sign_in("zoe")

    assert (await other.send(f"{WHERE}/{path}", at=WHERE)).status_code == 404
    assert (await at_home.send(f"{WHERE}/{path}", at=WHERE)).status_code == 303
    assert "Agenda du quartier" not in words(await at_home.get(WHERE))
    assert await titles(coop) == ["Autre date", "Une date"]


async def test_visitors_take_nothing_over(visitor: Browser) -> None:
    assert (await visitor.get(WHERE)).status_code in {303, 401}


async def test_the_upkeep_reads_what_is_due(
    coop: Instance, at_home: Browser, site: Site, clock: StoppedClock
) -> None:
    await send(at_home, {"sure": "on", "url": URL, "follow": "on"})
    clock.move(timedelta(hours=7))
    before = site.asked
    task = asyncio.create_task(upkeep.run(coop, pause=0.01))
    async with asyncio.timeout(20):
        while site.asked == before:  # noqa: ASYNC110 - the worker has no bell to wait for
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
