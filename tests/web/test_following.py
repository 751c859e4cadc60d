"""Following, blocking, requests to answer, and lists of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import queries
from fedicoop.actors import service as actors
from tests.givens import given_stranger
from tests.web.browser import EVERY_LANGUAGE, markup, words
from tests.web.given import browser_of, given_person

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.actors.queries import Relation
    from fedicoop.instance import Instance
    from tests.network import Internet
    from tests.web.browser import Browser
    from tests.web.conftest import Opener


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give a member who reads English."""
    return await given_person(coop, "ana", language="en")


@pytest.fixture
async def bob(coop: Instance) -> Member:
    """Give another one."""
    return await given_person(coop, "bob")


@pytest.fixture
async def at_home(opened: Opener, coop: Instance, ana: Member) -> Browser:
    """Give Ana's browser."""
    return await browser_of(opened, coop, ana, "en")


async def between(coop: Instance, one: Member, other: Member) -> Relation:
    """Say what stands between two members."""
    async with coop.reading() as work:
        return await queries.relation(work, one.actor, other.actor)


async def lock(coop: Instance, username: str) -> None:
    """Let somebody choose who follows her."""
    async with coop.writing() as work:
        actor = await queries.by_username(work, username)
        assert actor is not None
        actor.locked = True


async def test_a_member_follows_and_stops(
    at_home: Browser, coop: Instance, ana: Member, bob: Member
) -> None:
    """From the profile, and back to it; twice does no harm."""
    for _ in range(2):
        answer = await at_home.send("/@bob/follow")
        assert (answer.status_code, answer.headers["location"]) == (303, "/@bob")
        assert (await between(coop, ana, bob)).following
    assert "You follow this account from now on." in words(await at_home.get("/@bob"))
    await at_home.send("/@bob/unfollow", {"back": "/@ana/following"})
    assert not (await between(coop, ana, bob)).following


async def test_a_stranger_is_asked_and_her_newest_messages_are_fetched(
    at_home: Browser, coop: Instance, neighbour: Instance, internet: Internet, ana: Member
) -> None:
    """Her server says yes; both know."""
    await given_person(neighbour, "zoe")
    await at_home.get("/search?q=@zoe@neighbour.example")
    answer = await at_home.send("/@zoe@neighbour.example/follow")
    assert answer.headers["location"] == "/@zoe@neighbour.example"
    assert "https://neighbour.example/users/zoe/outbox" in coop.take_wishes(10)
    assert "it now waits for an answer" in words(await at_home.get("/home"))
    await internet.settle()
    async with coop.reading() as work:
        zoe = await queries.by_uri(work, "https://neighbour.example/users/zoe")
        assert zoe is not None
        assert await queries.is_following(work, ana.actor, zoe)


async def test_a_block_ends_everything_and_can_be_lifted(
    at_home: Browser, opened: Opener, coop: Instance, ana: Member, bob: Member
) -> None:
    """The blocked cannot follow again."""
    bobs = await browser_of(opened, coop, bob)
    await bobs.send("/@ana/follow")
    await at_home.send("/@bob/block")
    relation = await between(coop, ana, bob)
    assert (relation.blocking, relation.followed_by) == (True, False)
    assert (await bobs.send("/@ana/follow")).status_code == 403
    await at_home.send("/@bob/unblock")
    assert not (await between(coop, ana, bob)).blocking


@pytest.mark.parametrize("deed", ["follow", "unfollow", "block", "unblock"])
async def test_nobody_acts_upon_who_is_not_there(at_home: Browser, deed: str) -> None:
    """Nor on what is no handle; nor without a token, nor without signing in."""
    for handle in ("nobody", "no@peer.example", "a@b@c", "%20", "x@-"):
        assert (await at_home.send(f"/@{handle}/{deed}")).status_code == 404
    assert (await at_home.client.post(f"/@ana/{deed}")).status_code == 403


