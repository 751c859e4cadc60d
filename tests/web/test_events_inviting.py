"""The page of invitations: several lines at once, what went wrong beside each, taking back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from fedicoop.events import JoinMode
from fedicoop.notifications import Mail
from tests.web.browser import words
from tests.web.given import browser_of, given_person
from tests.web.given_events import given_event, state_of

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.events import Event
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give who announces the event."""
    return await given_person(coop, "ana", language="en")


@pytest.fixture
async def anas(opened: Opener, coop: Instance, ana: Member) -> Browser:
    """Give Ana's browser."""
    return await browser_of(opened, coop, ana, "en")


@pytest.fixture
async def bob(coop: Instance) -> Member:
    """Give a member who is invited."""
    return await given_person(coop, "bob", language="en")


@pytest.fixture
async def event(coop: Instance, ana: Member) -> Event:
    """Give an event for invited people."""
    return await given_event(coop, ana, join_mode=JoinMode.INVITE)


async def test_a_member_is_invited_and_answers_in_one_click(
    opened: Opener, coop: Instance, event: Event, anas: Browser, bob: Member
) -> None:
    bobs = await browser_of(opened, coop, bob, "en")
    before = await bobs.get(f"/events/{event.id}")
    assert "This event is for invited people." in words(before)
    assert 'value="going"' not in before.text
    assert "Nobody is invited yet" in words(await anas.get(f"/events/{event.id}/invitations"))

    sent = await anas.send(f"/events/{event.id}/invitations", {"who": "bob\nines@mail.example"})
    assert sent.status_code == 303
    page = words(await anas.get(f"/events/{event.id}/invitations"))
    assert "2 people are invited" in page
    coming = words(await anas.get(f"/events/{event.id}/participants"))
    assert "ines@mail.example" in coming
    assert "name was forgotten" not in coming
    assert "ines@mail.example" in page
    assert "Invited, no answer yet" in page
    assert "invites you to an event" in words(await bobs.get("/notifications"))
    shown = await bobs.get(f"/events/{event.id}")
    assert "You are invited" in words(shown)
    assert 'value="going"' in shown.text

    await bobs.send(f"/events/{event.id}/answer", {"do": "going"}, at=f"/events/{event.id}")

    assert await state_of(coop, bob, event) == "going"
    assert "Invited, no answer yet" in words(await anas.get(f"/events/{event.id}/participants"))


async def test_what_could_not_be_is_said_line_by_line_and_kept(
    event: Event, anas: Browser, bob: Member
) -> None:
    way = f"/events/{event.id}/invitations"
    assert bob.actor_id
    page = await anas.send(way, {"who": "bob\npersonne\n@nobody@nowhere.example\nx@y"})

    assert page.status_code == 422
    said = words(page)
    assert "3 people were not invited" in said
    assert "personne : Nobody was found" in said or "personne: Nobody was found" in said
    kept = re.search(r"<textarea[^>]*>([^<]*)</textarea>", page.text)
    assert kept is not None
    assert kept[1].split() == ["personne", "@nobody@nowhere.example", "x@y"]
    assert "One person is invited" in said
    for wrong in ("", "\n".join(f"p{number}" for number in range(51))):
        assert (await anas.send(way, {"who": wrong})).status_code == 422


async def test_an_invitation_is_taken_back(event: Event, anas: Browser, bob: Member) -> None:
    way = f"/events/{event.id}/invitations"
    assert bob.actor_id
    await anas.send(way, {"who": "@bob"})
    found = re.search(r'formaction="([^"]+/withdraw)"', (await anas.get(way)).text)
    assert found is not None

    assert (await anas.send(found[1])).status_code == 303

    assert "Taken back" in words(await anas.get(way))
    assert (await anas.send(found[1])).status_code == 404


async def test_only_organisers_see_and_invite(
    opened: Opener, coop: Instance, event: Event, bob: Member
) -> None:
    bobs = await browser_of(opened, coop, bob, "en")
    way = f"/events/{event.id}/invitations"
    assert (await bobs.get(way)).status_code == 404
    for who in ("ana", "ines@mail.example", "@x@peer.example"):
        assert (await bobs.send(way, {"who": who})).status_code == 404
    assert (await opened(coop).get(way)).status_code in {303, 401}


async def test_a_guest_answers_from_her_letter(
    opened: Opener, coop: Instance, event: Event, anas: Browser
) -> None:
    """Without an account, also where it is for invited people alone."""
    await anas.send(f"/events/{event.id}/invitations", {"who": "ines@mail.example"})
    async with coop.reading() as work:
        text = await work.session.scalar(select(Mail.text).order_by(Mail.id.desc()))
    assert text
    way = re.search(r"/answer/\S+", text)
    assert way is not None
    visitor = opened(coop, "en")
    page = await visitor.get(way[0])
    assert "You are invited." in words(page)

    done = await visitor.send(way[0], {"answer": "yes"}, at=way[0])

    assert "You said that you come." in words(done)
    assert "ines@mail.example" in words(await anas.get(f"/events/{event.id}/participants"))
