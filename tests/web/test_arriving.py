"""A member comes from another site: what she came for stands first, and a press does it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.web.browser import given_account, words
from tests.web.given_groups import given_group
from tests.web.test_threads import publish

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.web.browser import Browser

HERE = "https://coop.example"


def door(uri: str, **more: str) -> str:
    """Give the address to which other sites lead."""
    rest = "".join(f"&{name}={value}" for name, value in more.items())
    return f"/authorize_interaction?uri={quote(uri, safe='')}{rest}"


async def test_a_message_is_liked_or_passed_on(
    at_home: Browser, coop: Instance, neighbour: Instance
) -> None:
    """Nothing is done before the button is pressed."""
    bob = await given_account(neighbour, "bob")
    ident = await publish(neighbour, bob, "venez !")
    note = f"https://neighbour.example/notes/{ident}"
    for deed, path, heading in (
        ("like", "/like", "Like this?"),
        ("announce", "/boost", "Pass this on?"),
    ):
        page = await at_home.get(door(note, do=deed))
        assert at_home.say(heading) in words(page)
        assert f'{path}"' in page.text
        assert "venez\xa0!" in page.text


async def test_a_message_for_members_is_not_passed_on(
    at_home: Browser, coop: Instance, ana: Member
) -> None:
    """And says so."""
    ident = await publish(coop, ana, "entre nous", visibility="members")
    page = await at_home.get(door(f"{HERE}/notes/{ident}", do="announce"))
    assert page.status_code == 200
    assert '/boost"' not in page.text


async def test_a_group_is_joined(at_home: Browser, coop: Instance) -> None:
    """At once, on request, or not at all."""
    bob = await given_account(coop, "bob")
    await given_group(coop, bob, "vent", name="Vent")
    await given_group(coop, bob, "brise", name="Brise", openness="invitation")
    page = await at_home.get(door(f"{HERE}/groups/vent", do="join"))
    assert at_home.say("Join %(name)s?", name="Vent") in words(page)
    assert '/@vent/join"' in page.text
    page = await at_home.get(door(f"{HERE}/groups/vent", do="follow"))
    assert at_home.say("Follow %(name)s?", name="Vent") in words(page)
    assert '/@vent/follow"' in page.text
    page = await at_home.get(door(f"{HERE}/groups/brise", do="join"))
    assert at_home.say("One joins this group by invitation: write to its contacts.") in words(page)


async def test_her_own_page_needs_no_question(at_home: Browser) -> None:
    """She simply sees it."""
    answer = await at_home.get(door(f"{HERE}/users/ana", do="follow"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/@ana")


async def test_words_alone_begin_a_message(at_home: Browser) -> None:
    """As the page for writing of FEP-3b86 does when nothing is answered."""
    answer = await at_home.get(door("", do="reply", text="Bonjour%20!"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/compose?text=Bonjour+%21")


async def test_what_she_may_not_know_of_is_not_there(at_home: Browser, coop: Instance) -> None:
    """A secret group, and a message that is not for her."""
    bob = await given_account(coop, "bob")
    await given_group(coop, bob, "secret", visibility="secret")
    assert (await at_home.get(door(f"{HERE}/groups/secret", do="join"))).status_code == 404
    ident = await publish(coop, bob, "à toi", visibility="direct")
    answer = await at_home.get(door(f"{HERE}/notes/{ident}", do="like"))
    assert answer.status_code == 303
    assert (await at_home.get(answer.headers["location"])).status_code == 404


async def test_a_group_of_another_site_is_joined_from_here(
    at_home: Browser, neighbour: Instance
) -> None:
    """Though nothing is known of it yet but who it is."""
    bob = await given_account(neighbour, "bob")
    await given_group(neighbour, bob, "brise", name="Brise")
    page = await at_home.get(door("https://neighbour.example/groups/brise", do="join"))
    assert at_home.say("Join %(name)s?", name="Brise") in words(page)
    assert '/@brise@neighbour.example/join"' in page.text
