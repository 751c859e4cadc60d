"""Announcing events: the form, drafts, repetition, changing, cancelling, deleting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.events import Status, queries
from fedicoop.events import service as events
from tests.web.browser import words
from tests.web.given import browser_of, given_person
from tests.web.given_events import event_now, newest_event
from tests.web.given_groups import given_group

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.events import Sketch
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

MEETING = {
    "title": "Réunion du groupe",
    "starts": "2026-12-05",
    "starts_hour": "18:30",
    "ends": "20:00",
    "place": "Maison des associations",
    "street": "3 rue du Port",
    "postcode": "76000",
    "town": "Rouen",
    "source": "On parle de **vent**.",
    "kind": "reunion-information",
    "timezone": "Europe/Paris",
    "do": "publish",
}


EVERYTHING = {
    "ends_day": "2026-12-06",
    "tags": "vent #école, vent",
    "tentative": "on",
    "visibility": "members",
    "online": "on",
    "online_url": "https://visio.example/1",
    "tool-1": "Notes",
    "tool-url-1": "https://pad.example/p/1",
    "tools_shown": "organisers",
    "website": "https://fete.example/",
    "accessibility": "Ascenseur",
    "latitude": "49,44",
    "longitude": "1.10",
    "region": "Normandie",
    "country": "France",
    "join_mode": "restricted",
    "capacity": "20",
    "waiting_list": "on",
    "closes": "2026-12-04",
    "closes_hour": "12h",
    "guests_per_person": "2",
    "guests_by_mail": "on",
    "participants_shown": "everyone",
    "question-1": "Régime ?",
    "question-needed-1": "on",
    "need-1": "Animation",
    "need-count-1": "2",
    "need-2": "Porte",
    "alert_over": "15",
    "tickets_url": "https://billets.example/",
    "fee_amount": "5",
    "fee_currency": "EUR",
    "comments": "closed",
}


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give who announces the events."""
    return await given_person(coop, "ana", language="en")


@pytest.fixture
async def anas(opened: Opener, coop: Instance, ana: Member) -> Browser:
    """Give Ana's browser."""
    return await browser_of(opened, coop, ana, "en")


@pytest.fixture
async def bobs(opened: Opener, coop: Instance) -> Browser:
    """Give the browser of somebody else."""
    return await browser_of(opened, coop, await given_person(coop, "bob", language="en"), "en")


async def send(browser: Browser, fields: dict[str, Any], at: str = "/new/event") -> Any:
    """Send the form of an event."""
    return await browser.send(at, {**MEETING, **fields}, at=at)


async def drafts_of(coop: Instance, member: Member) -> list[Sketch]:
    """Give the drafts of a member."""
    async with coop.reading() as work:
        return await queries.sketches_of(work, member.actor)


async def test_the_essentials_are_enough(anas: Browser, coop: Instance, ana: Member) -> None:
    """A title, a day, an hour: and the event is there for everybody."""
    answer = await send(anas, {})
    event = await newest_event(coop, ana)
    assert answer.headers["location"] == f"/events/{event.id}"
    assert event.post.name == "Réunion du groupe"
    assert (event.starts_wall, event.ends_wall) == ("2026-12-05T18:30:00", "2026-12-05T20:00:00")
    assert event.place is not None
    assert (event.place.town, event.place.postcode) == ("Rouen", "76000")
    assert event.post.visibility == "public"
    assert event.host_id == ana.actor_id
    assert "Your event is announced." in words(await anas.get(f"/events/{event.id}"))


async def test_everything_that_an_event_can_be_is_in_the_form(
    anas: Browser, coop: Instance, ana: Member
) -> None:
    """And comes back when it is changed."""
    await send(anas, EVERYTHING)
    event = await newest_event(coop, ana)
    assert event.status == Status.TENTATIVE
    assert event.ends_wall == "2026-12-06T20:00:00"
    assert event.post.visibility == "members"
    assert sorted(tag.name for tag in event.post.tags) == ["vent", "école"]
    assert event.tools == [{"name": "Notes", "url": "https://pad.example/p/1"}]
    assert event.questions == [{"text": "Régime ?", "required": True}]
    assert [(each.role, each.count) for each in event.needs] == [("Animation", 2), ("Porte", 1)]
    assert event.place is not None
    assert (event.place.latitude, event.place.longitude) == (49.44, 1.1)
    assert (event.capacity, event.alert_over, event.guests_per_person) == (20, 15, 2)
    page = (await anas.get(f"/events/{event.id}/edit")).text
    for text in ('value="2026-12-06"', 'value="12:00"', 'value="Animation"', 'value="49.44"'):
        assert text in page
    again = {name: said for name, said in {**MEETING, **EVERYTHING}.items() if name != "visibility"}
    await anas.send(f"/events/{event.id}/edit", again, at=f"/events/{event.id}/edit")
    assert (await event_now(coop, event.id)).sequence == 0


