"""Who comes: requests, seats, attendance, the table, a word to all."""

from __future__ import annotations

import csv
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fedicoop.events import JoinMode, State
from fedicoop.events.service import NeedDraft, QuestionDraft
from fedicoop.groups import Role
from fedicoop.posts import Visibility
from tests.web.browser import words
from tests.web.given import browser_of, given_person, newest
from tests.web.given_events import answer_of, given_answer, given_event, letters_to, state_of
from tests.web.given_groups import given_group, given_joined, given_role
from tests.web.test_events_guests import answer, ask, mailed_link

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.events import Event
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
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
    """Give somebody who comes."""
    return await given_person(coop, "bob", language="en")


async def press(browser: Browser, coop: Instance, who: Member, event: Event, deed: str) -> int:
    """Press a button beside somebody's name; give the status."""
    row = await answer_of(coop, who, event)
    assert row is not None
    at = f"/events/{event.id}/participants"
    fields = {"attended": deed} if deed in {"yes", "no", ""} else {}
    end = "attendance" if fields or not deed else deed
    return (await browser.send(f"{at}/{row.id}/{end}", fields, at=at)).status_code


async def test_an_event_that_nobody_answered_says_what_to_do(
    anas: Browser, coop: Instance, ana: Member
) -> None:
    """Pass it on."""
    event = await given_event(coop, ana)
    page = words(await anas.get(f"/events/{event.id}/participants"))
    assert "Nobody has answered yet." in page
    assert "Pass the address of the event on" in page


async def test_requests_are_answered_one_by_one(
    opened: Opener, anas: Browser, coop: Instance, ana: Member, bob: Member
) -> None:
    """The news of the organiser lead there; who asked hears of it."""
    event = await given_event(coop, ana, join_mode=JoinMode.RESTRICTED)
    cleo = await given_person(coop, "cleo", language="en")
    await given_answer(coop, bob, event, message="Je suis débutant")
    await given_answer(coop, cleo, event)
    news = await anas.get("/notifications")
    assert "Bob asks to come to your event" in words(news)
    assert f'href="/events/{event.id}/participants"' in news.text
    assert "2 people ask to come" in words(await anas.get(f"/events/{event.id}"))
    assert "Je suis débutant" in words(await anas.get(f"/events/{event.id}/participants"))
    assert await press(anas, coop, bob, event, "approve") == 303
    assert await press(anas, coop, cleo, event, "decline") == 303
    assert await state_of(coop, bob, event) == State.GOING
    assert await state_of(coop, cleo, event) == State.REJECTED
    bobs = await browser_of(opened, coop, bob, "en")
    assert "Ana keeps a seat for you" in words(await bobs.get("/notifications"))
    cleos = await browser_of(opened, coop, cleo, "en")
    assert "Ana did not accept your registration" in words(await cleos.get("/notifications"))


async def test_a_full_event_takes_nobody_more(
    anas: Browser, coop: Instance, ana: Member, bob: Member
) -> None:
    """The page says why."""
    event = await given_event(coop, ana, join_mode=JoinMode.RESTRICTED, capacity=1)
    cleo = await given_person(coop, "cleo", language="en")
    await given_answer(coop, bob, event)
    await given_answer(coop, cleo, event)
    assert await press(anas, coop, bob, event, "approve") == 303
    row = await answer_of(coop, cleo, event)
    assert row is not None
    at = f"/events/{event.id}/participants"
    refused = await anas.send(f"{at}/{row.id}/approve", at=at)
    assert refused.status_code == 403
    assert "There is no seat left." in words(refused)
    assert "1 of 1 seats are taken" in words(refused)
    assert await press(anas, coop, bob, event, "decline") == 303
    assert await press(anas, coop, cleo, event, "approve") == 303


async def test_who_was_there_is_noted(
    anas: Browser, coop: Instance, ana: Member, bob: Member, clock: StoppedClock
) -> None:
    """Once the event has begun."""
    event = await given_event(coop, ana)
    await given_answer(coop, bob, event)
    at = f"/events/{event.id}/participants"
    assert "Was there" not in words(await anas.get(at))
    clock.move(timedelta(days=20))
    assert "Was there" in words(await anas.get(at))
    for said, kept in (("yes", True), ("no", False), ("", None)):
        assert await press(anas, coop, bob, event, said) == 303
        row = await answer_of(coop, bob, event)
        assert row is not None
        assert row.attended is kept


