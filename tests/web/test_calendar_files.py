"""Calendar files that programs subscribe to: what they hold, for whom, and how often it is sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from icalendar import Calendar

from fedicoop.accounts import queries as accounts
from fedicoop.accounts import service as leaving
from fedicoop.events import queries
from fedicoop.events import service as events
from fedicoop.events.service import ToolDraft
from fedicoop.posts import Visibility
from tests.events.given import a_draft
from tests.web.browser import words

if TYPE_CHECKING:
    from typing import Any

    import httpx2

    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.web.browser import Browser
    from tests.web.conftest import Opener


async def given(coop: Instance, ana: Member, **more: Any) -> str:
    """Announce an event in Ana's name; give its row id."""
    async with coop.writing() as work:
        return (await events.announce(work, ana.actor, a_draft(**more))).id


def titles(answer: httpx2.Response) -> list[str]:
    """Give the titles in a calendar file, read as a program would."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return [str(each["SUMMARY"]) for each in Calendar.from_ical(answer.content).walk("VEVENT")]


async def test_an_event_is_a_file_for_everybody(
    coop: Instance, ana: Member, visitor: Browser
) -> None:
    ident = await given(coop, ana)

    answer = await visitor.get(f"/events/{ident}.ics")

    assert titles(answer) == ["Assemblée du groupe local"]
    assert answer.headers["content-disposition"].endswith('.ics"')
    assert "public" in answer.headers["cache-control"]


async def test_an_event_for_members_is_a_file_for_members(
    coop: Instance, ana: Member, at_home: Browser, visitor: Browser
) -> None:
    ident = await given(coop, ana, visibility=Visibility.MEMBERS)

    assert (await visitor.get(f"/events/{ident}.ics")).status_code == 404
    answer = await at_home.get(f"/events/{ident}.ics")
    assert len(titles(answer)) == 1
    assert answer.headers["cache-control"].startswith("private")


async def test_what_is_unknown_or_deleted_has_no_file(
    coop: Instance, ana: Member, visitor: Browser
) -> None:
    ident = await given(coop, ana)
    async with coop.writing() as work:
        event = await events_by(work, ident)
        await events.delete(work, event, ana.actor)

    assert (await visitor.get(f"/events/{ident}.ics")).status_code == 410
    assert (await visitor.get("/events/nothing.ics")).status_code == 404
    assert (await visitor.get("/@nobody.ics")).status_code == 404


async def events_by(work: Any, ident: str) -> Any:
    """Give an event that is there."""
    found = await queries.by_id(work, ident)
    assert found is not None
    return found


async def test_somebodys_dates_are_a_file(
    coop: Instance, ana: Member, visitor: Browser, clock: StoppedClock
) -> None:
    await given(coop, ana, title="Une date")
    await given(coop, ana, title="Pour les membres", visibility=Visibility.MEMBERS)

    assert titles(await visitor.get("/@ana.ics")) == ["Une date"]
    clock.move(timedelta(days=20))
    assert titles(await visitor.get("/@ana.ics")) == ["Une date"]
    clock.move(timedelta(days=40))
    assert titles(await visitor.get("/@ana.ics")) == []


async def test_a_program_that_has_the_file_is_not_sent_it_again(
    coop: Instance, ana: Member, visitor: Browser
) -> None:
    ident = await given(coop, ana)
    for path in (f"/events/{ident}.ics", "/@ana.ics"):
        first = await visitor.get(path)
        again = await visitor.get(path, If_None_Match=f'W/"other", {first.headers["etag"]}')
        other = await visitor.get(path, If_None_Match='"other"')
        assert (again.status_code, again.content) == (304, b"")
        assert other.status_code == 200

    since = (await visitor.get(f"/events/{ident}.ics")).headers["last-modified"]
    assert (await visitor.get(f"/events/{ident}.ics", If_Modified_Since=since)).status_code == 304
    answer = await visitor.get(f"/events/{ident}.ics", If_Modified_Since="yesterday")
    assert answer.status_code == 200


async def test_a_file_from_the_shelf_is_the_same_until_something_changes(
    coop: Instance, ana: Member, visitor: Browser
) -> None:
    await given(coop, ana, title="Une date")
    first = await visitor.get("/@ana.ics")
    second = await visitor.get("/@ana.ics", Accept_Encoding="identity")
    await given(coop, ana, title="Une autre date")

    assert second.content == first.content
    assert len(titles(await visitor.get("/@ana.ics"))) == 2


async def test_a_member_opens_her_calendar_to_her_telephone_and_closes_it(
    coop: Instance, ana: Member, at_home: Browser, opened: Opener
) -> None:
    await given(coop, ana, tools=(ToolDraft("Visio", "https://visio.example/room"),))
    phone = opened(coop)

    page = await at_home.send("/settings/calendar", at="/settings/calendar")
    address = next(each for each in words(page).split() if each.startswith(coop.urls.base))
    path = address.removeprefix(coop.urls.base)

    answer = await phone.get(path)
    assert titles(answer) == ["Assemblée du groupe local"]
    assert b"visio.example/room" in answer.content.replace(b"\r\n ", b"")
    assert address not in words(await at_home.get("/settings/calendar"))

    closed = await at_home.send("/settings/calendar/close", at="/settings/calendar")
    assert closed.status_code == 303
    assert (await phone.get(path)).status_code == 404


async def test_a_new_address_takes_the_place_of_the_old_one(
    coop: Instance, at_home: Browser, opened: Opener
) -> None:
    phone, paths = opened(coop), []
    for _ in range(2):
        page = await at_home.send("/settings/calendar", at="/settings/calendar")
        address = next(each for each in words(page).split() if each.startswith(coop.urls.base))
        paths.append(address.removeprefix(coop.urls.base))

    assert [(await phone.get(path)).status_code for path in paths] == [404, 200]


async def test_who_guesses_addresses_of_calendars_is_slowed_down(
    coop: Instance, opened: Opener
) -> None:
    phone = opened(coop)

    answers = [(await phone.get(f"/calendar/{n}.ics")).status_code for n in range(32)]

    assert answers == [404] * 30 + [429] * 2


async def test_a_member_who_left_has_no_calendar(
    coop: Instance, ana: Member, opened: Opener
) -> None:
    async with coop.writing() as work:
        token = await events.open_calendar(work, ana.actor)
    assert (await opened(coop).get(f"/calendar/{token}.ics")).status_code == 200
    for step in (leaving.disable, leaving.enable, leaving.erase):
        async with coop.writing() as work:
            member = await accounts.by_actor(work, ana.actor_id)
            assert member is not None
            await step(work, member)
        answer = await opened(coop).get(f"/calendar/{token}.ics")
        assert answer.status_code == (200 if step is leaving.enable else 404)

    assert (await opened(coop).get(f"/calendar/{token}.ics")).status_code == 404


async def test_dates_of_long_ago_are_not_in_a_members_calendar(
    coop: Instance, ana: Member, opened: Opener, clock: StoppedClock
) -> None:
    await given(coop, ana, starts=datetime(2026, 11, 25, 10), ends=None)  # noqa: DTZ001
    async with coop.writing() as work:
        token = await events.open_calendar(work, ana.actor)
    phone = opened(coop)

    assert len(titles(await phone.get(f"/calendar/{token}.ics"))) == 1
    clock.move(timedelta(days=90))
    assert titles(await phone.get(f"/calendar/{token}.ics")) == []


async def test_the_agenda_is_a_file_with_the_filters_of_its_address(
    coop: Instance, ana: Member, visitor: Browser, at_home: Browser
) -> None:
    await given(coop, ana, title="Un atelier", kind="atelier")
    await given(coop, ana, title="Une visite", kind="visite", place=None)
    await given(coop, ana, title="Pour les membres", visibility=Visibility.MEMBERS)

    assert sorted(titles(await visitor.get("/agenda.ics"))) == ["Un atelier", "Une visite"]
    assert titles(await visitor.get("/agenda.ics?kind=visite")) == ["Une visite"]
    assert titles(await visitor.get("/agenda.ics?town=Lille&km=500")) == ["Un atelier"]
    assert titles(await visitor.get("/agenda.ics?since=2027-01-01")) == []
    assert len(titles(await at_home.get("/agenda.ics"))) == 3
    assert (await visitor.get("/agenda.ics?since=soon")).status_code == 400
    assert len(titles(await visitor.get("/agenda.ics?x=" + "y" * 700))) == 2


async def test_pages_lead_to_their_calendar_files(
    coop: Instance, ana: Member, visitor: Browser
) -> None:
    ident = await given(coop, ana)

    assert f'href="/events/{ident}.ics"' in (await visitor.get(f"/events/{ident}")).text
    assert 'href="/@ana.ics"' in (await visitor.get("/@ana")).text
    assert "/agenda.ics?kind=visite" in (await visitor.get("/agenda?kind=visite")).text
