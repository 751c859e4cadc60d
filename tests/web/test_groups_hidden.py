"""What no page, list or address says of groups that are closed, nor of who is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.accounts import queries as register
from fedicoop.accounts import service as accounts
from fedicoop.actors import queries as addresses
from fedicoop.actors import service as actors
from fedicoop.groups import service
from fedicoop.groups.service import GroupDraft
from fedicoop.posts import service as posts
from fedicoop.posts.service import NoteDraft
from tests.web.browser import words
from tests.web.given import browser_of, given_person
from tests.web.given_groups import given_group, given_joined

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.actors import Actor
    from fedicoop.instance import Instance
    from fedicoop.work import Work
    from tests.web.browser import Browser
    from tests.web.conftest import Opener

ACTIVITY = "application/activity+json"
CLOSED = ("members", "private", "secret")


async def _named(work: Work, name: str) -> Actor:
    found = await addresses.by_username(work, name)
    assert found is not None
    return found


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give the facilitator of everything here, who agreed to be found."""
    ana = await given_person(coop, "ana", language="en")
    async with coop.writing() as work:
        (await _named(work, "ana")).discoverable = True
    return ana


@pytest.fixture
async def bobs(opened: Opener, coop: Instance) -> Browser:
    """Give the browser of a member who is in no group."""
    return await browser_of(opened, coop, await given_person(coop, "bob", language="en"), "en")


@pytest.fixture
async def groups(coop: Instance, ana: Member) -> None:
    """Give a group of each kind, all Ana's."""
    for sight in ("public", *CLOSED):
        await given_group(coop, ana, f"g_{sight}", name=f"Groupe {sight}", visibility=sight)


@pytest.mark.usefixtures("groups")
async def test_whom_somebody_follows_does_not_say_which_closed_groups_she_is_in(
    visitor: Browser, bobs: Browser, opened: Opener, coop: Instance, ana: Member
) -> None:
    """Neither to other servers nor to members; she herself sees them all."""
    said = (await visitor.get("/users/ana/following?page=1", accept=ACTIVITY)).text
    assert "g_public" in said
    for sight in CLOSED:
        assert f"g_{sight}" not in said
    said = (await bobs.get("/@ana/following")).text
    assert "g_public" in said
    assert "g_members" in said
    assert "g_private" not in said
    assert "g_secret" not in said
    own = await browser_of(opened, coop, ana, "en")
    assert "g_secret" in (await own.get("/@ana/following")).text


@pytest.mark.usefixtures("groups")
async def test_who_follows_a_closed_group_is_for_its_members(
    bobs: Browser, opened: Opener, coop: Instance, ana: Member
) -> None:
    """Its followers are its members."""
    for sight in ("private", "secret"):
        assert (await bobs.get(f"/@g_{sight}/followers")).status_code == 404
        assert (await bobs.get(f"/@g_{sight}/following")).status_code == 404
    own = await browser_of(opened, coop, ana, "en")
    assert "Ana" in words(await own.get("/@g_secret/followers"))
    assert "Ana" in words(await bobs.get("/@g_members/followers"))


@pytest.mark.usefixtures("groups", "bobs")
async def test_other_servers_hear_of_no_follower_who_keeps_to_herself(
    visitor: Browser, coop: Instance
) -> None:
    """Bob did not agree to be found: the list of a public group does not name him either."""
    async with coop.writing() as work:
        bob = await _named(work, "bob")
        await actors.follow(work, bob, await _named(work, "g_public"))

    said = (await visitor.get("/groups/g_public/followers?page=1", accept=ACTIVITY)).text

    assert "users/ana" in said
    assert "users/bob" not in said


@pytest.mark.usefixtures("groups")
async def test_no_box_and_no_door_tells_a_secret_group_from_none(
    bobs: Browser, visitor: Browser
) -> None:
    """The search, the way in from other sites, and the inbox answer as for nobody."""
    secret = "https://coop.example/groups/g_secret"
    for wanted in ("g_secret", "@g_secret", "@g_secret@coop.example", secret):
        said = await bobs.get(f"/search?q={wanted}")
        none = await bobs.get(f"/search?q={wanted.replace('secret', 'nobody')}")
        assert said.status_code == none.status_code == 200, wanted
        there = await bobs.get(f"/authorize_interaction?uri={wanted}")
        nowhere = await bobs.get(f"/authorize_interaction?uri={wanted.replace('secret', 'nobody')}")
        assert there.status_code == nowhere.status_code, wanted
    for name in ("g_secret", "g_nobody"):
        answer = await visitor.client.post(
            f"/groups/{name}/inbox", content=b"{}", headers={"content-type": ACTIVITY}
        )
        assert answer.status_code == 404, name


