"""Saying that one comes, perhaps comes or does not: members, guests, people of other sites."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from fedicoop.events import JoinMode, State
from fedicoop.events.service import NeedDraft, QuestionDraft
from tests.events.given import heard
from tests.givens import given_stranger
from tests.web.browser import words
from tests.web.given import browser_of, given_person
from tests.web.given_events import (
    answer_of,
    event_now,
    given_answer,
    given_decision,
    given_event,
    state_of,
)
from tests.web.test_elsewhere import given_site

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.events import Event
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.network import Internet
    from tests.web.browser import Browser
    from tests.web.conftest import Opener


SUBSCRIBE = "http://ostatus.org/schema/1.0/subscribe"


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give who announces the events."""
    return await given_person(coop, "ana", language="en")


@pytest.fixture
async def bob(coop: Instance) -> Member:
    """Give somebody who may come."""
    return await given_person(coop, "bob", language="en")


@pytest.fixture
async def bobs(opened: Opener, coop: Instance, bob: Member) -> Browser:
    """Give Bob's browser."""
    return await browser_of(opened, coop, bob, "en")


async def say(browser: Browser, event: Event, what: str, **fields: str) -> int:
    """Press a button of an event's page; give the status."""
    path = f"/events/{event.id}"
    answer = await browser.send(f"{path}/answer", {"do": what, **fields}, at=path)
    return answer.status_code


async def test_one_click_and_she_comes(
    bobs: Browser, coop: Instance, ana: Member, bob: Member
) -> None:
    """The page says so, and the way back is one click too."""
    event = await given_event(coop, ana)
    path = f"/events/{event.id}"
    answer = await bobs.send(f"{path}/answer", {"do": "going"}, at=path)
    assert answer.headers["location"] == f"{path}#coming"
    assert await state_of(coop, bob, event) == State.GOING
    page = words(await bobs.get(path))
    assert "You come. See you there!" in page
    assert "One person comes" in page
    assert await say(bobs, event, "leave") == 303
    assert await state_of(coop, bob, event) == State.CANCELLED
    assert "I come" in words(await bobs.get(path))


async def test_perhaps_and_no_are_answers_too(
    bobs: Browser, coop: Instance, ana: Member, bob: Member
) -> None:
    """Whoever had a seat gives it back."""
    event = await given_event(coop, ana)
    await given_answer(coop, bob, event)
    assert await say(bobs, event, "maybe") == 303
    assert await state_of(coop, bob, event) == State.MAYBE
    assert (await event_now(coop, event.id)).seats_taken == 0
    assert "You said perhaps" in words(await bobs.get(f"/events/{event.id}"))
    assert await say(bobs, event, "no") == 303
    assert await state_of(coop, bob, event) == State.DECLINED
    assert "You said that you do not come" in words(await bobs.get(f"/events/{event.id}"))


async def test_she_says_whom_she_brings_and_what_she_takes_care_of(
    bobs: Browser, coop: Instance, ana: Member, bob: Member
) -> None:
    """And changes it afterwards; a role can be given back."""
    needs, questions = (NeedDraft("Accueil"),), (QuestionDraft("Repas ?", required=True),)
    event = await given_event(coop, ana, needs=needs, questions=questions, guests_per_person=2)
    said = {"guests": "2", "need": event.needs[0].id, "message": "Ravi", "answer-0": "végétarien"}
    assert await say(bobs, event, "going", **said) == 303
    row = await answer_of(coop, bob, event)
    assert row is not None
    assert (row.guests, row.need_id, row.message) == (2, event.needs[0].id, "Ravi")
    assert row.answers == ["végétarien"]
    page = await bobs.get(f"/events/{event.id}")
    assert "with 2 more people" in words(page)
    assert 'value="végétarien"' in page.text
    again = {"guests": "1", "need": "", "answer-0": "végétarien"}
    assert await say(bobs, event, "going", **again) == 303
    row = await answer_of(coop, bob, event)
    assert row is not None
    assert (row.guests, row.need_id) == (1, None)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"guests": "3"}, "You cannot bring so many people."),
        ({"guests": "beaucoup"}, "Write how many people you bring as a number."),
        ({"answer-0": " "}, "Please answer every question that is marked."),
        ({"need": "nonsense"}, "This role is no longer looked for."),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_is_lost(
    bobs: Browser, coop: Instance, ana: Member, bob: Member, fields: dict[str, str], fault: str
) -> None:
    """The page comes back with what was typed."""
    questions = (QuestionDraft("Repas ?", required=True),)
    event = await given_event(coop, ana, questions=questions, guests_per_person=2)
    path = f"/events/{event.id}"
    said = {"do": "going", "guests": "1", "answer-0": "oui", "message": "Avec joie", **fields}
    answer = await bobs.send(f"{path}/answer", said, at=path)
    assert answer.status_code == 422
    assert fault in words(answer)
    assert "Avec joie" in answer.text
    assert await state_of(coop, bob, event) == ""


