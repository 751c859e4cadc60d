"""Events as programs read them: whole, honest about hours, no more than one may see."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from icalendar import Calendar

from fedicoop.events import Shown, State, queries, service
from fedicoop.events.calendars import Heading, calendar
from fedicoop.events.service import ToolDraft
from tests.events.given import an_event, given_event, heard
from tests.givens import given_member, given_stranger

if TYPE_CHECKING:
    from fedicoop.work import Work
    from tests.clocks import StoppedClock

HEADING = Heading("Agenda de Lille", "fr", "https://coop.example/agenda.ics")
HOSTILE = (
    "Fête\r\nATTACH:https://evil.example/x",
    "Fête\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:autre",
    "a;b,c\\n d\\\\;CN=x:y",
    "\u2028fin\u0085\x0b\x0cici",
    "\u202ereversed",
    'guillemets "doubles" : point-virgule ; ^n ^\'',
    "é" * 190,
    "🎉" * 60,
)


def read(written: bytes) -> Any:
    """Read a file as a strict program does: one calendar, CRLF, lines of 75 octets at most."""
    assert written.endswith(b"\r\n")
    assert b"\n" not in written.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    found = Calendar.from_ical(written)
    assert not found.errors
    return found


def only(written: bytes) -> Any:
    """Give the one event of a file."""
    (found,) = read(written).walk("VEVENT")
    assert not found.errors
    return found


async def test_an_event_says_everything_a_program_shows(work: Work) -> None:
    lea = await given_member(work, "lea")
    event = await given_event(work, lea, kind="atelier", accessibility="Rampe à l'entrée")

    found = only(calendar([event], HEADING))

    assert found["UID"] == event.uri
    assert found["SUMMARY"] == "Assemblée du groupe local"
    assert found["DTSTART"].to_ical() == b"20261203T183000"
    assert found["DTSTART"].params["TZID"] == "Europe/Paris"
    assert found["DTEND"].dt - found["DTSTART"].dt == timedelta(hours=2)
    assert found["STATUS"] == "CONFIRMED"
    assert found["LOCATION"] == "Maison de la coopération, 1 rue des Arts, 59000 Lille, France"
    assert (found["GEO"].latitude, found["GEO"].longitude) == (50.0, 3.06)
    assert found["URL"] == event.uri
    assert found["ORGANIZER"] == lea.uri
    assert found["ORGANIZER"].params["CN"] == "Lea"
    assert {str(each) for each in found["CATEGORIES"].cats} == {"cooperation", "atelier"}
    assert "Venez nombreux." in found["DESCRIPTION"]
    assert "Accessibilité\u00a0: Rampe à l'entrée" in found["DESCRIPTION"]
    assert found["LAST-MODIFIED"].dt == work.now()
    assert found["SEQUENCE"] == 0


async def test_a_calendar_has_a_name_and_says_when_to_come_back(work: Work) -> None:
    found = read(calendar([], HEADING))

    assert found["X-WR-CALNAME"] == found["NAME"] == "Agenda de Lille"
    assert found["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert found["SOURCE"] == "https://coop.example/agenda.ics"
    assert found["METHOD"] == "PUBLISH"


@pytest.mark.parametrize(
    ("wall", "utc"),
    [
        (datetime(2027, 3, 27, 18, 30), "2027-03-27T17:30"),  # noqa: DTZ001 - wall times
        (datetime(2027, 3, 28, 18, 30), "2027-03-28T16:30"),  # noqa: DTZ001
        (datetime(2027, 10, 30, 18, 30), "2027-10-30T16:30"),  # noqa: DTZ001
        (datetime(2027, 10, 31, 18, 30), "2027-10-31T17:30"),  # noqa: DTZ001
    ],
)
async def test_an_hour_stays_what_was_announced_across_summer_time(
    work: Work, wall: datetime, utc: str
) -> None:
    lea = await given_member(work, "lea")
    event = await given_event(work, lea, starts=wall, ends=wall + timedelta(hours=1))
    written = calendar([event], HEADING)

    assert only(written)["DTSTART"].to_ical() == f"{wall:%Y%m%dT%H%M%S}".encode()
    assert _by_its_own_rules(written, wall).strftime("%Y-%m-%dT%H:%M") == utc


def _by_its_own_rules(written: bytes, wall: datetime) -> datetime:
    """Work out a moment by the VTIMEZONE alone, as a program does that knows no zones."""
    (zone,) = read(written).walk("VTIMEZONE")
    offset, latest = timedelta(), datetime.min  # noqa: DTZ901 - wall times
    for part in zone.subcomponents:
        dates = [part["DTSTART"].dt]
        dates += [each.dt for each in part["RDATE"].dts] if "RDATE" in part else []
        for each in dates:
            if latest < each <= wall:
                offset, latest = part["TZOFFSETTO"].td, each
    return (wall - offset).replace(tzinfo=UTC)


async def test_a_zone_stands_once_in_a_file_however_many_events_use_it(work: Work) -> None:
    lea = await given_member(work, "lea")
    events = [await given_event(work, lea) for _ in range(3)]
    events.append(await given_event(work, lea, timezone="Indian/Reunion"))
    events.append(await given_event(work, lea, timezone="UTC"))

    found = read(calendar(events, HEADING))

    zones = [str(each["TZID"]) for each in found.walk("VTIMEZONE")]
    assert zones == ["Europe/Paris", "Indian/Reunion"]
    starts = [each["DTSTART"].to_ical() for each in found.walk("VEVENT")]
    assert starts[-1] == b"20261203T183000Z"


async def test_the_same_event_keeps_its_name_and_counts_its_changes(work: Work) -> None:
    lea = await given_member(work, "lea")
    event = await given_event(work, lea)
    await service.move(work, event, lea, datetime(2026, 12, 4, 19, 0))  # noqa: DTZ001

    found = only(calendar([event], HEADING))

    assert found["UID"] == event.uri
    assert found["SEQUENCE"] == 1
    assert found["DTSTART"].to_ical() == b"20261204T190000"


async def test_a_cancelled_event_says_so_in_every_way(work: Work) -> None:
    lea = await given_member(work, "lea")
    event = await given_event(work, lea)
    await service.cancel(work, event, lea, "Tempête annoncée")

    found = only(calendar([event], Heading("Agenda", "en")))

    assert found["STATUS"] == "CANCELLED"
    assert found["SUMMARY"] == "Cancelled · Assemblée du groupe local"
    assert found["DESCRIPTION"].startswith("Cancelled · Tempête annoncée")


async def test_links_of_the_meeting_are_for_those_who_take_part(work: Work) -> None:
    lea = await given_member(work, "lea")
    more: dict[str, Any] = {
        "online": True,
        "online_url": "https://visio.example/secret-room",
        "tools": (ToolDraft("Bloc-notes", "https://pad.example/secret-pad"),),
    }
    event = await given_event(work, lea, **more)
    shown = await given_event(work, lea, **more, tools_shown=Shown.EVERYONE)

    assert b"secret" not in calendar([event], HEADING)
    insider = Heading("Agenda", "fr", "", frozenset({event.id}))
    assert "secret-room" in only(calendar([event], insider))["DESCRIPTION"]
    assert "Bloc-notes https://pad.example/secret-pad" in only(calendar([shown], HEADING))[
        "DESCRIPTION"
    ].replace("\n", " ")
    assert only(calendar([event], HEADING))["LOCATION"].endswith("· en ligne")


@pytest.mark.parametrize("words", HOSTILE)
async def test_no_text_becomes_a_property(work: Work, words: str) -> None:
    lea = await given_member(work, "lea")
    lea.name = words
    event = await given_event(work, lea, title=words, source=words, accessibility=words)
    event.cancelled_reason = words

    found = only(calendar([event], Heading(words, "fr")))

    assert "ATTACH" not in found
    known = "UID DTSTAMP CREATED LAST-MODIFIED SEQUENCE SUMMARY STATUS DTSTART DTEND LOCATION GEO"
    known += " DESCRIPTION URL ORGANIZER CATEGORIES"
    assert set(found) <= set(known.split())


async def test_an_event_of_another_server_leads_to_its_own_page(work: Work) -> None:
    peer = await given_stranger(work, "nord", "peer.example", kind="Group")
    event = await heard(
        work, peer, url="https://peer.example/e/1", endTime="2026-12-05T14:00:00+01:00"
    )

    found = only(calendar([event], HEADING))

    assert found["UID"] == an_event(peer)["id"]
    assert found["URL"] == "https://peer.example/e/1"
    assert "DTEND" not in found


async def test_the_edition_changes_with_whatever_happens(work: Work, clock: StoppedClock) -> None:
    lea = await given_member(work, "lea")
    seen = {await queries.edition(work)}
    event = await given_event(work, lea)
    seen.add(await queries.edition(work))
    clock.move(timedelta(minutes=1))
    await service.revise(work, event, lea, service.draft_of(event))
    seen.add(await queries.edition(work))
    clock.move(timedelta(minutes=1))
    await service.cancel(work, event, lea)
    seen.add(await queries.edition(work))
    clock.move(timedelta(minutes=1))
    await service.delete(work, event, lea)
    seen.add(await queries.edition(work))

    assert len(seen) == 5


async def test_who_goes_sees_the_links_in_her_calendar_and_nobody_else(work: Work) -> None:
    lea, ana, zoe = [await given_member(work, name) for name in ("lea", "ana", "zoe")]
    event = await given_event(work, lea)
    secret = await given_event(work, lea, tools_shown=Shown.ORGANISERS)
    for each in (event, secret):
        await service.join(work, each, ana)
    await service.answer(work, event, zoe, State.MAYBE)

    async def sees(who: Any) -> set[str]:
        return set(await queries.open_links(work, who, [event, secret]))

    assert await sees(lea) == {event.id, secret.id}
    assert await sees(ana) == {event.id}
    assert await sees(zoe) == set()
    assert await sees(None) == set()
