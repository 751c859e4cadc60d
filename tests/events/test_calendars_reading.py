"""Calendars of others: read for what they say, and never more than we can bear."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from fedicoop.errors import Malformed, TooLarge
from fedicoop.events import times
from fedicoop.events.calendars import Heading, calendar, read_calendar
from fedicoop.events.calendars.entries import MOST_ENTRIES
from tests.events.given import given_event
from tests.givens import given_member

if TYPE_CHECKING:
    from fedicoop.events.calendars import Entry, Reading
    from fedicoop.work import Work

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def a_calendar(*entries: str, head: str = "") -> bytes:
    """Write a calendar file of some entries, given without their BEGIN and END."""
    blocks = [f"BEGIN:VEVENT\n{entry.strip()}\nEND:VEVENT\n" for entry in entries]
    said = f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{''.join(blocks)}END:VCALENDAR\n"
    return said.replace("\n", "\r\n").encode()


def read(*entries: str, head: str = "") -> Reading:
    """Read such a file."""
    return read_calendar(a_calendar(*entries, head=head), NOW)


def one(entry: str, head: str = "") -> Entry:
    """Give the one date of a file with one entry."""
    (found,) = read(entry, head=head).entries
    return found


MEETING = """
UID:meeting-1@agenda.example
SUMMARY:Réunion\\, puis apéro
DTSTART;TZID=Europe/Paris:20261203T183000
DTEND;TZID=Europe/Paris:20261203T203000
LOCATION:Maison de la coopération\\, 1 rue des Arts\\, 59000 Lille\\, France
GEO:50.63;3.06
DESCRIPTION:Ordre du jour :\\n- budget\\n- divers
URL:https://agenda.example/1
CATEGORIES:Énergie,Vie locale
STATUS:CONFIRMED
"""


def test_an_entry_says_everything_we_have_a_field_for() -> None:
    found = one(MEETING)

    assert found.uid == "meeting-1@agenda.example"
    assert found.title == "Réunion, puis apéro"
    assert times.written(found.starts) == "2026-12-03T18:30:00"
    assert found.ends is not None
    assert times.written(found.ends) == "2026-12-03T20:30:00"
    assert found.timezone == "Europe/Paris"
    assert found.source == "Ordre du jour :\n- budget\n- divers"
    assert found.url == "https://agenda.example/1"
    assert found.tags == ("Énergie", "Vie_locale")
    assert found.place is not None
    assert (found.place.name, found.place.street) == ("Maison de la coopération", "1 rue des Arts")
    assert (found.place.postcode, found.place.town) == ("59000", "Lille")
    assert (found.place.latitude, found.place.longitude) == (50.63, 3.06)


@pytest.mark.parametrize(
    ("moment", "wall", "zone"),
    [
        ("DTSTART;TZID=America/Martinique:20261203T180000", "2026-12-03T18", "America/Martinique"),
        ("DTSTART;TZID=Romance Standard Time:20261203T180000", "2026-12-03T18", "Europe/Paris"),
        ('DTSTART;TZID="W. Europe Standard Time":20260703T180000', "", "Europe/Berlin"),
        ("DTSTART;TZID=/mozilla.org/20050126_1/Europe/Lisbon:20261203T18", "", ""),
        ("DTSTART;TZID=/mozilla.org/2005_1/Europe/Lisbon:20261203T180000", "2026", "Europe/Lisbon"),
        ("DTSTART;TZID=Nowhere:20261203T180000", "2026-12-03T18", "Europe/Paris"),
        ("DTSTART:20261203T180000", "2026-12-03T18", "Europe/Paris"),
        ("DTSTART:20261203T180000Z", "2026-12-03T19", "Europe/Paris"),
        ("DTSTART:20270703T180000Z", "2027-07-03T20", "Europe/Paris"),
        ("DTSTART;VALUE=DATE:20261203", "2026-12-03T00", "Europe/Paris"),
    ],
)
def test_every_way_to_say_an_hour(moment: str, wall: str, zone: str) -> None:
    found = read(f"UID:1\nSUMMARY:Fête\n{moment}").entries

    if not wall:
        assert found == ()
        return
    assert found[0].timezone == zone
    assert times.written(found[0].starts).startswith(wall)


ZONE = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ={step}
TZOFFSETFROM:{summer}
TZOFFSETTO:{winter}
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZOFFSETFROM:{winter}
TZOFFSETTO:{summer}
END:DAYLIGHT
END:VTIMEZONE
"""


