"""Coming without an account: a letter, a link, one click more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import queries as actors
from fedicoop.events import queries
from fedicoop.events import service as events
from fedicoop.events.service import ToolDraft
from tests.web.browser import words
from tests.web.given import given_person
from tests.web.given_events import event_now, given_event, letters_to

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.events import Event
    from fedicoop.instance import Instance
    from tests.web.browser import Browser

ZOE = "zoe@mail.example"


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give who announces the events."""
    return await given_person(coop, "ana", language="en")


@pytest.fixture
async def event(coop: Instance, ana: Member) -> Event:
    """Give an event with two seats, to which one comes without an account."""
    pad = ToolDraft("Notes", "https://pad.example/p/1")
    return await given_event(coop, ana, guests_by_mail=True, capacity=1, tools=(pad,))


async def ask(visitor: Browser, event: Event, name: str = "Zoé", email: str = ZOE) -> int:
    """Send the form of a guest; give the status."""
    path = f"/events/{event.id}"
    answer = await visitor.send(f"{path}/register", {"name": name, "email": email}, at=path)
    return answer.status_code


async def mailed_link(coop: Instance, email: str = ZOE) -> str:
    """Read the link in the last letter to a guest, as a path."""
    letter = (await letters_to(coop, email))[-1]
    found = re.search(r"https://coop\.example(/events/\S+/guest\?token=\S+)", letter.text)
    assert found is not None, letter.text
    return found[1]


async def answer(visitor: Browser, link: str, do: str) -> int:
    """Press a button of a guest's page; give the status."""
    path, _, token = link.partition("?token=")
    return (await visitor.send(path, {"token": token, "do": do}, at=link)).status_code


async def test_a_guest_confirms_by_the_link_and_comes(
    visitor: Browser, coop: Instance, event: Event
) -> None:
    """Nothing is taken before; afterwards she sees what participants see, and can leave again."""
    page = await visitor.get(f"/events/{event.id}/elsewhere")
    assert visitor.say("Without an account, by e-mail") in words(page)
    assert await ask(visitor, event) == 303
    assert (await event_now(coop, event.id)).seats_taken == 0
    link = await mailed_link(coop)
    page = await visitor.get(link)
    assert visitor.say("Hello %(name)s! One click more, and you are registered.", name="Zoé") in (
        words(page)
    )
    assert "pad.example" not in page.text
    assert (await event_now(coop, event.id)).seats_taken == 0
    assert await answer(visitor, link, "confirm") == 303
    assert (await event_now(coop, event.id)).seats_taken == 1
    page = await visitor.get(link)
    assert visitor.say("You come") in words(page)
    assert 'href="https://pad.example/p/1"' in page.text
    assert await answer(visitor, link, "leave") == 303
    assert (await event_now(coop, event.id)).seats_taken == 0
    assert visitor.say("You are not registered any more.") in words(await visitor.get(link))


async def test_a_guest_who_confirms_too_late_is_told(
    visitor: Browser, coop: Instance, event: Event
) -> None:
    """The seat went to somebody else."""
    assert await ask(visitor, event) == 303
    assert await ask(visitor, event, "Yan", "yan@mail.example") == 303
    assert await answer(visitor, await mailed_link(coop, "yan@mail.example"), "confirm") == 303
    link = await mailed_link(coop)
    path, _, token = link.partition("?token=")
    late = await visitor.send(path, {"token": token, "do": "confirm"}, at=link)
    assert late.status_code == 403
    assert visitor.say("There is no seat left.") in words(late)


@pytest.mark.parametrize(
    ("name", "email", "fault"),
    [
        ("", ZOE, "Please say your name."),
        ("Zoé", "zoe", "This is not an e-mail address."),
        ("Zoé", f"{ZOE}\nBcc: all@mail.example", "This is not an e-mail address."),
    ],
)
async def test_what_is_wrong_is_said_beside_the_field(
    visitor: Browser, coop: Instance, event: Event, name: str, email: str, fault: str
) -> None:
    """And what was typed is still there."""
    path = f"/events/{event.id}"
    page = await visitor.send(f"{path}/register", {"name": name, "email": email}, at=path)
    assert page.status_code == 422
    assert visitor.say(fault) in words(page)
    assert await letters_to(coop, ZOE) == []
    if name:
        assert f'value="{name}"' in page.text


async def test_an_event_without_guests_refuses_them(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    """And does not offer it."""
    event = await given_event(coop, ana)
    page = words(await visitor.get(f"/events/{event.id}/elsewhere"))
    assert visitor.say("Without an account, by e-mail") not in page
    assert await ask(visitor, event) == 403


async def test_nobody_writes_to_others_all_day(
    visitor: Browser, coop: Instance, event: Event
) -> None:
    """After ten letters in a row it takes a while; nothing that was typed is lost."""
    statuses = [await ask(visitor, event, email=f"z{n}@mail.example") for n in range(11)]
    assert statuses == [303] * 10 + [429]


async def test_a_link_that_is_not_hers_opens_nothing(
    visitor: Browser, coop: Instance, event: Event, ana: Member
) -> None:
    """Nor does one of an event that was deleted."""
    assert (await visitor.get(f"/events/{event.id}/guest?token=nonsense")).status_code == 404
    assert (await visitor.get("/events/nonsense/guest?token=nonsense")).status_code == 404
    await ask(visitor, event)
    link = await mailed_link(coop)
    async with coop.writing() as work:
        found, me = await queries.by_id(work, event.id), await actors.by_id(work, ana.actor_id)
        assert found is not None
        assert me is not None
        await events.delete(work, found, me)
    assert (await visitor.get(link)).status_code == 410


async def test_a_guest_reads_that_it_is_cancelled(
    visitor: Browser, coop: Instance, event: Event, ana: Member
) -> None:
    """With the reason, and no button."""
    await ask(visitor, event)
    link = await mailed_link(coop)
    async with coop.writing() as work:
        found, me = await queries.by_id(work, event.id), await actors.by_id(work, ana.actor_id)
        assert found is not None
        assert me is not None
        await events.cancel(work, found, me, "Il neige.")
    page = await visitor.get(link)
    assert "Il neige." in words(page)
    assert 'value="confirm"' not in page.text
