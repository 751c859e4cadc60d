"""Starting a group, changing what it is, putting it to rest and waking it up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.groups import queries
from tests.web.browser import words
from tests.web.given import browser_of, given_person
from tests.web.given_groups import given_group, given_joined, group_named, state_of

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

RIGHTS = {
    "right-post": "members",
    "right-invite": "moderators",
    "right-create_events": "members",
    "right-announce": "moderators",
}


def filled(**more: Any) -> dict[str, Any]:
    """Give the fields of a form that holds."""
    fields = {
        "name": "Groupe Vent",
        "username": "Vent",
        "kind": "thematic",
        "description": "Nous **comptons** les vents.",
        "openness": "request",
        "visibility": "public",
        "town": "Rouen",
        "postcode": "76000",
        "latitude": "49,44",
        "longitude": "1.1",
        **RIGHTS,
    }
    return {**fields, **more}


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give a member."""
    return await given_person(coop, "ana", language="en")


@pytest.fixture
async def anas(opened: Opener, coop: Instance, ana: Member) -> Browser:
    """Give Ana's browser."""
    return await browser_of(opened, coop, ana, "en")


@pytest.fixture
async def staff(opened: Opener, coop: Instance) -> Browser:
    """Give the browser of somebody who moderates the cooperative."""
    member = await given_person(coop, "maud", language="en", roles=["moderation"])
    return await browser_of(opened, coop, member, "en")


