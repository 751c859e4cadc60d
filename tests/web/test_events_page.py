"""An event's own page: what it says, and to whom."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.actors import queries as actors
from fedicoop.events import queries
from fedicoop.events import service as events
from fedicoop.events.service import NeedDraft, QuestionDraft, ToolDraft
from fedicoop.web.i18n import NO_BREAK
from tests.events.given import a_draft, heard
from tests.givens import given_stranger
from tests.web.browser import words
from tests.web.given import browser_of, given_person
from tests.web.given_events import event_now, given_answer, given_event
from tests.web.given_groups import given_group

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.events import Event
    from fedicoop.instance import Instance
    from fedicoop.work import Work
    from tests.clocks import StoppedClock
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

PAD = ToolDraft("Notes", "https://pad.example/p/secret")
ROOM = "https://visio.example/secret"


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give who announces the events."""
    return await given_person(coop, "ana", language="en")


@pytest.fixture
async def anas(opened: Opener, coop: Instance, ana: Member) -> Browser:
    """Give Ana's browser."""
    return await browser_of(opened, coop, ana, "en")


@pytest.fixture
async def bob(coop: Instance) -> Member:
    """Give somebody else of the cooperative."""
    return await given_person(coop, "bob", language="en")


@pytest.fixture
async def bobs(opened: Opener, coop: Instance, bob: Member) -> Browser:
    """Give Bob's browser."""
    return await browser_of(opened, coop, bob, "en")


