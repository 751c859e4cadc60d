"""The list of groups, one's own groups on the home page, and what notices say of groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.browser import words
from tests.web.given import browser_of, given_person
from tests.web.given_groups import given_group, given_invited, given_joined

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give a member who is the local contact of her town."""
    return await given_person(coop, "ana", language="en", roles=["relais"])


@pytest.fixture
async def at_home(opened: Opener, coop: Instance, ana: Member) -> Browser:
    """Give Ana's browser."""
    return await browser_of(opened, coop, ana, "en")


@pytest.fixture
async def bobs(opened: Opener, coop: Instance) -> Browser:
    """Give the browser of a member who is in no group."""
    return await browser_of(opened, coop, await given_person(coop, "bob", language="en"), "en")


@pytest.fixture
async def towns(coop: Instance, ana: Member) -> None:
    """Give three local groups with their places."""
    for name, postcode, north, east in (
        ("rouen", "76000", 49.44, 1.10),
        ("elbeuf", "76500", 49.29, 1.01),
        ("saint_lo", "50000", 49.12, -1.09),
    ):
        town = {"rouen": "Rouen", "elbeuf": "Elbeuf", "saint_lo": "Saint-Lô"}[name]
        place = {"town": town, "postcode": postcode, "latitude": north, "longitude": east}
        await given_group(coop, ana, name, name=f"Groupe {town}", kind="local", **place)


async def test_a_site_without_groups_says_how_to_begin(
    visitor: Browser, at_home: Browser, bobs: Browser
) -> None:
    """Visitors sign in; whoever may start one is led there."""
    assert visitor.say("There are no groups here yet.") in words(await visitor.get("/groups"))
    assert "Start the first group" in words(await at_home.get("/groups"))
    assert "Start a group" in words(await bobs.get("/groups"))


async def test_groups_stand_under_their_kind_and_below_their_parent(
    bobs: Browser, coop: Instance, ana: Member
) -> None:
    """Whoever may not see the one above still finds the one below."""
    await given_group(coop, ana, "energie", name="Énergie", description="On *parle* de vent.")
    await given_group(coop, ana, "eolien", name="Éolien", below="energie")
    await given_group(coop, ana, "eure", name="Groupe de l'Eure", kind="local", town="Évreux")
    page = await bobs.get("/groups")
    said = words(page)
    assert said.index("Local groups") < said.index("Thematic groups")
    assert said.index("Énergie") < said.index("Éolien")
    assert 'aria-label="Sub-groups of Énergie"' in page.text
    assert "On parle de vent." in said
    assert "Évreux · 1 member · Open to all who want to join" in said


async def test_visitors_see_what_is_for_everybody(
    opened: Opener, coop: Instance, bobs: Browser, ana: Member
) -> None:
    """Members see the names of private groups, and nobody those of secret ones."""
    for visibility in ("public", "members", "private", "secret"):
        about = {"visibility": visibility, "description": f"About {visibility}"}
        await given_group(coop, ana, f"g_{visibility}", **about)
    outside, inside = words(await opened(coop).get("/groups")), words(await bobs.get("/groups"))
    assert [f"G_{each}" in outside for each in ("public", "members", "private", "secret")] == [
        *(True, False, False, False)
    ]
    assert [f"G_{each}" in inside for each in ("public", "members", "private", "secret")] == [
        *(True, True, True, False)
    ]
    assert "About members" in inside
    assert "About private" not in inside


async def test_her_own_groups_come_first(
    at_home: Browser, coop: Instance, ana: Member, bobs: Browser
) -> None:
    """With what she is there; invitations wait on top."""
    bob = await given_person(coop, "bobby")
    await given_group(coop, bob, "velo", name="Vélo")
    await given_group(coop, ana, "vent", name="Vent", visibility="secret")
    await given_group(coop, bob, "bois", name="Bois")
    await given_invited(coop, bob, ana, "velo")
    said = words(await at_home.get("/groups"))
    assert said.index("My groups") < said.index("You are invited") < said.index("Facilitator")
    assert said.index("Facilitator") < said.index("Bois")
    assert said.count("Vélo") == 1


@pytest.mark.usefixtures("towns")
async def test_a_town_brings_the_nearest_first(bobs: Browser) -> None:
    """By name, however it is written, and by postcode; what is far is left out."""
    for near in ("rouen", "76000", "ROUEN"):
        said = words(await bobs.get(f"/groups?near={near}"))
        assert "Nearest to Rouen first." in said
        assert said.index("Groupe Rouen") < said.index("Groupe Elbeuf")
        assert "Groupe Saint-Lô" not in said
    assert "Nearest to Saint-Lô first." in words(await bobs.get("/groups?near=saint lo"))


@pytest.mark.usefixtures("towns")
async def test_a_town_without_a_group_is_looked_for_in_its_department(bobs: Browser) -> None:
    """76 is enough; a town nobody knows says so."""
    said = words(await bobs.get("/groups?near=76400"))
    assert "Groupe Elbeuf" in said
    assert "Groupe Saint-Lô" not in said
    assert "Groupe Elbeuf" in words(await bobs.get("/groups?near=elb"))
    nothing = words(await bobs.get("/groups?near=Marseille"))
    assert "No group matches this." in nothing
    assert "Show all groups" in nothing


@pytest.mark.usefixtures("towns")
async def test_words_and_kinds_narrow_the_list(bobs: Browser, coop: Instance, ana: Member) -> None:
    """What was asked stays in the form."""
    await given_group(coop, ana, "vent", name="Vent et Rouen")
    page = await bobs.get("/groups?kind=local&q=rouen")
    assert "Groupe Rouen" in page.text
    assert "Vent et Rouen" not in page.text
    assert "Groupe Elbeuf" not in page.text
    assert 'value="rouen"' in page.text
    assert '<option value="local" selected>' in page.text
    assert "Vent et Rouen" in (await bobs.get("/groups?kind=nonsense&q=vent")).text


async def test_home_names_her_groups_and_what_she_is_invited_to(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """Before there are any, it leads to the list."""
    assert "You are in no group yet." in words(await at_home.get("/home"))
    bob = await given_person(coop, "bobby")
    await given_group(coop, ana, "vent", name="Vent")
    await given_group(coop, bob, "velo", name="Vélo")
    await given_invited(coop, bob, ana, "velo")
    page = await at_home.get("/home")
    assert '<a href="/@vent">' in page.text
    assert "You are invited to the group Vélo" in words(page)


async def test_news_lead_to_the_group(
    at_home: Browser, coop: Instance, ana: Member, bobs: Browser
) -> None:
    """Who asks is answered on the page of the members; who was asked answers on the group's."""
    bob = await given_person(coop, "bobby")
    await given_group(coop, ana, "vent", name="Vent", openness="request")
    await given_joined(coop, bob, "vent")
    page = await at_home.get("/notifications")
    assert "Bobby asks to join a group" in words(page)
    assert 'href="/@vent/members"' in page.text
    await given_group(coop, bob, "ombre", name="Ombre", visibility="secret")
    await given_invited(coop, bob, ana, "ombre")
    page = await at_home.get("/notifications")
    assert "Bobby invites you to a group" in words(page)
    assert "See the group Ombre" in words(page)
    await at_home.send("/@ombre/decline-invitation")
    assert "Ombre" not in (await at_home.get("/notifications")).text