@pytest.mark.usefixtures("groups")
async def test_who_belongs_finds_her_secret_group(
    opened: Opener, coop: Instance, ana: Member
) -> None:
    """Search and addresses lead her there; its name alone finds it among others."""
    own = await browser_of(opened, coop, ana, "en")
    assert 'href="/@g_secret"' in (await own.get("/search?q=g_secret")).text
    for wanted in ("@g_secret@coop.example", "https://coop.example/groups/g_secret"):
        answer = await own.get(f"/search?q={wanted}")
        assert (answer.status_code, answer.headers["location"]) == (303, "/@g_secret"), wanted


@pytest.mark.usefixtures("groups")
async def test_no_message_links_to_a_secret_group(coop: Instance, ana: Member) -> None:
    """Its name stays the word that was typed; other groups are linked."""
    async with coop.writing() as work:
        author = await _named(work, "ana")
        draft = NoteDraft("Bonjour @g_secret et @g_public", "public")
        post = await posts.publish(work, author, draft)
        assert [each.actor.username for each in post.mentions] == ["g_public"]
        assert "groups/g_secret" not in post.content
        assert "/@g_secret" not in post.content


@pytest.mark.usefixtures("groups", "bobs")
async def test_a_program_does_not_find_a_secret_group(coop: Instance, visitor: Browser) -> None:
    """To follow and to block it is to follow and to block nobody."""
    async with coop.writing() as work:
        bob = await _named(work, "bob")
        member = await register.by_actor(work, bob.id)
        assert member is not None
        token = await accounts.create_token(work, member, "Essai")
    for kind in ("Follow", "Block"):
        codes = []
        for name in ("g_secret", "g_nobody"):
            answer = await visitor.client.post(
                "/users/bob/outbox",
                json={"type": kind, "object": f"https://coop.example/groups/{name}"},
                headers={"authorization": f"Bearer {token}", "content-type": ACTIVITY},
            )
            codes.append(answer.status_code)
        assert codes == [404, 404], kind


@pytest.mark.usefixtures("groups")
async def test_why_a_closed_group_ended_is_for_those_who_read_it(
    bobs: Browser, opened: Opener, coop: Instance, ana: Member
) -> None:
    """Strangers see that it rests, not why."""
    async with coop.writing() as work:
        group = await service.remember(work, await _named(work, "g_private"))
        await service.archive(work, group, await _named(work, "ana"), "Un secret de famille")

    assert "secret de famille" not in words(await bobs.get("/@g_private"))
    own = await browser_of(opened, coop, ana, "en")
    assert "secret de famille" in words(await own.get("/@g_private"))


@pytest.mark.usefixtures("groups")
async def test_a_group_that_closed_has_no_feed_and_no_cached_lists(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    """What was public once stays so at its own address, and is listed no longer."""
    async with coop.writing() as work:
        me = await _named(work, "ana")
        group = await service.remember(work, await _named(work, "g_public"))
        await posts.publish(work, me, NoteDraft("Bonjour", "public", group=group))
    open_to_all = await visitor.get("/groups/g_public/outbox", accept=ACTIVITY)
    assert open_to_all.headers["cache-control"].startswith("public")
    assert "Bonjour" in (await visitor.get("/@g_public.atom")).text
    async with coop.writing() as work:
        me = await _named(work, "ana")
        group = await service.remember(work, await _named(work, "g_public"))
        await service.revise(work, group, me, GroupDraft(name="Fermé", visibility="private"))

    assert (await visitor.get("/@g_public.atom")).status_code == 404
    on_top = await visitor.get("/groups/g_public/featured", accept=ACTIVITY)
    assert on_top.json()["orderedItems"] == []
    assert on_top.headers["cache-control"].startswith("private")
    said = await visitor.get("/groups/g_public/outbox", accept=ACTIVITY)
    assert "Bonjour" not in said.text
    assert said.json()["totalItems"] == 0
    assert said.headers["cache-control"].startswith("private")
    for end in ("followers", "following"):
        answer = await visitor.get(f"/groups/g_public/{end}", accept=ACTIVITY)
        assert answer.status_code == 404, end


async def test_a_suspended_secret_group_is_as_unknown_as_before(
    visitor: Browser, coop: Instance, ana: Member
) -> None:
    """Not even a tombstone stands for it."""
    await given_group(coop, ana, "g_secret", visibility="secret")
    await given_joined(coop, ana, "g_secret")
    async with coop.writing() as work:
        await actors.suspend(work, await _named(work, "g_secret"))

    for path in ("/groups/g_secret", "/@g_secret", "/groups/g_secret/outbox"):
        for accept in (ACTIVITY, "text/html"):
            answer = await visitor.get(path, accept=accept)
            none = await visitor.get(path.replace("secret", "nobody"), accept=accept)
            assert answer.status_code == none.status_code, (path, accept)