async def test_a_member_starts_a_group_and_leads_it(
    coop: Instance, ana: Member, anas: Browser
) -> None:
    """What she said of it stands on its page."""
    assert (await anas.get("/new/group")).status_code == 200
    answer = await anas.send("/new/group", filled(mandate="Un an", ends_on="2027-05-31"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/@vent")
    assert await state_of(coop, ana, "vent") == ("active", "facilitator")
    said = words(await anas.get("/@vent"))
    assert "Your group is started." in said
    for part in ("Groupe Vent", "Rouen", "comptons", "Until 31 May 2027"):
        assert part in said
    group = await group_named(coop, "vent")
    assert (group.latitude, group.longitude) == (49.44, 1.1)
    assert group.rights["invite"] == "moderators"


@pytest.mark.parametrize(
    ("field", "typed", "fault"),
    [
        ("name", "", "Give the group a name."),
        ("username", "groupe vent", "Use 1 to 30 of the letters"),
        ("username", "ana", "This name is taken."),
        ("kind", "band", "Choose one from the list."),
        ("openness", "ajar", "Choose one from the list."),
        ("visibility", "foggy", "Choose one from the list."),
        ("ends_on", "tomorrow", "Write the day as"),
        ("latitude", "north", "Write degrees as a number"),
        ("latitude", "", "Latitude and longitude belong together."),
        ("latitude", "nan", "There is no such place."),
        ("parent", "@nothing", "Choose one from the list."),
        ("right-post", "cats", "Choose one from the list."),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    anas: Browser, field: str, typed: str, fault: str
) -> None:
    """422; nothing is started."""
    answer = await anas.send("/new/group", filled(**{field: typed}))
    assert answer.status_code in {403, 422}, words(answer)
    if field != "kind":
        assert fault in words(answer)
        assert "What you typed is still here." in words(answer)
        assert "Nous **comptons** les vents." in answer.text
    assert (await anas.get("/@vent")).status_code == 404


async def test_each_kind_is_for_whom_it_is(anas: Browser, staff: Browser) -> None:
    """A plain member starts no college, and the form does not offer it."""
    assert 'value="college"' not in (await anas.get("/new/group")).text
    assert (await anas.send("/new/group", filled(kind="college"))).status_code in {403, 422}
    assert 'value="college"' in (await staff.get("/new/group")).text
    assert (await staff.send("/new/group", filled(kind="college"))).status_code == 303


async def test_those_who_may_start_nothing_find_no_form(
    opened: Opener, coop: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """404, and the list does not lead there."""
    browser = await browser_of(opened, coop, await given_person(coop, "bob", language="en"), "en")
    monkeypatch.setattr("fedicoop.groups.policy.may_create_group", lambda *_: False)
    assert (await browser.get("/new/group")).status_code == 404
    assert (await browser.send("/new/group", filled())).status_code == 404
    assert "Ask the people who run this site" in words(await browser.get("/groups"))


async def test_a_sub_group_stands_under_one_that_she_leads(
    coop: Instance, ana: Member, anas: Browser, staff: Browser
) -> None:
    """The page of the group leads to the form; groups of others are not offered."""
    bob = await given_person(coop, "bob", language="en")
    await given_group(coop, ana, "vent", name="Vent")
    await given_group(coop, bob, "bois", name="Bois")
    assert 'href="/new/group?parent=%40vent"' in (await anas.get("/@vent")).text
    form = await anas.get("/new/group?parent=@vent")
    assert '<option value="@vent" selected>' in form.text
    assert "@bois" not in form.text
    assert "@bois" in (await staff.get("/new/group")).text
    answer = await anas.send("/new/group", filled(username="brise", parent="@vent"))
    assert answer.status_code == 303
    assert (await group_named(coop, "brise")).parent_id == (await group_named(coop, "vent")).id
    assert (await anas.send("/new/group", filled(username="x", parent="@bois"))).status_code == 422


async def test_a_facilitator_changes_everything_but_the_address(
    coop: Instance, ana: Member, anas: Browser
) -> None:
    """The form shows what is stored."""
    await anas.send("/new/group", filled())
    page = await anas.get("/@vent/edit")
    for kept in ("Groupe Vent", "49.44", "76000", "Nous **comptons** les vents.", "@ana"):
        assert kept in page.text, kept
    assert 'name="username"' not in page.text
    answer = await anas.send("/@vent/edit", filled(name="Vents", visibility="members", town=""))
    assert (answer.status_code, answer.headers["location"]) == (303, "/@vent")
    group = await group_named(coop, "vent")
    assert (group.actor.name, group.visibility, group.town) == ("Vents", "members", "")


async def test_contacts_are_members_of_the_group(
    coop: Instance, ana: Member, anas: Browser
) -> None:
    """In the order in which they are named; nobody else."""
    await given_group(coop, ana, "vent")
    bob = await given_person(coop, "bob", language="en")
    fields = filled(**{"contact-1": "bob", "contact-2": "ana"})
    refused = await anas.send("/@vent/edit", fields)
    assert refused.status_code == 422
    assert "bob is no member of this group." in words(refused)
    await given_joined(coop, bob, "vent")
    assert (await anas.send("/@vent/edit", fields)).status_code == 303
    async with coop.reading() as work:
        named = await queries.contacts(work, await group_named(coop, "vent"))
    assert [each.username for each in named] == ["bob", "ana"]


async def test_whom_a_group_takes_in_by_itself_is_for_the_cooperative_to_say(
    coop: Instance, ana: Member, anas: Browser, staff: Browser
) -> None:
    """A facilitator neither sees nor loses it."""
    await given_group(coop, ana, "vent")
    said = {"auto-postcodes": "76, 27", "auto-roles": "societaire", "auto-colleges": ""}
    assert (await staff.send("/@vent/edit", filled(**said))).status_code == 303
    kept = {"postcodes": ["76", "27"], "roles": ["societaire"]}
    assert (await group_named(coop, "vent")).automatic == kept
    assert "auto-postcodes" in (await staff.get("/@vent/edit")).text
    assert "auto-postcodes" not in (await anas.get("/@vent/edit")).text
    await anas.send("/@vent/edit", filled(**{"auto-postcodes": "1"}))
    assert (await group_named(coop, "vent")).automatic == kept


async def test_a_wrong_change_is_shown_again(coop: Instance, ana: Member, anas: Browser) -> None:
    """With the name that the group still has above it."""
    await given_group(coop, ana, "vent", name="Vent")
    await given_group(coop, ana, "brise", below="vent")
    await given_group(coop, ana, "bois")
    answer = await anas.send("/@vent/edit", filled(name=""))
    assert answer.status_code == 422
    assert "Change Vent" in words(answer)
    stays = await anas.send("/@vent/edit", filled(parent="@bois"))
    assert "A group with groups below it stays on top." in words(stays)
    form = await anas.get("/@brise/edit")
    assert '<option value="@vent" selected>' in form.text


async def test_others_change_nothing(opened: Opener, coop: Instance, ana: Member) -> None:
    """Members and strangers find no form."""
    await given_group(coop, ana, "vent")
    bob = await given_person(coop, "bob", language="en")
    browser = await browser_of(opened, coop, bob, "en")
    for _ in range(2):
        assert (await browser.get("/@vent/edit")).status_code == 404
        assert (await browser.send("/@vent/edit", filled())).status_code == 404
        assert (await browser.send("/@vent/archive")).status_code == 404
        assert (await browser.get("/@vent/journal")).status_code == 404
        await given_joined(coop, bob, "vent")


async def test_a_group_is_put_to_rest_and_woken_up(
    coop: Instance, ana: Member, anas: Browser
) -> None:
    """Its journal keeps both, newest first."""
    await given_group(coop, ana, "vent", name="Vent")
    assert "Put Vent to rest" in words(await anas.get("/@vent/archive"))
    await anas.send("/@vent/archive", {"reason": "Plus de vent."})
    said = words(await anas.get("/@vent"))
    assert "The group is at rest." in said
    assert "Plus de vent." in said
    assert (await anas.send("/@vent/edit", filled())).status_code == 403
    assert "Wake Vent up" in words(await anas.get("/@vent/archive"))
    await anas.send("/@vent/archive", {"wake": "on"})
    assert not (await group_named(coop, "vent")).is_archived
    journal = words(await anas.get("/@vent/journal"))
    assert journal.index("Group woken up") < journal.index("Group put to rest")
    assert journal.index("Plus de vent.") < journal.index("Group started")


async def test_a_town_brings_its_place_on_the_map(coop: Instance, anas: Browser) -> None:
    """And its postcode; whoever moves to another town does not keep the old place."""
    await anas.send("/new/group", filled(postcode="", latitude="", longitude=""))
    group = await group_named(coop, "vent")
    assert (group.postcode, round(group.latitude or 0, 1)) == ("76000", 49.4)
    said = filled(latitude=str(group.latitude), longitude=str(group.longitude))
    await anas.send("/@vent/edit", {**said, "town": "Lille", "postcode": ""})
    group = await group_named(coop, "vent")
    assert (group.town, group.postcode, round(group.latitude or 0, 1)) == ("Lille", "59000", 50.6)


async def test_of_towns_with_one_name_the_form_asks_which(coop: Instance, anas: Browser) -> None:
    """Nothing that was typed is lost; a place that no list knows is taken as it is."""
    form = filled(town="Saint-Denis", postcode="", latitude="", longitude="")
    page = await anas.send("/new/group", form)
    assert page.status_code == 422
    said = words(page)
    assert "Several towns are called so: say which one." in said
    assert "Saint-Denis (93200)" in said
    assert "comptons" in page.text
    await anas.send("/new/group", {**form, "which": "Saint-Denis (93200)"})
    group = await group_named(coop, "vent")
    assert (group.postcode, round(group.latitude or 0, 1)) == ("93200", 48.9)
    await anas.send("/new/group", {**form, "username": "lune", "town": "Mare Tranquillitatis"})
    group = await group_named(coop, "lune")
    assert (group.town, group.latitude) == ("Mare Tranquillitatis", None)
