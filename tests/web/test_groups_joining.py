"""Joining and leaving a group, asking and being asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.browser import words
from tests.web.given import browser_of, given_person
from tests.web.given_groups import (
    given_group,
    given_invited,
    given_joined,
    row_of,
    state_of,
)

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.network import Internet
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

IN = ("active", "member")


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give the facilitator of everything here."""
    return await given_person(coop, "ana", language="en")


@pytest.fixture
async def bob(coop: Instance) -> Member:
    """Give a member of the cooperative."""
    return await given_person(coop, "bob", language="en")


@pytest.fixture
async def anas(opened: Opener, coop: Instance, ana: Member) -> Browser:
    """Give Ana's browser."""
    return await browser_of(opened, coop, ana, "en")


@pytest.fixture
async def bobs(opened: Opener, coop: Instance, bob: Member) -> Browser:
    """Give Bob's browser."""
    return await browser_of(opened, coop, bob, "en")


async def test_an_open_group_is_joined_and_left_in_one_click(
    coop: Instance, ana: Member, bob: Member, bobs: Browser
) -> None:
    """And the page says so."""
    await given_group(coop, ana, "vent")
    answer = await bobs.send("/@vent/join", {"back": "/@vent"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/@vent")
    assert await state_of(coop, bob, "vent") == IN
    said = words(await bobs.get("/@vent"))
    assert "You are a member of this group now." in said
    assert "Leave the group" in said
    await bobs.send("/@vent/leave")
    assert await state_of(coop, bob, "vent") == ("left", "member")
    assert "You left the group." in words(await bobs.get("/@vent"))


async def test_who_asks_waits_and_is_let_in(
    coop: Instance, ana: Member, bob: Member, anas: Browser, bobs: Browser
) -> None:
    """Her words are read by who answers."""
    await given_group(coop, ana, "vent", openness="request")
    await bobs.send("/@vent/join", {"message": "J'habite à côté."})
    assert await state_of(coop, bob, "vent") == ("asked", "member")
    assert "J'habite à côté." in words(await anas.get("/@vent/members"))
    row = await row_of(coop, bob, "vent")
    answer = await anas.send(f"/@vent/members/{row.id}/approve")
    assert (answer.status_code, answer.headers["location"]) == (303, "/@vent/members")
    assert await state_of(coop, bob, "vent") == IN


async def test_who_asks_can_be_told_no_and_take_it_back(
    coop: Instance, ana: Member, bob: Member, anas: Browser, bobs: Browser
) -> None:
    """Both leave her outside."""
    await given_group(coop, ana, "vent", openness="request")
    await bobs.send("/@vent/join")
    await bobs.send("/@vent/leave")
    assert "Your request is taken back." in words(await bobs.get("/@vent"))
    await bobs.send("/@vent/join")
    row = await row_of(coop, bob, "vent")
    await anas.send(f"/@vent/members/{row.id}/decline")
    assert await state_of(coop, bob, "vent") == ("left", "member")


async def test_a_group_by_invitation_takes_nobody_else(
    coop: Instance, ana: Member, bob: Member, bobs: Browser
) -> None:
    """403, and why."""
    await given_group(coop, ana, "vent", openness="invitation")
    answer = await bobs.send("/@vent/join")
    assert answer.status_code == 403
    assert "Only people who were invited come into this group." in words(answer)
    assert await state_of(coop, bob, "vent") == ("", "")


async def test_the_last_facilitator_stays(
    coop: Instance, ana: Member, bob: Member, anas: Browser
) -> None:
    """Until she names another one."""
    await given_group(coop, ana, "vent")
    await given_joined(coop, bob, "vent")
    refused = await anas.send("/@vent/leave")
    assert refused.status_code == 403
    assert "name another one first" in words(refused)
    row = await row_of(coop, bob, "vent")
    await anas.send(f"/@vent/members/{row.id}/role", {"role": "facilitator"})
    assert await state_of(coop, bob, "vent") == ("active", "facilitator")
    assert (await anas.send("/@vent/leave")).status_code == 303


@pytest.mark.parametrize("name", ["bob", "@bob", "bob@mail.example", "@bob@coop.example"])
async def test_a_member_is_invited_by_any_of_her_names(
    coop: Instance, ana: Member, bob: Member, anas: Browser, bobs: Browser, name: str
) -> None:
    """She comes in with one click."""
    await given_group(coop, ana, "ombre", visibility="secret")
    answer = await anas.send("/@ombre/invite", {"who": name})
    assert (answer.status_code, answer.headers["location"]) == (303, "/@ombre/members")
    assert "Invited, no answer yet" in words(await anas.get("/@ombre/members"))
    assert (await bobs.send("/@ombre/accept-invitation")).headers["location"] == "/@ombre"
    assert await state_of(coop, bob, "ombre") == IN


async def test_an_invitation_is_declined_or_taken_back(
    coop: Instance, ana: Member, bob: Member, anas: Browser, bobs: Browser
) -> None:
    """A second answer finds nothing; a secret group is gone with it."""
    for name, visibility, then in (("vent", "public", "/@vent"), ("ombre", "secret", "/groups")):
        await given_group(coop, ana, name, visibility=visibility)
        await given_invited(coop, ana, bob, name)
        assert (await bobs.send(f"/@{name}/decline-invitation")).headers["location"] == then
        assert (await bobs.send(f"/@{name}/accept-invitation")).status_code == 404
    await given_invited(coop, ana, bob, "vent")
    row = await row_of(coop, bob, "vent")
    await anas.send(f"/@vent/members/{row.id}/withdraw")
    assert await state_of(coop, bob, "vent") == ("left", "member")


async def test_leaving_a_secret_group_closes_its_door(
    coop: Instance, ana: Member, bob: Member, bobs: Browser
) -> None:
    """One is led to the list."""
    await given_group(coop, ana, "ombre", visibility="secret")
    await given_invited(coop, ana, bob, "ombre")
    await bobs.send("/@ombre/accept-invitation")
    assert (await bobs.send("/@ombre/leave")).headers["location"] == "/groups"
    assert (await bobs.get("/@ombre")).status_code == 404


async def test_a_wrong_name_is_said_beside_the_field(
    coop: Instance, ana: Member, anas: Browser, bob: Member
) -> None:
    """422, and what was typed stays; a group cannot be invited."""
    await given_group(coop, ana, "vent")
    for who in ("nobody", "nobody@coop.example", "", "@x@nowhere.example", "@vent@coop.example"):
        answer = await anas.send("/@vent/invite", {"who": who, "message": "Viens !"})
        assert answer.status_code == 422, who
        assert 'aria-invalid="true"' in answer.text
        assert f'value="{who}"' in answer.text
    await given_joined(coop, bob, "vent")
    row = await row_of(coop, bob, "vent")
    await anas.send(f"/@vent/members/{row.id}/exclude")
    answer = await anas.send("/@vent/invite", {"who": "bob"})
    assert "This person was excluded from the group." in words(answer)


async def test_somebody_elsewhere_is_invited_by_her_address(
    coop: Instance, neighbour: Instance, internet: Internet, ana: Member, anas: Browser
) -> None:
    """Her server is asked who she is."""
    await given_person(neighbour, "zoe")
    await given_group(coop, ana, "vent")
    answer = await anas.send("/@vent/invite", {"who": "@zoe@neighbour.example"})
    assert answer.status_code == 303, words(answer)
    assert "@zoe@neighbour.example" in words(await anas.get("/@vent/members"))
    await internet.settle()
