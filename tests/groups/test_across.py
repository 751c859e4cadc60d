"""Groups between cooperatives: joining, posting, reading, and what never leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx2
import orjson
import pytest

from fedicoop.accounts import service as accounts
from fedicoop.actors import queries as actors
from fedicoop.groups import queries, service
from fedicoop.groups.service import GroupDraft
from fedicoop.inbox import lookup
from fedicoop.posts import queries as posts
from fedicoop.posts import service as writing
from fedicoop.posts.service import NoteDraft

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.groups import Group
    from fedicoop.instance import Instance
    from fedicoop.work import Work
    from tests.network import Internet

CANARY = "canari-4f1d77"
SOLAR = "https://coop.example/groups/solaire"


async def found(work: Work, uri: str) -> Actor:
    """Give an actor that must be there."""
    actor = await actors.by_uri(work, uri)
    assert actor is not None, uri
    return actor


async def group_at(work: Work, uri: str = SOLAR) -> Group:
    """Give a group that must be there."""
    group = await queries.by_actor_uri(work, uri)
    assert group is not None
    return group


async def given_solar(coop: Instance, **more: Any) -> None:
    """Let Ana found a group at coop.example."""
    async with coop.writing() as work:
        ana = (await accounts.admit(work, "ana", name="Ana")).actor
        await service.create(work, ana, "solaire", GroupDraft(name="Solaire", **more))


async def given_ben(neighbour: Instance) -> None:
    """Let Ben live at neighbour.example and know the group."""
    async with neighbour.writing() as work:
        await accounts.admit(work, "ben", name="Ben")
    await lookup.resolve(neighbour, SOLAR)


async def ben_joins(neighbour: Instance, internet: Internet) -> None:
    """Let Ben join from his own server."""
    async with neighbour.writing() as work:
        ben = await found(work, neighbour.urls.user("ben"))
        group = await service.remember(work, await found(work, SOLAR))
        await service.join(work, group, ben, message="Bonjour")
    await internet.settle()


async def state_of_ben(instance: Instance) -> str:
    """Say what a server knows of Ben's membership."""
    async with instance.reading() as work:
        ben = await found(work, "https://neighbour.example/users/ben")
        row = await queries.membership(work, await group_at(work), ben)
        return row.state if row else ""


async def ana_writes(coop: Instance, internet: Internet, words: str, visibility: str) -> str:
    """Let Ana write in her group; give the address."""
    async with coop.writing() as work:
        ana = await found(work, coop.urls.user("ana"))
        draft = NoteDraft(words, visibility, group=await group_at(work))
        post = await writing.publish(work, ana, draft)
    await internet.settle()
    return post.uri


async def ben_reads(neighbour: Instance) -> list[str]:
    """Give the words on Ben's home page."""
    async with neighbour.reading() as work:
        ben = await found(work, "https://neighbour.example/users/ben")
        return [item.post.content for item in (await posts.home(work, ben)).items]


async def asks(internet: Internet, url: str, accept: str = "application/activity+json") -> Any:
    """Ask a server of ours for a document as a stranger."""
    host = url.split("/")[2]
    async with httpx2.AsyncClient(transport=internet.servers[host]) as client:
        return await client.get(url, headers={"accept": accept})


async def test_ben_joins_from_his_own_server_reads_and_posts(
    coop: Instance, neighbour: Instance, internet: Internet
) -> None:
    await given_solar(coop)
    await given_ben(neighbour)
    await ben_joins(neighbour, internet)
    assert (await state_of_ben(coop), await state_of_ben(neighbour)) == ("active", "active")

    uri = await ana_writes(coop, internet, "Un toit de plus", "public")
    assert await ben_reads(neighbour) == ["<p>Un toit de plus</p>"]

    async with neighbour.writing() as work:
        ben = await found(work, neighbour.urls.user("ben"))
        draft = NoteDraft("Et chez nous deux", group=await group_at(work))
        await writing.publish(work, ben, draft)
    await internet.settle()
    async with coop.reading() as work:
        shown = await posts.of_group(work, await group_at(work), None)
        assert [item.post.content for item in shown.items] == [
            "<p>Et chez nous deux</p>",
            "<p>Un toit de plus</p>",
        ]
    outbox = (await asks(internet, f"{SOLAR}/outbox?page=1")).json()
    assert {item["type"] for item in outbox["orderedItems"]} == {"Announce"}
    listed = (await asks(internet, f"{SOLAR}/posts")).json()
    assert listed["first"]["orderedItems"][1]["id"] == uri

    async with neighbour.writing() as work:
        ben = await found(work, neighbour.urls.user("ben"))
        await service.leave(work, await group_at(work), ben)
    await internet.settle()
    assert (await state_of_ben(coop), await state_of_ben(neighbour)) == ("left", "left")


