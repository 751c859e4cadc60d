"""Organising together, and where events are found: on pages of groups, at home, in the news."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import queries as actors
from fedicoop.events import State, queries
from fedicoop.events import service as events
from tests.events.given import heard
from tests.givens import given_stranger
from tests.web.browser import words
from tests.web.given import actor_named, browser_of, given_person
from tests.web.given_events import event_now, given_answer, given_event
from tests.web.given_groups import given_group, given_joined

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.events import Event
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener


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
    """Give who leads another group."""
    return await given_person(coop, "bob", language="en")


@pytest.fixture
async def bobs(opened: Opener, coop: Instance, bob: Member) -> Browser:
    """Give Bob's browser."""
    return await browser_of(opened, coop, bob, "en")


@pytest.fixture
async def event(coop: Instance, ana: Member, bob: Member) -> Event:
    """Give an event of one group, beside another group."""
    await given_group(coop, ana, "vent", name="Groupe du vent")
    await given_group(coop, bob, "soleil", name="Groupe du soleil")
    return await given_event(coop, ana, group="vent")


async def ask(browser: Browser, event: Event, who: str = "@soleil") -> int:
    """Ask a group to organise an event too; give the status."""
    at = f"/events/{event.id}/partners"
    return (await browser.send(at, {"who": who}, at=at)).status_code


async def reply(browser: Browser, event: Event, coop: Instance, deed: str) -> int:
    """Answer in the name of the group that was asked; give the status."""
    row = (await event_now(coop, event.id)).co_organisers[0]
    return (await browser.send(f"/events/{event.id}/partners/{row.id}/{deed}")).status_code


async def test_a_group_agrees_to_organise_an_event_too(
    opened: Opener, anas: Browser, bobs: Browser, coop: Instance, event: Event
) -> None:
    """Its facilitator hears of it, answers, and it is named everywhere."""
    assert await ask(anas, event) == 303
    assert "No answer yet" in words(await anas.get(f"/events/{event.id}/partners"))
    news = await bobs.get("/notifications")
    assert "Groupe du soleil is asked to organise an event together" in words(news)
    assert f'href="/events/{event.id}/partners"' in news.text
    assert "asks the group to organise this together" in words(await bobs.get("/@soleil"))
    page = words(await bobs.get(f"/events/{event.id}"))
    assert "Groupe du vent asks Groupe du soleil to organise this event together." in page
    assert await reply(bobs, event, coop, "accept") == 303
    page = words(await opened(coop, "en").get(f"/events/{event.id}"))
    assert "co-organised by Groupe du soleil" in page
    assert "Assemblée du groupe local" in words(await opened(coop).get("/@soleil"))
    assert "Groupe du soleil organises your event too" in words(await anas.get("/notifications"))
    assert await reply(bobs, event, coop, "decline") == 303
    page = words(await opened(coop, "en").get(f"/events/{event.id}"))
    assert "co-organised by" not in page


async def test_only_who_speaks_for_the_group_answers(
    opened: Opener, anas: Browser, bobs: Browser, coop: Instance, event: Event
) -> None:
    """Others do not even see that it was asked."""
    await ask(anas, event)
    cleo = await given_person(coop, "cleo", language="en")
    cleos = await browser_of(opened, coop, cleo, "en")
    assert "to organise this event together" not in words(await cleos.get(f"/events/{event.id}"))
    assert (await cleos.get(f"/events/{event.id}/partners")).status_code == 404
    assert await reply(cleos, event, coop, "accept") == 404
    assert (await bobs.send(f"/events/{event.id}/partners/nonsense/accept")).status_code == 404
    assert await ask(cleos, event) == 404


async def test_a_group_that_declines_can_be_asked_again(
    anas: Browser, bobs: Browser, coop: Instance, event: Event
) -> None:
    """The page says how it stands."""
    await ask(anas, event)
    assert await reply(bobs, event, coop, "decline") == 303
    assert "Declined" in words(await anas.get(f"/events/{event.id}/partners"))
    assert await ask(anas, event) == 303
    assert "No answer yet" in words(await anas.get(f"/events/{event.id}/partners"))


@pytest.mark.parametrize(
    ("who", "fault"),
    [
        ("", "No group was found under this name or address."),
        ("personne", "No group was found under this name or address."),
        ("bob", "This group cannot organise this event."),
        ("vent", "This group cannot organise this event."),
        ("@groupe@silent.example", "The server of this address does not answer."),
    ],
)
async def test_who_cannot_organise_it_is_said(
    anas: Browser, coop: Instance, event: Event, who: str, fault: str
) -> None:
    """Beside the field, with what was typed."""
    at = f"/events/{event.id}/partners"
    answer = await anas.send(at, {"who": who}, at=at)
    assert answer.status_code == 422
    assert fault in words(answer)
    assert f'value="{who}"' in answer.text
    assert (await event_now(coop, event.id)).co_organisers == []


async def test_a_group_elsewhere_is_asked_by_its_address(
    anas: Browser, coop: Instance, event: Event
) -> None:
    """And answers from there."""
    async with coop.writing() as work:
        await given_stranger(work, "voisins", kind="Group")
    assert await ask(anas, event, "@voisins@peer.example") == 303
    page = words(await anas.get(f"/events/{event.id}/partners"))
    assert "Voisins" in page
    assert "No answer yet" in page