@pytest.mark.parametrize(
    ("winter", "summer", "zone"),
    [
        ("+0100", "+0200", "Europe/Paris"),
        ("-0500", "-0400", "America/New_York"),
        ("+0000", "+0100", "Europe/London"),
        ("+1345", "+1445", "Europe/Paris"),
    ],
)
def test_a_zone_of_somebodys_own_is_known_by_its_clocks(
    winter: str, summer: str, zone: str
) -> None:
    head = ZONE.format(name="Mon fuseau", step="YEARLY", winter=winter, summer=summer)

    assert (
        one("UID:1\nSUMMARY:Fête\nDTSTART;TZID=Mon fuseau:20261203T180000", head).timezone == zone
    )


def test_the_rules_of_a_strangers_zone_are_never_worked_out_nor_kept() -> None:
    entry = "UID:1\nSUMMARY:Fête\nDTSTART;TZID={}:20261203T180000"
    evil = ZONE.format(name="Europe/Paris", step="SECONDLY", winter="-0900", summer="-0800")
    other = ZONE.format(name="Shared", step="YEARLY", winter="-0500", summer="-0400")

    assert one(entry.format("Europe/Paris"), evil).timezone == "Europe/Paris"
    assert one(entry.format("Shared"), other).timezone == "America/New_York"
    assert one(entry.format("Shared")).timezone == "Europe/Paris"


def test_the_calendars_own_zone_is_meant_where_none_is_said() -> None:
    found = one("UID:1\nSUMMARY:Fête\nDTSTART:20261203T180000", "X-WR-TIMEZONE:Indian/Reunion\n")

    assert found.timezone == "Indian/Reunion"


@pytest.mark.parametrize(
    ("more", "ends"),
    [
        ("DTSTART:20261203T180000\nDURATION:PT90M", "2026-12-03T19:30:00"),
        ("DTSTART:20261203T180000\nDTEND:20261203T180000", ""),
        ("DTSTART:20261203T180000\nDTEND:20261202T180000", ""),
        ("DTSTART:20261203T180000", ""),
        ("DTSTART;VALUE=DATE:20261203", "2026-12-03T23:59:00"),
        ("DTSTART;VALUE=DATE:20261203\nDTEND;VALUE=DATE:20261206", "2026-12-05T23:59:00"),
        (
            "DTSTART;TZID=Europe/Paris:20261203T180000\nDTEND;TZID=Europe/London:20261203T180000",
            "2026-12-03T19:00:00",
        ),
        ("DTSTART:20261203T180000\nDTEND:20990101T000000", "2028-01-06T18:00:00"),
    ],
)
def test_every_way_to_say_an_end(more: str, ends: str) -> None:
    found = one(f"UID:1\nSUMMARY:Fête\n{more}").ends

    assert (times.written(found) if found else "") == ends


def test_a_repeating_entry_is_a_date_each_without_those_taken_out_or_moved() -> None:
    found = read(
        "UID:w\nSUMMARY:Permanence\nDTSTART;TZID=Europe/Paris:20250106T190000\nDURATION:PT2H\n"
        "RRULE:FREQ=WEEKLY;UNTIL=20261228T230000Z\nEXDATE;TZID=Europe/Paris:20261207T190000\n"
        "RDATE;TZID=Europe/Paris:20261209T200000",
        "UID:w\nSUMMARY:Permanence exceptionnelle\n"
        "RECURRENCE-ID;TZID=Europe/Paris:20261214T190000\n"
        "DTSTART;TZID=Europe/Paris:20261215T180000",
        "UID:w\nSUMMARY:Passée\nRECURRENCE-ID;TZID=Europe/Paris:20260914T190000\n"
        "DTSTART;TZID=Europe/Paris:20260915T180000",
    )

    assert {(each.uid, times.written(each.starts)[:13]) for each in found.entries} == {
        ("w#2026-11-30T19:00:00", "2026-11-30T19"),
        ("w#2026-12-21T19:00:00", "2026-12-21T19"),
        ("w#2026-12-28T19:00:00", "2026-12-28T19"),
        ("w#2026-12-09T20:00:00", "2026-12-09T20"),
        ("w#2026-12-14T19:00:00", "2026-12-15T18"),
    }


