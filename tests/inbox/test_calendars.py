"""Calendars elsewhere: what an address leads to, and feeds that come and go."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import httpx2
import pytest

from fedicoop.actors import queries as actors
from fedicoop.errors import FetchFailed, Invalid, Refused
from fedicoop.events import queries, service
from fedicoop.events.service import Fate
from fedicoop.inbox import calendars
from fedicoop.moderation import service as moderation

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.network import Internet
    from tests.strangers import Person, Stranger

URL = "https://agenda.example/dates.ics"
DATE = (
    "BEGIN:VEVENT\r\nUID:{n}\r\nSUMMARY:Date {n}\r\nDTSTART:20261203T18{n:02}00\r\nEND:VEVENT\r\n"
)


def a_file(count: int) -> bytes:
    """Write a calendar of so many dates."""
    dates = "".join(DATE.format(n=n) for n in range(count))
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{dates}END:VCALENDAR\r\n".encode()


@pytest.fixture
def files(internet: Internet) -> dict[str, tuple[str, bytes]]:
    """Plug agenda.example in; give what it serves, by path: (type, bytes)."""
    served = {"/dates.ics": ("text/calendar", a_file(2))}

    def answer(request: httpx2.Request) -> httpx2.Response:
        kind, body = served.get(request.url.path, ("text/plain", b""))
        status = 200 if body else 404
        return httpx2.Response(status, headers={"content-type": kind}, content=body)

    internet.servers["agenda.example"] = httpx2.MockTransport(answer)
    return served


async def bob_of(coop: Instance) -> Actor:
    """Give the member."""
    async with coop.reading() as work:
        found = await actors.by_username(work, "bob")
    assert found is not None
    return found


async def followed(coop: Instance) -> str:
    """Let bob follow the calendar; give the feed's row id."""
    bob = await bob_of(coop)
    async with coop.writing() as work:
        source = await calendars.source_of(work, bob, bob, URL)
        return (await service.follow_feed(work, source)).id


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://agenda.example/x.ics", "https://agenda.example/x.ics"),
        (" webcal://agenda.example/x.ics ", "https://agenda.example/x.ics"),
        ("WEBCALS://agenda.example/x.ics", "https://agenda.example/x.ics"),
        ("https://agenda.example/x#part", "https://agenda.example/x"),
    ],
)
def test_an_address_is_read_as_people_write_it(typed: str, address: str) -> None:
    assert calendars.address_of(typed) == address