@pytest.mark.parametrize(
    ("fields", "name", "fault"),
    [
        ({"title": "a"}, "title", "A title has between 3 and 200 characters."),
        ({"starts": ""}, "starts", "Say on which day."),
        ({"starts": "demain"}, "starts", "Write the day as 31/05/2027."),
        ({"starts": "31/02/2027"}, "starts", "Write the day as 31/05/2027."),
        ({"starts": "05/12/2025"}, "starts", "This date is over."),
        ({"starts_hour": ""}, "starts_hour", "Say at what hour."),
        ({"starts_hour": "25:00"}, "starts_hour", "Write the hour as 18:30."),
        ({"starts_hour": "soir"}, "starts_hour", "Write the hour as 18:30."),
        ({"ends_day": "2026-12-01"}, "ends", "An event ends after it starts, and within 400 days."),
        ({"capacity": "beaucoup"}, "capacity", "Write a whole number."),
        ({"capacity": "0"}, "capacity", "The number of seats must be at least one."),
        ({"latitude": "nord"}, "latitude", "Write degrees as a number, such as 49.44."),
        ({"latitude": "nan", "longitude": "1"}, "latitude", "These coordinates do not exist."),
        ({"need-1": "Porte", "need-count-1": "x"}, "needs", "Write a whole number."),
        ({"website": "pas un site"}, "website", "This is not the address of a page."),
        ({"tool-url-1": "javascript:alert(1)"}, "tools", "This is not the address of a page."),
        ({"timezone": "Mars/Olympus"}, "timezone", "This time zone does not exist."),
        ({"kind": "Concert !"}, "kind", "This kind of event does not exist."),
        ({"host": "personne"}, "host", "You may not announce events in this name."),
        ({"visibility": "group"}, "visibility", "This would be seen by more people"),
        ({"repeat": "week"}, "repeat_until", "Say until when, or how often."),
        ({"repeat": "week", "repeat_count": "99"}, "repeat_count", "Between 2 and 60 dates."),
        (
            {"repeat": "week", "repeat_until": "2026-12-01"},
            "repeat_until",
            "The repetition ends before it begins.",
        ),
        ({"do": "schedule"}, "publish_at", "Say on which day, and at what hour."),
        (
            {"do": "schedule", "publish_at": "2026-11-01", "publish_hour": "9h"},
            "publish_at",
            "This moment is over.",
        ),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field(
    anas: Browser, coop: Instance, ana: Member, fields: dict[str, str], name: str, fault: str
) -> None:
    """Nothing is announced, and nothing that was typed is lost."""
    answer = await send(anas, fields)
    assert answer.status_code == 422
    assert fault in words(answer)
    assert f'href="#f-{name}"' in answer.text
    assert f'id="f-{name}"' in answer.text
    assert "On parle de **vent**." in answer.text
    assert 'value="3 rue du Port"' in answer.text
    async with coop.reading() as work:
        assert await queries.upcoming_count(work, ana.actor) == 0
    assert await drafts_of(coop, ana) == []


async def test_days_and_hours_are_read_as_people_write_them(
    anas: Browser, coop: Instance, ana: Member
) -> None:
    """Where the browser has no calendar; an hour before the first is of the next morning."""
    await send(anas, {"starts": "5/12/2026", "starts_hour": "20 h", "ends": "1h30"})
    event = await newest_event(coop, ana)
    assert (event.starts_wall, event.ends_wall) == ("2026-12-05T20:00:00", "2026-12-06T01:30:00")


async def test_a_group_announces_through_its_members(
    anas: Browser, bobs: Browser, coop: Instance, ana: Member
) -> None:
    """Who does not belong to it has not even its name to choose."""
    await given_group(coop, ana, "vent", name="Groupe du vent", visibility="members")
    page = await anas.get("/new/event?group=vent")
    assert '<option value="vent" selected>Groupe du vent</option>' in page.text
    await send(anas, {"host": "vent"})
    event = await newest_event(coop, ana)
    assert event.host.username == "vent"
    assert event.post.visibility == "members"
    page = await bobs.get("/new/event?group=vent")
    assert "Groupe du vent" not in page.text
    assert (await send(bobs, {"host": "vent"})).status_code == 422


async def test_the_cooperative_announces_through_its_moderators(
    opened: Opener, coop: Instance
) -> None:
    """Its name is in their list."""
    mod = await given_person(coop, "maud", roles=["moderation"])
    browser = await browser_of(opened, coop, mod, "en")
    assert '<option value="cooperative">' in (await browser.get("/new/event")).text
    await send(browser, {"host": "cooperative"})
    assert (await newest_event(coop, mod)).host.username == "cooperative"


async def test_a_look_first_changes_nothing(anas: Browser, coop: Instance, ana: Member) -> None:
    """It shows every date of a repetition."""
    month = {"repeat": "month", "repeat_until": "2027-03-31", "do": "preview"}
    page = await send(anas, month)
    assert page.status_code == 200
    said = words(page)
    assert "4 dates in all." in said
    assert "Saturday 2 January 2027, from 18:30 to 20:00" in said
    assert "Saturday 6 March 2027" in said
    assert "<strong>vent</strong>" in page.text
    async with coop.reading() as work:
        assert await queries.upcoming_count(work, ana.actor) == 0
    wrong = await send(anas, {"do": "preview", "starts": ""})
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    ("fields", "days"),
    [
        ({"repeat": "week", "repeat_count": "3"}, ["05", "12", "19"]),
        ({"repeat": "fortnight", "repeat_until": "2027-01-02"}, ["05", "19", "02"]),
        ({"repeat": "month", "repeat_count": "2", "starts": "2026-12-31"}, ["31", "28"]),
    ],
)
async def test_a_repetition_makes_an_event_of_each_date(
    anas: Browser, coop: Instance, ana: Member, fields: dict[str, str], days: list[str]
) -> None:
    """Each week, each two weeks, each month on the same weekday, a fifth one being the last."""
    assert (await send(anas, fields)).status_code == 303
    async with coop.reading() as work:
        found = await queries.upcoming(work, ana.actor)
    assert [each.starts_wall[8:10] for each in found.items] == days


async def test_a_draft_is_hers_alone_until_it_is_announced(
    anas: Browser, bobs: Browser, coop: Instance, ana: Member
) -> None:
    """It may lack nearly everything; its repetition and its group are kept."""
    await given_group(coop, ana, "vent", name="Groupe du vent")
    empty = await anas.get("/drafts")
    assert "You have no draft." in words(empty)
    thin = {"title": "", "do": "draft", "host": "vent", "repeat": "week", "repeat_count": "4"}
    assert (await send(anas, thin)).headers["location"] == "/drafts"
    page = words(await anas.get("/drafts"))
    assert "Without a title" in page
    assert "Groupe du vent" in page
    (sketch,) = await drafts_of(coop, ana)
    path = f"/drafts/{sketch.id}"
    assert (await bobs.get(path)).status_code == 404
    assert (await bobs.send(path, MEETING)).status_code == 404
    form = (await anas.get(path)).text
    assert '<option value="vent" selected>' in form
    assert '<option value="week" selected>' in form
    assert 'value="4"' in form
    kept = await send(anas, {"do": "draft", "title": "Presque"}, at=path)
    assert kept.headers["location"] == "/drafts"
    (sketch,) = await drafts_of(coop, ana)
    assert events.read(sketch).title == "Presque"
    assert sketch.host_id == ana.actor_id
    answer = await send(anas, {"host": "vent"}, at=path)
    event = await newest_event(coop, ana)
    assert answer.headers["location"] == f"/events/{event.id}"
    assert event.host.username == "vent"
    assert await drafts_of(coop, ana) == []


async def test_an_event_is_announced_later_by_itself(
    anas: Browser, coop: Instance, ana: Member
) -> None:
    """Until then it can be changed, put off, announced at once, or kept back."""
    later = {"do": "schedule", "publish_at": "2026-11-30", "publish_hour": "9:00"}
    assert (await send(anas, later)).headers["location"] == "/drafts"
    assert "Announced on Monday 30 November 2026, 09:00" in words(await anas.get("/drafts"))
    (sketch,) = await drafts_of(coop, ana)
    path = f"/drafts/{sketch.id}"
    assert 'value="2026-11-30"' in (await anas.get(path)).text
    assert (await send(anas, later | {"publish_hour": "10:00"}, at=path)).status_code == 303
    (sketch,) = await drafts_of(coop, ana)
    assert sketch.publish_at is not None
    assert sketch.publish_at.isoformat() == "2026-11-30T09:00:00+00:00"
    assert (await send(anas, {"do": "draft"}, at=path)).status_code == 303
    (sketch,) = await drafts_of(coop, ana)
    assert sketch.publish_at is None
    wrong = await send(anas, {"title": "x"}, at=path)
    assert wrong.status_code == 422
    assert (await anas.send(f"{path}/drop", at=path)).headers["location"] == "/drafts"
    assert await drafts_of(coop, ana) == []
    assert (await anas.send(f"{path}/drop")).status_code == 404