async def test_a_visitor_reads_when_where_and_with_whom(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    """In her language; the place opens in her own maps program, not in a stranger's."""
    await given_group(coop, ana, "nord", name="Groupe Nord")
    event = await given_event(coop, ana, group="nord", accessibility="Une marche.", kind="atelier")
    page = await visitor.get(f"/events/{event.id}")
    assert page.status_code == 200
    said = words(page)
    when = {
        "fr": "Jeudi 3_décembre 2026, de 18_h_30 à 20_h_30".replace("_", NO_BREAK),
        "en": "Thursday 3 December 2026, from 18:30 to 20:30",
    }
    assert when[visitor.language] in said
    for text in ("Assemblée du groupe local", "Maison de la coopération", "1 rue des Arts"):
        assert text in said
    assert "Venez nombreux" in said
    assert "Une marche." in said
    assert visitor.say("Workshop") in said
    assert f"{visitor.say('Organised by')} Groupe Nord" in said
    assert 'href="geo:50.0,3.06"' in page.text
    assert visitor.say("Take part") in said
    assert f'href="/events/{event.id}/elsewhere"' in page.text
    assert visitor.say("Look after this event") not in said


async def test_programs_that_read_pages_find_an_event(
    opened: Opener, coop: Instance, ana: Member
) -> None:
    """As schema.org and Open Graph say it; the link of the meeting is not in it."""
    event = await given_event(coop, ana, online=True, online_url=ROOM, capacity=12)
    page = (await opened(coop).get(f"/events/{event.id}")).text
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    assert data["@type"] == "Event"
    assert data["startDate"] == "2026-12-03T18:30:00+01:00"
    assert data["endDate"] == "2026-12-03T20:30:00+01:00"
    assert data["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    assert data["location"][0]["address"]["addressLocality"] == "Lille"
    assert data["location"][1] == {"@type": "VirtualLocation", "url": event.uri}
    assert data["maximumAttendeeCapacity"] == 12
    assert data["organizer"] == [
        {"@type": "Person", "name": "Ana", "url": "https://coop.example/@ana"}
    ]
    assert '<meta property="og:type" content="event"' in page
    assert f'type="application/activity+json" href="{event.uri}"' in " ".join(page.split())
    assert "visio.example" not in page


async def test_links_are_for_those_who_come(
    anas: Browser, bobs: Browser, coop: Instance, ana: Member, bob: Member
) -> None:
    """Others are told that there are some."""
    event = await given_event(coop, ana, online=True, online_url=ROOM, tools=(PAD,))
    before = await bobs.get(f"/events/{event.id}")
    assert "secret" not in before.text
    assert "those who come see them here" in words(before)
    await given_answer(coop, bob, event)
    after = await bobs.get(f"/events/{event.id}")
    assert f'href="{ROOM}"' in after.text
    assert f'href="{PAD.url}"' in after.text
    assert PAD.url in (await anas.get(f"/events/{event.id}")).text


async def test_who_comes_is_shown_as_the_event_says(
    opened: Opener, anas: Browser, bobs: Browser, coop: Instance, ana: Member, bob: Member
) -> None:
    """To those who come, to everybody, or to the organisers alone; the number to all."""
    cleo = await given_person(coop, "cleo")
    for shown, outside, inside in (
        ("participants", False, True),
        ("everyone", True, True),
        ("organisers", False, False),
    ):
        event = await given_event(coop, ana, participants_shown=shown)
        await given_answer(coop, cleo, event)
        await given_answer(coop, bob, event)
        visitor = words(await opened(coop, "en").get(f"/events/{event.id}"))
        assert "2 people come" in visitor
        assert ("Cleo" in visitor) is outside
        assert ("Cleo" in words(await bobs.get(f"/events/{event.id}"))) is inside
        assert "Cleo" in words(await anas.get(f"/events/{event.id}"))


async def test_a_cancelled_event_says_so_and_why(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    """It stays to be seen."""
    event = await given_event(coop, ana)
    async with coop.writing() as work:
        me = await actors.by_id(work, ana.actor_id)
        found = await _found(work, event)
        assert me is not None
        await events.cancel(work, found, me, "La salle est inondée.")
    said = words(await visitor.get(f"/events/{event.id}"))
    assert visitor.say("Cancelled: this event does not take place.") in said
    assert "La salle est inondée." in said
    assert visitor.say("Take part") not in said


async def _found(work: Work, event: Event) -> Event:
    found = await queries.by_id(work, event.id)
    assert found is not None
    return found


async def test_seats_helpers_and_questions_are_said(
    bobs: Browser, coop: Instance, ana: Member
) -> None:
    """With the price, the closing day and the way to register."""
    event = await given_event(
        coop,
        ana,
        capacity=12,
        needs=(NeedDraft("Animation", 2),),
        questions=(QuestionDraft("Végétarien ?", required=True),),
        guests_per_person=2,
        fee_amount="5",
        fee_currency="EUR",
        tickets_url="https://billets.example/1",
        website="https://fete.example/",
        closes=event_day(),
        join_mode="restricted",
        status="tentative",
    )
    page = await bobs.get(f"/events/{event.id}")
    said = words(page)
    for text in (
        *(
            "12 seats are free of 12",
            "The organisers answer each registration.",
            "Animation \N{MULTIPLICATION SIGN} 2",
        ),
        *("Végétarien ? (needed)", "At most 2.", "Price: €5", "Tickets", "Website of the event"),
        *("Registration closes on Tuesday 1 December 2026, 12:00.", "Ask to come"),
        "Not sure yet: the organisers will confirm it.",
    ):
        assert text in said


def event_day() -> datetime:
    """Give a wall time before the event."""
    return datetime(2026, 12, 1, 12)  # noqa: DTZ001 - a wall time


async def test_what_is_not_for_a_reader_does_not_exist(
    opened: Opener, bobs: Browser, coop: Instance, ana: Member, bob: Member
) -> None:
    """Events of a group alone, of the cooperative alone, deleted ones, and nonsense."""
    await given_group(coop, ana, "ombre", visibility="private")
    event = await given_event(coop, ana, group="ombre", visibility="group")
    inside = await given_event(coop, ana, visibility="members")
    for ident in (event.id, inside.id, "nonsense", "a" * 300):
        assert (await opened(coop).get(f"/events/{ident}")).status_code == 404
    assert (await bobs.get(f"/events/{event.id}")).status_code == 404
    assert "noindex" in (await bobs.get(f"/events/{inside.id}")).text


async def test_a_deleted_event_is_gone(opened: Opener, coop: Instance, ana: Member) -> None:
    """Which is not the same as never having been there."""
    event = await given_event(coop, ana)
    async with coop.writing() as work:
        me = await actors.by_id(work, ana.actor_id)
        assert me is not None
        await events.delete(work, await _found(work, event), me)
    assert (await opened(coop).get(f"/events/{event.id}")).status_code == 410


async def test_its_message_leads_to_the_event(opened: Opener, coop: Instance, ana: Member) -> None:
    """An event is shown in one place."""
    event = await given_event(coop, ana)
    answer = await opened(coop).get(f"/notes/{event.id}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/events/{event.id}")


async def test_comments_stand_below_and_can_be_closed(
    bobs: Browser, coop: Instance, ana: Member
) -> None:
    """A closed event has no form, and takes no comment that is sent all the same."""
    event = await given_event(coop, ana)
    path = f"/events/{event.id}"
    fields = {
        "in_reply_to": event.id,
        "source": "J'apporte le pain.",
        "visibility": "public",
        "back": path,
    }
    answer = await bobs.send("/compose", fields, at=path)
    assert answer.headers["location"].startswith(f"{path}#p-")
    said = words(await bobs.get(path))
    assert "1 comment" in said
    assert "J'apporte le pain." in said
    closed = await given_event(coop, ana, comments="closed")
    page = await bobs.get(f"/events/{closed.id}")
    assert "The organisers closed the comments." in words(page)
    assert 'action="/compose"' not in page.text
    refused = await bobs.send("/compose", {**fields, "in_reply_to": closed.id})
    assert refused.status_code == 403
    assert "This discussion is closed." in words(refused)


async def test_an_event_elsewhere_has_its_page_here(
    opened: Opener, bobs: Browser, coop: Instance, bob: Member
) -> None:
    """With the way to the original; it is no document of ours."""
    async with coop.writing() as work:
        event = await heard(work, await given_stranger(work, "fete", kind="Group"))
    page = await bobs.get(f"/events/{event.id}")
    said = words(page)
    assert "Fête du quartier" in said
    assert "Original on peer.example" in said
    assert "I come" in said
    document = await bobs.get(f"/events/{event.id}", Accept="application/activity+json")
    assert document.status_code == 404
    assert "noindex" in (await opened(coop).get(f"/events/{event.id}")).text


async def test_other_dates_of_a_series_are_named(
    bobs: Browser, coop: Instance, ana: Member
) -> None:
    """Each leads to its own page."""
    async with coop.writing() as work:
        me = await actors.by_id(work, ana.actor_id)
        assert me is not None
        dates = await events.begin(work, me, a_draft(rrule="FREQ=WEEKLY;COUNT=3"))
    page = await bobs.get(f"/events/{dates[0].id}")
    assert "Other dates" in words(page)
    assert f'href="/events/{dates[1].id}"' in page.text
    assert "Thursday 17 December 2026, from 18:30 to 20:30" in words(page)


async def test_an_event_in_another_zone_names_it(
    bobs: Browser, coop: Instance, ana: Member
) -> None:
    """The hour is that of the place."""
    event = await given_event(coop, ana, timezone="America/Cayenne")
    said = words(await bobs.get(f"/events/{event.id}"))
    assert "from 18:30 to 20:30 (time of Cayenne)" in said


async def test_who_looks_after_it_finds_the_tools(
    anas: Browser, coop: Instance, ana: Member, clock: StoppedClock
) -> None:
    """And after the event, its report."""
    event = await given_event(coop, ana)
    before = words(await anas.get(f"/events/{event.id}"))
    assert "Look after this event" in before
    assert "Cancel the event" in before
    assert "Say what came of it" not in before
    clock.move(timedelta(days=10))
    after = words(await anas.get(f"/events/{event.id}"))
    assert "This event is over." in after
    assert "Say what came of it" in after
    assert (await event_now(coop, event.id)).report == ""