def test_what_is_over_or_private_is_left_out() -> None:
    found = read(
        "UID:1\nSUMMARY:Passée\nDTSTART:20261101T100000Z",
        "UID:2\nSUMMARY:Dentiste\nCLASS:PRIVATE\nDTSTART:20261203T100000Z",
        "UID:3\nDTSTART:20261203T100000Z",
        "UID:4\nSUMMARY:En cours\nDTSTART:20261124T100000Z\nDTEND:20261124T180000Z",
    )

    assert [each.title for each in found.entries] == ["En cours"]
    assert found.left_out == 2
    assert found.whole


def test_what_cannot_be_read_does_not_keep_the_rest_out() -> None:
    found = read(
        "UID:1\nSUMMARY:Sans date",
        "UID:2\nSUMMARY:Drôle de date\nDTSTART:someday",
        "UID:3\nSUMMARY:Drôle de règle\nDTSTART:20261203T100000Z\nRRULE:FREQ=SECONDLY",
        "UID:3\nSUMMARY:Drôle de suite\nDTSTART:x\nRECURRENCE-ID:20261203T100000Z",
        "UID:4\nSUMMARY:Bonne\nDTSTART:20261203T100000Z\nGEO:here\nDTEND:later\nDURATION:long",
        "UID:5\nSUMMARY:Loin\nDTSTART:99991231T235959Z\nDURATION:P400D",
    )

    assert "Bonne" in {each.title for each in found.entries} or found.left_out >= 4
    assert found.left_out >= 4


def test_words_are_plain_name_nobody_and_hold_no_tags() -> None:
    found = one(
        "UID:1\nSUMMARY:<b>Fête</b>\\n avec @ana\nDTSTART:20261203T100000Z\n"
        "DESCRIPTION:<p>Bonjour @ana@coop.example, écrivez à lea@coop.example</p>"
        "<script>alert(1)</script>"
    )

    assert found.title == "Fête avec @ana"
    assert found.source == "Bonjour `@ana@coop.example`, écrivez à lea@coop.example"


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("59000 Lille", ("", "", "59000", "Lille")),
        ("12 rue du Bac, 75007 Paris", ("", "12 rue du Bac", "75007", "Paris")),
        ("Salle des fêtes", ("Salle des fêtes", "", "", "")),
        ("Chez Léa, 35000 Rennes, France", ("Chez Léa", "", "35000", "Rennes")),
    ],
)
def test_an_address_on_one_line_is_taken_apart(said: str, place: tuple[str, ...]) -> None:
    words = said.replace(",", "\\,")
    found = one(f"UID:1\nSUMMARY:Fête\nDTSTART:20261203T100000Z\nLOCATION:{words}").place

    assert found is not None
    assert (found.name, found.street, found.postcode, found.town) == place


def test_a_place_that_is_an_address_of_the_web_is_a_meeting_online() -> None:
    found = one("UID:1\nSUMMARY:Fête\nDTSTART:20261203T100000Z\nLOCATION:https://visio.example/x")

    assert (found.online, found.online_url, found.place) == (True, "https://visio.example/x", None)


def test_coordinates_alone_are_a_place_unless_nobody_meant_them() -> None:
    here = one("UID:1\nSUMMARY:Fête\nDTSTART:20261203T100000Z\nGEO:48.1;-1.6").place
    assert here is not None
    assert here.latitude == 48.1
    for odd in ("0;0", "91;3", "nan;nan"):
        assert one(f"UID:1\nSUMMARY:Fête\nDTSTART:20261203T100000Z\nGEO:{odd}").place is None