@pytest.mark.parametrize(
    "typed", ["", "x", "file:///etc/passwd", "ftp://x.example/", "https://x.example/" + "y" * 3000]
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        calendars.address_of(typed)


async def test_a_calendar_is_read_whatever_its_type_is_called(
    coop: Instance, files: dict[str, tuple[str, bytes]]
) -> None:
    for kind in ("text/calendar; charset=utf-8", "text/plain", "application/octet-stream"):
        files["/dates.ics"] = (kind, a_file(2))
        found = await calendars.look(coop, URL)
        assert (found.url, found.uri, len(found.reading.entries)) == (URL, "", 2)


async def test_a_page_is_asked_as_a_federated_server_first(
    coop: Instance, files: dict[str, tuple[str, bytes]], internet: Internet
) -> None:
    said = b'{"@type": "Event", "name": "Concert", "startDate": "2026-12-05T14:00+01:00"}'
    page = b'<script type="application/ld+json">' + said + b"</script>"
    files["/concert"] = ("text/html", page)

    found = await calendars.look(coop, "https://agenda.example/concert")

    assert [each.title for each in found.reading.entries] == ["Concert"]
    accepts = [each.headers["accept"] for each in internet.requests]
    assert "activity+json" in accepts[0]
    assert "text/calendar" in accepts[-1]


async def test_a_note_of_a_federated_server_is_no_event(
    coop: Instance, peer: Stranger, ana: Person
) -> None:
    note = peer.note(ana)

    with pytest.raises((FetchFailed, Invalid)):
        await calendars.look(coop, note["id"])


async def test_a_blocked_server_and_our_own_are_not_asked(
    coop: Instance, files: dict[str, tuple[str, bytes]], internet: Internet
) -> None:
    async with coop.writing() as work:
        await moderation.block_host(work, None, "agenda.example")

    with pytest.raises(Refused):
        await calendars.look(coop, URL)
    with pytest.raises(Invalid):
        await calendars.look(coop, "https://coop.example/agenda.ics")
    assert internet.requests == []


async def test_many_dates_are_taken_a_few_at_a_time(
    coop: Instance, files: dict[str, tuple[str, bytes]]
) -> None:
    files["/dates.ics"] = ("text/calendar", a_file(25))
    bob = await bob_of(coop)
    reading = await calendars.read_at(coop, URL)

    results = await calendars.take(coop, bob, bob, URL, reading.entries)

    assert [each.fate for each in results] == [Fate.NEW] * 25


async def test_nothing_is_taken_for_who_is_not_there_any_more(
    coop: Instance, files: dict[str, tuple[str, bytes]]
) -> None:
    bob = await bob_of(coop)
    reading = await calendars.read_at(coop, URL)
    bob.id = "00000000-0000-7000-8000-000000000000"

    with pytest.raises(Refused):
        await calendars.take(coop, bob, bob, URL, reading.entries)


async def test_a_feed_that_is_due_is_read_and_then_waits(
    coop: Instance, files: dict[str, tuple[str, bytes]], clock: StoppedClock
) -> None:
    await followed(coop)
    assert await calendars.read_due(coop) == 0
    clock.move(timedelta(hours=6))

    assert await calendars.read_due(coop) == 1

    assert await calendars.read_due(coop) == 0
    async with coop.reading() as work:
        assert await queries.upcoming_count(work, None) == 2


async def test_a_feed_of_a_server_that_is_blocked_now_says_so(
    coop: Instance, files: dict[str, tuple[str, bytes]], clock: StoppedClock
) -> None:
    ident = await followed(coop)
    async with coop.writing() as work:
        await moderation.block_host(work, None, "agenda.example")
    clock.move(timedelta(hours=6))

    await calendars.read_due(coop)

    async with coop.reading() as work:
        feed = await queries.feed(work, ident)
    assert feed is not None
    assert (feed.failures, feed.fault) == (1, "This server is not accepted here.")


async def test_a_feed_that_was_stopped_meanwhile_is_left(
    coop: Instance,
    files: dict[str, tuple[str, bytes]],
    clock: StoppedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ident = await followed(coop)
    reading = await calendars.read_at(coop, URL)
    real = calendars.take

    async def stopping(*parts: object) -> object:
        results = await real(*parts)  # type: ignore[arg-type]
        await _stop(coop, ident)
        return results

    monkeypatch.setattr(calendars, "take", stopping)
    assert len(await calendars.read_feed(coop, ident, reading)) == 2
    assert await calendars.read_feed(coop, ident, reading) == []


async def _stop(coop: Instance, ident: str) -> None:
    async with coop.writing() as work:
        feed = await queries.feed(work, ident)
        if feed is not None:
            await service.stop_feed(work, feed)


async def test_a_feed_that_fails_while_it_is_stopped_is_forgotten(
    coop: Instance, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ident = await followed(coop)
    clock.move(timedelta(hours=6))

    async def failing(_instance: Instance, url: str) -> object:
        await _stop(coop, ident)
        raise FetchFailed(url, "no answer")

    monkeypatch.setattr(calendars, "read_at", failing)
    assert await calendars.read_due(coop) == 1
    async with coop.reading() as work:
        assert await queries.all_feeds(work) == []


async def test_an_event_of_a_federated_server_is_fetched_under_its_own_id(
    coop: Instance, peer: Stranger, ana: Person
) -> None:
    uri = "https://peer.example/events/1"
    peer.answers[uri] = {
        "id": uri,
        "type": "Event",
        "attributedTo": ana.uri,
        "name": "Fête du quartier",
        "content": "<p>Venez</p>",
        "startTime": "2026-12-05T14:00:00+01:00",
        "published": "2026-11-24T11:59:00Z",
        "to": ["https://www.w3.org/ns/activitystreams#Public"],
        "cc": [],
    }

    found = await calendars.look(coop, uri)

    assert (found.uri, found.reading.entries) == (uri, ())


async def test_a_calendar_without_dates_to_come_is_said_to_be_empty(
    coop: Instance, files: dict[str, tuple[str, bytes]]
) -> None:
    files["/dates.ics"] = ("text/calendar", a_file(0))

    with pytest.raises(Invalid):
        await calendars.look(coop, URL)