async def test_an_event_elsewhere_asks_a_group_here(
    bobs: Browser, coop: Instance, event: Event
) -> None:
    """Its facilitator answers on our page of it."""
    soleil = await actor_named(coop, "soleil")
    async with coop.writing() as work:
        host = await given_stranger(work, "fete", kind="Group")
        away = await heard(work, host)
        partner = await actors.by_id(work, soleil.id)
        assert partner is not None
        await events.asked_to_organise(work, away, host, partner, f"{host.uri}/invites/1")
    page = words(await bobs.get(f"/events/{away.id}"))
    assert "Fete asks Groupe du soleil to organise this event together." in page
    assert await reply(bobs, away, coop, "accept") == 303
    row = (await event_now(coop, away.id)).co_organisers[0]
    assert row.state == "accepted"


async def test_a_group_shows_its_next_events(
    opened: Opener, anas: Browser, bobs: Browser, coop: Instance, event: Event, bob: Member
) -> None:
    """Whoever may announce another is led there."""
    page = await anas.get("/@vent")
    assert "Next events" in words(page)
    assert f'href="/events/{event.id}"' in page.text
    assert 'href="/new/event?group=vent"' in page.text
    page = await bobs.get("/@vent")
    assert "/new/event?group=vent" not in page.text
    assert "No event is announced yet." in words(await bobs.get("/@soleil"))
    assert "Next events" not in words(await opened(coop, "en").get("/@soleil"))
    await given_joined(coop, bob, "vent")
    assert 'href="/new/event?group=vent"' in (await bobs.get("/@vent")).text


async def test_home_shows_what_comes_next(
    bobs: Browser, coop: Instance, event: Event, bob: Member
) -> None:
    """With what she answered."""
    page = await bobs.get("/home")
    assert f'href="/events/{event.id}"' in page.text
    assert 'href="/agenda"' in page.text
    await given_answer(coop, bob, event)
    assert "You come" in words(await bobs.get("/home"))


async def test_among_messages_an_event_says_when_and_where(
    opened: Opener, bobs: Browser, coop: Instance, ana: Member
) -> None:
    """In every list of messages, with its title as the way to its page."""
    event = await given_event(coop, ana, tags=("vent",))
    await bobs.send(f"/notes/{event.id}/bookmark")
    for path in ("/home/cooperative", "/@ana", "/tags/vent", "/bookmarks"):
        page = await bobs.get(path)
        assert f'<a href="/events/{event.id}">Assemblée du groupe local</a>' in page.text, path
        said = words(page)
        assert "from 18:30 to 20:30" in said, path
        assert "Maison de la coopération, Lille" in said, path
    async with coop.writing() as work:
        found = await queries.by_id(work, event.id)
        me = await actors.by_id(work, ana.actor_id)
        assert found is not None
        assert me is not None
        await events.cancel(work, found, me)
    assert "Cancelled" in words(await bobs.get("/@ana"))


async def test_the_front_door_shows_what_comes_next(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    """Before the messages; without any event it says so, and leads to the agenda all the same."""
    nothing = visitor.say("No event is announced yet.")
    assert nothing in words(await visitor.get("/"))
    event = await given_event(coop, ana)
    page = await visitor.get("/")
    assert visitor.say("Next events") in words(page)
    assert nothing not in words(page)
    assert f'href="/events/{event.id}"' in page.text
    assert "/new/event" not in page.text


async def test_home_without_events_leads_to_announcing(bobs: Browser) -> None:
    """Nothing is a dead end."""
    page = await bobs.get("/home")
    assert "No event is announced yet." in words(page)
    assert 'href="/new/event"' in page.text


async def test_news_of_an_event_that_she_no_longer_sees_say_so(
    bobs: Browser, coop: Instance, bob: Member, ana: Member
) -> None:
    """They lead nowhere then."""
    await given_group(coop, ana, "ombre", visibility="private")
    await given_joined(coop, bob, "ombre")
    event = await given_event(coop, ana, group="ombre", visibility="group")
    await given_answer(coop, bob, event)
    async with coop.writing() as work:
        found = await queries.by_id(work, event.id)
        me = await actors.by_id(work, ana.actor_id)
        assert found is not None
        assert me is not None
        await events.cancel(work, found, me)
    assert f'href="/events/{event.id}"' in (await bobs.get("/notifications")).text
    await bobs.send("/@ombre/leave")
    page = await bobs.get("/notifications")
    assert "Ana cancelled an event" in words(page)
    assert "The event is no longer there." in words(page)
    assert event.id not in page.text


async def test_news_tell_the_answer_of_an_event_elsewhere(
    bobs: Browser, coop: Instance, bob: Member
) -> None:
    """Taken in, put in line, or turned down."""
    async with coop.writing() as work:
        host = await given_stranger(work, "fete", kind="Group")
        away = await heard(work, host)
    await given_answer(coop, bob, away)
    for kind, said in (
        ("TentativeAccept", "Fete put you on the waiting list"),
        ("Accept", "Fete keeps a seat for you"),
        ("Reject", "Fete did not accept your registration"),
    ):
        async with coop.writing() as work:
            found = await queries.by_id(work, away.id)
            assert found is not None
            row = await queries.participation(work, found, bob.actor)
            assert row is not None
            assert row.state != State.REJECTED
            await events.accepted(work, found, row, kind)
        assert said in words(await bobs.get("/notifications"))