async def test_oneself_is_neither_followed_nor_blocked(at_home: Browser) -> None:
    """403 says so."""
    assert (await at_home.send("/@ana/follow")).status_code == 403
    assert (await at_home.send("/@ana/block")).status_code == 403


async def test_visitors_follow_nobody(opened: Opener, coop: Instance, ana: Member) -> None:
    """They are asked to sign in, and see no lists of people."""
    visitor = opened(coop)
    assert (await visitor.send("/@ana/follow", at="/login")).status_code == 401
    for path in ("/@ana/followers", "/@ana/following", "/follow-requests", "/directory"):
        assert (await visitor.get(path)).status_code == 303


async def test_requests_are_accepted_or_declined(
    at_home: Browser, opened: Opener, coop: Instance, ana: Member, bob: Member
) -> None:
    """Each with one button; what was answered is gone from the list."""
    await lock(coop, "ana")
    eve = await given_person(coop, "eve")
    for member in (bob, eve):
        await (await browser_of(opened, coop, member)).send("/@ana/follow")
    page = await at_home.get("/follow-requests")
    assert "Bob" in page.text
    assert f'formaction="/follow-requests/{eve.actor_id}/reject"' in page.text
    yes = await at_home.send(f"/follow-requests/{bob.actor_id}/accept")
    no = await at_home.send(f"/follow-requests/{eve.actor_id}/reject")
    assert (yes.status_code, no.status_code) == (303, 303)
    assert (await between(coop, bob, ana)).following
    assert not (await between(coop, eve, ana)).requested
    for deed in ("accept", "reject"):
        assert (await at_home.send(f"/follow-requests/{bob.actor_id}/{deed}")).status_code == 404
        assert (await at_home.send(f"/follow-requests/nobody/{deed}")).status_code == 404


@pytest.mark.parametrize("language", EVERY_LANGUAGE)
@pytest.mark.parametrize("locked", [True, False])
async def test_no_requests_says_how_to_be_asked(
    opened: Opener, coop: Instance, language: str, locked: bool
) -> None:
    """By choosing it in the settings."""
    eve = await given_person(coop, "eve", language=language)
    if locked:
        await lock(coop, "eve")
    page = await (await browser_of(opened, coop, eve, language)).get("/follow-requests")
    assert 'class="empty"' in page.text
    assert ('class="button calm" href="/settings"' in page.text) is not locked


async def test_who_follows_whom_is_listed_for_members(
    at_home: Browser, coop: Instance, ana: Member, bob: Member
) -> None:
    """Both ways, with what to do while a list is empty."""
    assert "Give your address" in words(await at_home.get("/@ana/followers"))
    assert 'href="/directory"' in (await at_home.get("/@ana/following")).text
    await at_home.send("/@bob/follow")
    assert 'href="/@bob"' in (await at_home.get("/@ana/following")).text
    assert 'href="/@ana"' in (await at_home.get("/@bob/followers")).text
    assert "Nobody yet." in words(await at_home.get("/@bob/following"))
    assert (await at_home.get("/@nobody/followers")).status_code == 404


async def test_lists_of_people_elsewhere_say_that_they_are_not_whole(
    at_home: Browser, coop: Instance
) -> None:
    """And where the whole list is."""
    async with coop.writing() as work:
        zoe = await given_stranger(work, "zoe")
        for number in range(41):
            fan = await given_stranger(work, f"fan{number:02}")
            await actors.accepted(work, await actors.follow(work, fan, await cooperative(work)))
    page = words(await at_home.get(f"/@zoe@{zoe.host}/followers"))
    assert "the whole list is on peer.example" in page
    first = await at_home.get("/@cooperative/followers")
    link = markup(first).partition('rel="next" href="')[2].partition('"')[0]
    assert "fan00" not in first.text
    assert "fan00" in (await at_home.get(f"/@cooperative/followers{link}")).text


cooperative = queries.cooperative
