"""A group's own page: what members, strangers and visitors see of each kind of group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.groups import Role, queries, service
from tests.givens import given_stranger
from tests.web.browser import words
from tests.web.given import actor_named, browser_of, given_person
from tests.web.given_groups import (
    given_group,
    given_invited,
    given_joined,
    given_role,
    group_named,
)

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener


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


async def test_a_public_group_shows_itself_to_everybody(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    """Who it is, where, who answers for it, and how to come in or follow from elsewhere."""
    about = {"town": "Rouen", "description": "Du **vent**.", "mandate": "Compter les vents"}
    await given_group(coop, ana, "vent", name="Vent", kind="working", **about)
    await given_group(coop, ana, "brise", name="Brise", below="vent")
    page = await visitor.get("/@vent")
    said = words(page)
    assert page.status_code == 200
    for part in ("Vent", "Rouen", "Du vent .", "Compter les vents", "Ana", "Brise"):
        assert part.replace(" .", ".") in said.replace(" .", "."), part
    assert "@vent@coop.example" in said
    assert 'href="/@vent/elsewhere"' in page.text
    assert "/login?next=/%40vent" in page.text or "/login?next=/@vent" in page.text
    assert 'type="application/activity+json"' in page.text
    assert "noindex" not in page.text
    assert visitor.say("Part of %(name)s", name="Vent") in words(await visitor.get("/@brise"))


async def test_people_are_led_from_its_id_to_its_page(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    """/groups/NAME is what servers know it by."""
    await given_group(coop, ana, "vent")
    answer = await visitor.get("/groups/vent")
    assert (answer.status_code, answer.headers["location"]) == (303, "/@vent")


async def test_a_private_group_shows_its_name_and_contacts_alone(
    opened: Opener, coop: Instance, ana: Member, bobs: Browser, anas: Browser
) -> None:
    """The rest is for its members, and no machine keeps it."""
    await given_group(coop, ana, "conseil", visibility="private", description="Nos secrets")
    for browser in (opened(coop, "en"), bobs):
        page = await browser.get("/@conseil")
        assert "What is said here is for the members of the group." in words(page)
        assert "Ana" in words(page)
        assert "Nos secrets" not in page.text
        assert "noindex" in page.text
        assert (await browser.get("/@conseil/members")).status_code == 404
    assert "Nos secrets" in words(await anas.get("/@conseil"))


async def test_a_secret_group_does_not_exist_for_strangers(
    opened: Opener, coop: Instance, ana: Member, bobs: Browser, anas: Browser
) -> None:
    """Every address of it says what the address of nobody says."""
    await given_group(coop, ana, "ombre", name="Ombre", visibility="secret")
    for path in ("", "/members", "/journal", "/edit", "/archive", ".atom", "/elsewhere"):
        for browser in (opened(coop, "en"), bobs):
            answer = await browser.get(f"/@ombre{path}")
            assert answer.status_code in {303, 404}, path
            assert "Ombre" not in answer.text
            if answer.status_code == 303:
                assert answer.headers["location"].startswith("/login")
    for path in ("follow", "join", "leave", "invite", "archive", "accept-invitation", "edit"):
        assert (await bobs.send(f"/@ombre/{path}", {"who": "bob"})).status_code == 404, path
    assert "Ombre" in words(await anas.get("/@ombre"))
    assert "Secret" in words(await anas.get("/@ombre"))


async def test_an_invitation_opens_a_secret_group(
    coop: Instance, ana: Member, bob: Member, bobs: Browser
) -> None:
    """Its guest reads who invites, and answers."""
    await given_group(coop, ana, "ombre", visibility="secret")
    await given_invited(coop, ana, bob, "ombre")
    assert "Ana invites you to join this group." in words(await bobs.get("/@ombre"))


async def test_a_group_for_members_is_read_by_members(
    opened: Opener, coop: Instance, ana: Member, bobs: Browser
) -> None:
    """A visitor sees that it is there, when she has its address."""
    await given_group(coop, ana, "entre_nous", visibility="members", description="Entre nous")
    assert "Entre nous" in words(await bobs.get("/@entre_nous"))
    page = words(await opened(coop, "en").get("/@entre_nous"))
    assert "Entre nous" not in page
    assert "Sign in to join" in page


@pytest.mark.parametrize(
    ("openness", "button"),
    [
        ("open", "Join the group"),
        ("request", "Ask to join"),
        ("invitation", "One joins this group by invitation"),
    ],
)
async def test_the_way_in_is_said_in_one_button(
    coop: Instance, ana: Member, bobs: Browser, openness: str, button: str
) -> None:
    """And only one."""
    await given_group(coop, ana, "vent", openness=openness)
    said = words(await bobs.get("/@vent"))
    every = ("Join the group", "Ask to join", "One joins this group by invitation")
    assert [each for each in every if each in said] == [button]


async def test_those_who_look_after_it_find_their_tools(
    coop: Instance, ana: Member, bob: Member, anas: Browser, bobs: Browser
) -> None:
    """A member finds how to leave; a facilitator that somebody waits, and what she may change."""
    await given_group(coop, ana, "vent", openness="request")
    await given_joined(coop, bob, "vent")
    said = words(await anas.get("/@vent"))
    for part in ("Facilitator", "One person asks to join", "Change the group", "Journal"):
        assert part in said
    waiting = words(await bobs.get("/@vent"))
    assert "Take the request back" in waiting
    assert "Change the group" not in waiting
    assert "Start a sub-group" in said
    assert "Start a sub-group" not in waiting


async def test_a_moderator_looks_after_people_and_not_after_the_group(
    coop: Instance, ana: Member, bob: Member, bobs: Browser
) -> None:
    """She reads the journal, but neither changes the group nor puts it to rest."""
    await given_group(coop, ana, "vent")
    await given_joined(coop, bob, "vent")
    await given_role(coop, ana, bob, "vent", Role.MODERATOR)
    said = words(await bobs.get("/@vent"))
    assert "Journal" in said
    assert "Change the group" not in said
    assert (await bobs.get("/@vent/journal")).status_code == 200
    assert (await bobs.get("/@vent/edit")).status_code == 404
    assert (await bobs.get("/@vent/archive")).status_code == 404


async def test_a_group_at_rest_says_since_when_and_why(
    coop: Instance, ana: Member, bobs: Browser
) -> None:
    """Nobody joins it."""
    await given_group(coop, ana, "vent")
    async with coop.writing() as work:
        group = await queries.by_username(work, "vent")
        assert group is not None
        await service.archive(work, group, await actor_named(coop, "ana"), "Tout est construit.")
    said = words(await bobs.get("/@vent"))
    assert "This group has been at rest since" in said
    assert "Tout est construit." in said
    assert "Join the group" not in said


async def test_a_group_elsewhere_is_joined_from_its_profile(
    coop: Instance, bobs: Browser, bob: Member
) -> None:
    """Once somebody here belongs to it, it has a page as ours have."""
    async with coop.writing() as work:
        await given_stranger(work, "jardin", kind="Group")
        await given_stranger(work, "zoe")
    page = await bobs.get("/@jardin@peer.example")
    assert 'formaction="/@jardin@peer.example/join"' in page.text
    assert "/join" not in (await bobs.get("/@zoe@peer.example")).text
    answer = await bobs.send("/@jardin@peer.example/join")
    assert (answer.status_code, answer.headers["location"]) == (303, "/@jardin@peer.example")
    said = words(await bobs.get("/@jardin@peer.example"))
    assert "You asked to join; you will be told when somebody answers." in said
    await bobs.send("/@jardin@peer.example/leave")
    assert (await bobs.send("/@zoe@peer.example/join")).status_code == 404
    assert "Change the group" not in said


async def test_there_is_no_group_page_of_a_person(bobs: Browser) -> None:
    """Her members, journal and settings do not exist."""
    for path in ("members", "journal", "edit", "archive"):
        assert (await bobs.get(f"/@bob/{path}")).status_code == 404


async def test_the_name_of_a_secret_group_above_is_not_given_away(
    coop: Instance, ana: Member, bobs: Browser, anas: Browser
) -> None:
    """Those who belong to it are led there."""
    await given_group(coop, ana, "ombre", name="Ombre", visibility="secret")
    await given_group(coop, ana, "lumiere", below="ombre")
    assert "Part of Ombre" in words(await anas.get("/@lumiere"))
    assert "Ombre" not in (await bobs.get("/@lumiere")).text


async def test_nothing_older_leads_back(coop: Instance, ana: Member, bobs: Browser) -> None:
    """To the newest."""
    await given_group(coop, ana, "vent")
    group = await group_named(coop, "vent")
    assert "There is nothing older." in words(await bobs.get(f"/@vent?before={group.id}"))
