"""The members of a group: their list, their roles, who decides about whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.groups import Role
from tests.web.browser import words
from tests.web.given import browser_of, given_person
from tests.web.given_groups import (
    given_group,
    given_invited,
    given_joined,
    given_role,
    row_of,
    state_of,
)

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
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


async def test_plain_members_invite_and_decide_nothing_else(
    coop: Instance, ana: Member, bob: Member, bobs: Browser
) -> None:
    """The page has no buttons for it, and the addresses refuse."""
    await given_group(coop, ana, "vent", openness="request")
    await given_invited(coop, ana, bob, "vent")
    await bobs.send("/@vent/accept-invitation")
    cleo = await given_person(coop, "cleo")
    await given_joined(coop, cleo, "vent")
    page = await bobs.get("/@vent/members")
    assert "Invite somebody" in words(page)
    assert "They ask to join" not in words(page)
    row = await row_of(coop, cleo, "vent")
    for deed in ("approve", "decline", "withdraw", "role", "exclude", "let-back"):
        answer = await bobs.send(f"/@vent/members/{row.id}/{deed}", {"role": "member"})
        assert answer.status_code == 403, deed
    assert await state_of(coop, cleo, "vent") == ("asked", "member")


async def test_who_may_not_invite_is_refused(
    coop: Instance, ana: Member, bob: Member, bobs: Browser
) -> None:
    """Where the group keeps that to its facilitators, and from outside."""
    await given_group(coop, ana, "vent", rights={"invite": "facilitators"})
    await given_group(coop, ana, "bois")
    await given_joined(coop, bob, "vent")
    assert "Invite somebody" not in words(await bobs.get("/@vent/members"))
    for name in ("vent", "bois"):
        assert (await bobs.send(f"/@{name}/invite", {"who": "ana"})).status_code == 403


async def test_the_excluded_stay_out_until_let_back(
    coop: Instance, ana: Member, bob: Member, anas: Browser, bobs: Browser
) -> None:
    """With a reason that the journal keeps."""
    await given_group(coop, ana, "vent")
    await given_joined(coop, bob, "vent")
    row = await row_of(coop, bob, "vent")
    await anas.send(f"/@vent/members/{row.id}/exclude", {"reason": "Il souffle trop."})
    assert (await state_of(coop, bob, "vent"))[0] == "banned"
    assert (await bobs.send("/@vent/join")).status_code == 403
    assert "Excluded" in words(await anas.get("/@vent/members"))
    journal = words(await anas.get("/@vent/journal"))
    assert "Excluded from the group · Bob" in journal
    assert "Il souffle trop." in journal
    await anas.send(f"/@vent/members/{row.id}/let-back")
    await bobs.send("/@vent/join")
    assert await state_of(coop, bob, "vent") == IN


async def test_a_role_that_does_not_exist_is_not_given(
    coop: Instance, ana: Member, bob: Member, anas: Browser
) -> None:
    """422, and nothing changes."""
    await given_group(coop, ana, "vent")
    await given_joined(coop, bob, "vent")
    row = await row_of(coop, bob, "vent")
    answer = await anas.send(f"/@vent/members/{row.id}/role", {"role": "queen"})
    assert answer.status_code == 422
    assert await state_of(coop, bob, "vent") == IN


async def test_memberships_are_decided_in_their_own_group(
    coop: Instance, ana: Member, bob: Member, anas: Browser
) -> None:
    """Not through another one, nor by an id of nothing."""
    await given_group(coop, ana, "vent", openness="request")
    await given_group(coop, ana, "bois")
    await given_joined(coop, bob, "vent")
    row = await row_of(coop, bob, "vent")
    assert (await anas.send(f"/@bois/members/{row.id}/approve")).status_code == 404
    assert (await anas.send("/@vent/members/none/approve")).status_code == 404


async def test_the_list_of_members_puts_first_who_answers(
    coop: Instance, ana: Member, bob: Member, opened: Opener, anas: Browser
) -> None:
    """Visitors see those who agreed to be found, and no way to change anything."""
    await given_group(coop, ana, "vent")
    cleo = await given_person(coop, "cleo")
    for member in (bob, cleo):
        await given_joined(coop, member, "vent")
    await given_role(coop, ana, cleo, "vent", Role.MODERATOR)
    said = words(await anas.get("/@vent/members"))
    assert said.index("Cleo") < said.index("Bob")
    assert "3 members" in said
    outside = words(await opened(coop, "en").get("/@vent/members"))
    assert "Nobody of them is listed here." in outside
    assert "Change" not in outside


async def test_a_long_list_goes_on(
    coop: Instance, ana: Member, anas: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Page after page, each member once."""
    monkeypatch.setattr("fedicoop.web.pages.groups.managing._SIZE", 2)
    await given_group(coop, ana, "vent")
    for name in ("bea", "cleo", "dora"):
        await given_joined(coop, await given_person(coop, name), "vent")
    first = await anas.get("/@vent/members")
    assert "Bea" in words(first)
    assert "Dora" not in words(first)
    link = first.text.partition('rel="next"')[2].partition('href="')[2].partition('"')[0]
    assert "Dora" in words(await anas.get(f"/@vent/members{link}"))


async def test_visitors_decide_nothing(opened: Opener, coop: Instance, ana: Member) -> None:
    """They are asked to sign in."""
    await given_group(coop, ana, "vent")
    visitor = opened(coop)
    for path in ("join", "leave", "invite", "edit", "archive", "accept-invitation"):
        assert (await visitor.send(f"/@vent/{path}", at="/login")).status_code == 401
    for path in ("/@vent/edit", "/@vent/archive", "/@vent/journal", "/new/group"):
        answer = await visitor.get(path)
        assert (answer.status_code, answer.headers["location"][:6]) == (303, "/login")