async def test_a_private_group_is_read_by_its_members_on_other_servers(
    coop: Instance, neighbour: Instance, internet: Internet
) -> None:
    await given_solar(coop, visibility="private")
    await given_ben(neighbour)
    await ben_joins(neighbour, internet)
    assert await state_of_ben(coop) == "asked"
    async with coop.writing() as work:
        row = (await queries.asking(work, await group_at(work)))[0]
        await service.approve(work, row, await found(work, coop.urls.user("ana")))
    await internet.settle()
    assert await state_of_ben(neighbour) == "active"

    uri = await ana_writes(coop, internet, f"Entre nous {CANARY}", "group")

    assert await ben_reads(neighbour) == [f"<p>Entre nous {CANARY}</p>"]
    async with neighbour.reading() as work:
        post = await posts.by_uri(work, uri)
        assert post is not None
        assert post.visibility == "group"
        assert not await posts.can_see(work, post, None)
    assert (await asks(internet, uri)).status_code == 404


@pytest.mark.parametrize("sight", ["private", "secret"])
async def test_what_a_group_says_among_its_own_never_leaves(
    coop: Instance, neighbour: Instance, internet: Internet, sight: str
) -> None:
    """A word is looked for in every byte that was sent to others."""
    await given_solar(coop, visibility=sight, description=CANARY, mandate=CANARY)
    async with neighbour.writing() as work:
        await accounts.admit(work, "ben", name="Ben")
    await lookup.resolve(coop, neighbour.urls.user("ben"))
    async with coop.writing() as work:
        ana = await found(work, coop.urls.user("ana"))
        draft = GroupDraft(name="Solaire", visibility=sight, description=CANARY)
        await service.revise(work, await group_at(work), ana, draft)

    uri = await ana_writes(coop, internet, f"{CANARY} @ben@neighbour.example", "group")
    async with coop.writing() as work:
        post = await posts.by_uri(work, uri)
        assert post is not None
        ana = await found(work, coop.urls.user("ana"))
        await writing.publish(work, ana, NoteDraft(CANARY, "group", in_reply_to=post))
        await writing.edit(work, post, ana, writing.EditDraft(f"{CANARY} bis"))
        await writing.delete(work, post, ana)
    await internet.settle()

    for request in internet.requests:
        assert CANARY.encode() not in request.content
    ends = ("", "/members", "/moderators", "/posts", "/discussions", "/events", "/resources")
    for end in (*ends, "/todos", "/outbox", "/featured", "/followers?page=1"):
        answer = await asks(internet, f"{SOLAR}{end}")
        assert CANARY not in answer.text
        assert "users/ana" not in answer.text
        if sight == "secret":
            assert answer.status_code == 404, end


async def test_nothing_says_that_a_secret_group_is_there(
    coop: Instance, internet: Internet
) -> None:
    await given_solar(coop, visibility="secret")

    finger = "https://coop.example/.well-known/webfinger?resource=acct:"
    for url in (
        SOLAR,
        "https://coop.example/@solaire",
        f"{finger}solaire@coop.example",
        f"{SOLAR}/outbox",
    ):
        assert (await asks(internet, url)).status_code == 404, url
        none = url.replace("solaire", "personne")
        assert (await asks(internet, none)).status_code == 404, none


async def test_the_actor_has_what_mobilizon_and_lemmy_look_for(
    coop: Instance, internet: Internet
) -> None:
    await given_solar(
        coop, town="Rouen", postcode="76000", latitude=49.0, longitude=1.0, openness="request"
    )

    actor = (await asks(internet, SOLAR)).json()

    assert actor["type"] == "Group"
    assert (actor["openness"], actor["memberCount"]) == ("moderated", 1)
    assert actor["manuallyApprovesFollowers"] is True
    assert actor["attributedTo"] == f"{SOLAR}/moderators"
    assert actor["postingRestrictedToMods"] is False
    assert b'"latitude":49.0' in orjson.dumps(actor["location"])
    for name in ("members", "events", "posts", "discussions", "resources", "todos"):
        assert actor[name] == actor["endpoints"][name] == f"{SOLAR}/{name}"
        found_there = (await asks(internet, actor[name])).json()
        assert found_there["type"] == "OrderedCollection"
    moderators = (await asks(internet, f"{SOLAR}/moderators")).json()
    assert moderators["orderedItems"] == ["https://coop.example/users/ana"]
    members = (await asks(internet, f"{SOLAR}/members?page=1")).json()
    assert members["orderedItems"] == []
    assert (await asks(internet, SOLAR, "text/html")).status_code == 303


async def test_members_who_agreed_are_listed(coop: Instance, internet: Internet) -> None:
    await given_solar(coop)
    async with coop.writing() as work:
        (await found(work, coop.urls.user("ana"))).discoverable = True

    members = (await asks(internet, f"{SOLAR}/members?page=1")).json()

    assert [each["type"] for each in members["orderedItems"]] == ["Member"]
    assert members["orderedItems"][0]["role"] == "administrator"


async def test_strangers_get_a_stub_of_a_private_group(coop: Instance, internet: Internet) -> None:
    await given_solar(coop, visibility="private", description="caché")

    actor = (await asks(internet, SOLAR)).json()

    assert actor["name"] == "Solaire"
    assert "publicKey" in actor
    assert "summary" not in actor
    assert "memberCount" not in actor