def test_what_has_no_name_gets_one_that_stays() -> None:
    entry = "SUMMARY:Fête\nDTSTART:20261203T100000Z"

    assert one(entry).uid == one(entry).uid != ""


async def test_our_own_files_are_read_as_they_were_meant(work: Work) -> None:
    lea = await given_member(work, "lea")
    event = await given_event(work, lea)
    await given_event(work, lea, timezone="Indian/Reunion")

    first, second = read_calendar(calendar([event], Heading("A")), NOW).entries * 2

    assert first.uid == event.uri
    assert times.written(first.starts) == event.starts_wall
    assert second.place is not None
    assert second.place.town == "Lille"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>nothing here</html>",
        b"BEGIN:VCARD\r\nEND:VCARD\r\n",
        b"BEGIN:VCALENDAR\r\n" + b"X:y\r\n" * 70_000 + b"END:VCALENDAR\r\n",
    ],
)
def test_what_is_no_calendar_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed) as refused:
        read_calendar(data, NOW)
    assert refused.value.safe == "This is not a calendar that can be read."


def test_a_calendar_that_breaks_off_is_none() -> None:
    whole = a_calendar(MEETING, MEETING.replace("meeting-1", "meeting-2"))

    with pytest.raises(Malformed):
        read_calendar(whole[: whole.rindex(b"LOCATION")], NOW)


def test_a_calendar_larger_than_a_megabyte_is_refused() -> None:
    with pytest.raises(TooLarge):
        read_calendar(b"BEGIN:VCALENDAR\r\n" + b"x" * 1_100_000, NOW)


HOSTILE = {
    "nested": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 50_000,
    "folded": b"BEGIN:VCALENDAR\r\nX:" + b"a\r\n " * 200_000 + b"\r\nEND:VCALENDAR\r\n",
    "parameters": b"BEGIN:VCALENDAR\r\nX" + b";A=b" * 150_000 + b":x\r\nEND:VCALENDAR\r\n",
    "quotes": b"BEGIN:VCALENDAR\r\nX;A=" + b'"' * 500_000 + b":x\r\nEND:VCALENDAR\r\n",
    "zones": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VTIMEZONE\r\nTZID:x\r\n" * 29_000,
    "dates": a_calendar(
        "UID:1\nSUMMARY:aaa\nDTSTART:20261203T100000Z\nRDATE:"
        + ",".join(["20261203T100000Z"] * 50_000)
    ),
    "rules": a_calendar(
        *["UID:1\nSUMMARY:aaa\nDTSTART:20261203T100000Z\nRRULE:FREQ=DAILY;BYSETPOS=2;BYDAY=MO"]
        * 900
    ),
    "backslashes": a_calendar("UID:1\nDTSTART:20261203T100000Z\nSUMMARY:" + "\\" * 800_000),
    "tags": a_calendar(
        "UID:1\nDTSTART:20261203T100000Z\nSUMMARY:x\nDESCRIPTION:" + "<b><p>" * 100_000
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_time_and_in_nothing_worse_than_a_refusal(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fedicoop.events.calendars.reading.SECONDS", 2.0)
    try:
        found = read_calendar(HOSTILE[name], NOW)
    except (Malformed, TooLarge):
        return
    assert len(found.entries) <= MOST_ENTRIES


def test_a_file_of_too_many_entries_is_read_as_far_as_it_goes_and_says_so() -> None:
    entry = "UID:{}\nSUMMARY:aaa\nDTSTART:20261203T100000Z"
    found = read(*[entry.format(number) for number in range(MOST_ENTRIES + 5)])

    assert len(found.entries) == MOST_ENTRIES
    assert not found.whole


def test_a_file_that_takes_too_long_is_not_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fedicoop.events.calendars.reading.SECONDS", -1.0)

    assert not read(MEETING).whole