async def test_a_role_that_was_taken_meanwhile_is_refused(
    bobs: Browser, coop: Instance, ana: Member
) -> None:
    """It is no longer offered either."""
    event = await given_event(coop, ana, needs=(NeedDraft("Accueil"),))
    cleo = await given_person(coop, "cleo")
    await given_answer(coop, cleo, event, need=event.needs[0])
    assert await say(bobs, event, "going", need=event.needs[0].id) == 422
    assert event.needs[0].id not in (await bobs.get(f"/events/{event.id}")).text


async def test_a_full_event_offers_its_waiting_list(
    bobs: Browser, coop: Instance, ana: Member, bob: Member
) -> None:
    """Or says that it is full, when there is none."""
    cleo = await given_person(coop, "cleo")
    event = await given_event(coop, ana, capacity=1, waiting_list=True)
    await given_answer(coop, cleo, event)
    assert "Go on the waiting list" in words(await bobs.get(f"/events/{event.id}"))
    assert await say(bobs, event, "going") == 303
    assert await state_of(coop, bob, event) == State.WAITING
    page = words(await bobs.get(f"/events/{event.id}"))
    assert "You are on the waiting list" in page
    assert "One person waits." in page
    full = await given_event(coop, ana, capacity=1)
    await given_answer(coop, cleo, full)
    page = words(await bobs.get(f"/events/{full.id}"))
    assert "It is full." in page
    assert "I come" not in page
    path = f"/events/{full.id}"
    refused = await bobs.send(f"{path}/answer", {"do": "going"}, at=path)
    assert refused.status_code == 403
    assert "There is no seat left." in words(refused)


async def test_each_way_to_register_is_explained(
    bobs: Browser, coop: Instance, ana: Member, bob: Member, clock: StoppedClock
) -> None:
    """Answered one by one, by invitation, on another site, over."""
    asked = await given_event(coop, ana, join_mode=JoinMode.RESTRICTED)
    assert await say(bobs, asked, "going") == 303
    page = words(await bobs.get(f"/events/{asked.id}"))
    assert "You asked to come; the organisers will answer" in page
    invited = await given_event(coop, ana, join_mode=JoinMode.INVITE)
    assert "This event is for invited people." in words(await bobs.get(f"/events/{invited.id}"))
    away = "https://inscriptions.example/1"
    outside = await given_event(coop, ana, join_mode=JoinMode.EXTERNAL, external_url=away)
    page = (await bobs.get(f"/events/{outside.id}")).text
    assert f'href="{away}"' in page
    clock.move(timedelta(days=20))
    assert await say(bobs, asked, "going") in {303, 403}
    assert "This event is over." in words(await bobs.get(f"/events/{invited.id}"))


async def test_who_was_turned_down_is_told(
    bobs: Browser, coop: Instance, ana: Member, bob: Member
) -> None:
    """And has no button to try again."""
    event = await given_event(coop, ana, join_mode=JoinMode.RESTRICTED)
    await given_answer(coop, bob, event)
    await given_decision(coop, ana, bob, event)
    page = words(await bobs.get(f"/events/{event.id}"))
    assert "The organisers did not accept your registration" in page
    assert "Ask to come" not in page
    assert await say(bobs, event, "going") == 403


async def test_an_event_elsewhere_waits_for_its_answer(
    bobs: Browser, coop: Instance, bob: Member
) -> None:
    """Her wish is sent; the page says whose answer is waited for."""
    async with coop.writing() as work:
        event = await heard(work, await given_stranger(work, "fete", kind="Group"))
    assert await say(bobs, event, "going", message="Je viens de Lille") == 303
    assert await state_of(coop, bob, event) == State.UNANSWERED
    assert "Waiting for the answer of peer.example" in words(await bobs.get(f"/events/{event.id}"))
    assert await say(bobs, event, "leave") == 303
    assert await state_of(coop, bob, event) == State.CANCELLED


async def test_answers_are_for_members(opened: Opener, coop: Instance, ana: Member) -> None:
    """Visitors are asked to sign in."""
    event = await given_event(coop, ana)
    answer = await opened(coop).send(f"/events/{event.id}/answer", {"do": "going"})
    assert answer.status_code == 401


async def test_a_visitor_comes_from_her_own_site(
    visitor: Browser, coop: Instance, internet: Internet, ana: Member
) -> None:
    """She says where she comes from, and is led to where her site shows the event."""
    event = await given_event(coop, ana)
    path = f"/events/{event.id}/elsewhere"
    page = await visitor.get(path)
    assert "Assemblée du groupe local" in words(page)
    assert event.uri in words(page)
    template = "https://peer.example/authorize_interaction?uri={uri}"
    given_site(internet, {"rel": SUBSCRIBE, "template": template})
    there = await visitor.send(path, {"handle": "@zoe@peer.example"}, at=path)
    goal = f"https://peer.example/authorize_interaction?uri={quote(event.uri, safe='')}"
    assert f'href="{goal}"' in there.text
    wrong = await visitor.send(path, {"handle": "zoe"}, at=path)
    assert wrong.status_code == 422


async def test_a_member_who_comes_from_elsewhere_finds_the_event(
    bobs: Browser, coop: Instance, ana: Member
) -> None:
    """By its address, as other sites send her."""
    event = await given_event(coop, ana)
    answer = await bobs.get(f"/authorize_interaction?uri={quote(event.uri, safe='')}")
    assert answer.headers["location"] == f"/events/{event.id}#coming"