async def test_a_button_for_nobody_does_nothing(
    anas: Browser, coop: Instance, ana: Member, bob: Member
) -> None:
    """Nor one for somebody of another event."""
    event, other = await given_event(coop, ana), await given_event(coop, ana)
    await given_answer(coop, bob, other)
    row = await answer_of(coop, bob, other)
    assert row is not None
    for ident in (row.id, "nonsense"):
        path = f"/events/{event.id}/participants/{ident}/decline"
        assert (await anas.send(path)).status_code == 404
    assert await state_of(coop, bob, other) == State.GOING


async def test_the_table_opens_in_a_spreadsheet_and_runs_nothing_there(
    anas: Browser, coop: Instance, ana: Member, bob: Member
) -> None:
    """A name that begins like a formula is only text (CSV injection)."""
    questions, needs = (QuestionDraft("Repas ?"),), (NeedDraft("Porte"),)
    event = await given_event(
        coop, ana, questions=questions, needs=needs, guests_per_person=1, guests_by_mail=True
    )
    need = event.needs[0]
    await given_answer(coop, bob, event, guests=1, answers=("oui",), message="=1+1", need=need)
    file = await anas.get(f"/events/{event.id}/participants.csv")
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert file.headers["content-disposition"].startswith("attachment;")
    assert file.text.startswith("\ufeff")
    head, line = list(csv.reader(file.text.removeprefix("\ufeff").splitlines(), delimiter=";"))
    assert head[:3] == ["Name", "Address", "State"]
    assert head[-1] == "Repas ?"
    assert line[0] == "Bob"
    assert line[1] == "'@bob"
    assert line[2:6] == ["Comes", "1", "Porte", "'=1+1"]
    assert line[-1] == "oui"


async def test_a_word_to_all_reaches_members_and_guests(
    opened: Opener, anas: Browser, coop: Instance, ana: Member, bob: Member
) -> None:
    """And nobody else; a guest is in the list with her address."""
    event = await given_event(coop, ana, guests_by_mail=True)
    await given_answer(coop, bob, event)
    visitor = opened(coop)
    await ask(visitor, event)
    await answer(visitor, await mailed_link(coop), "confirm")
    at = f"/events/{event.id}/participants"
    assert "zoe@mail.example" in words(await anas.get(at))
    path = f"/events/{event.id}/message"
    empty = await anas.send(path, {"source": " "}, at=at)
    assert empty.status_code == 422
    assert "Write something." in words(empty)
    assert (await anas.send(path, {"source": "Prenez des bottes."}, at=at)).status_code == 303
    assert (await newest(coop, ana)).visibility == Visibility.DIRECT
    assert "Prenez des bottes." in (await letters_to(coop, "zoe@mail.example"))[-1].text
    bobs = await browser_of(opened, coop, bob, "en")
    assert "Ana wrote to those who come to an event" in words(await bobs.get("/notifications"))


async def test_who_moderates_the_group_looks_after_its_events(
    opened: Opener, coop: Instance, ana: Member, bob: Member
) -> None:
    """Simple members do not."""
    await given_group(coop, ana, "vent")
    await given_joined(coop, bob, "vent")
    event = await given_event(coop, ana, group="vent")
    bobs = await browser_of(opened, coop, bob, "en")
    at = f"/events/{event.id}/participants"
    assert (await bobs.get(at)).status_code == 404
    await given_role(coop, ana, bob, "vent", Role.MODERATOR)
    assert (await bobs.get(at)).status_code == 200


async def test_the_organiser_hears_that_an_event_grows(
    anas: Browser, coop: Instance, ana: Member, bob: Member
) -> None:
    """Once, above the number that she set (R62)."""
    event = await given_event(coop, ana, alert_over=1)
    await given_answer(coop, bob, event)
    assert "Your event grows" not in words(await anas.get("/notifications"))
    await given_answer(coop, await given_person(coop, "cleo", language="en"), event)
    page = words(await anas.get("/notifications"))
    assert page.count("Your event grows") == 1
    assert "Bob comes to your event" in page


async def test_a_seat_that_becomes_free_goes_to_the_next(
    opened: Opener, coop: Instance, ana: Member, bob: Member
) -> None:
    """Who waited reads it in her news."""
    event = await given_event(coop, ana, capacity=1, waiting_list=True)
    cleo = await given_person(coop, "cleo", language="en")
    await given_answer(coop, bob, event)
    await given_answer(coop, cleo, event)
    bobs = await browser_of(opened, coop, bob, "en")
    await bobs.send(f"/events/{event.id}/answer", {"do": "leave"}, at=f"/events/{event.id}")
    assert await state_of(coop, cleo, event) == State.GOING
    cleos = await browser_of(opened, coop, cleo, "en")
    assert "Ana keeps a seat for you" in words(await cleos.get("/notifications"))
