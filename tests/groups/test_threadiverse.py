"""Lemmy and its kin read announced activities only; who runs what is asked in the background."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx2

from fedicoop import upkeep
from fedicoop.actors import service as actors
from fedicoop.groups import queries, service
from fedicoop.posts import service as posts
from fedicoop.posts.service import NoteDraft
from tests.givens import given_member, given_stranger
from tests.groups.given import forget, given_bare_group

if TYPE_CHECKING:
    from fedicoop.groups import Group
    from fedicoop.instance import Instance
    from fedicoop.work import Work
    from tests.clocks import StoppedClock
    from tests.network import Internet


async def given_follower(work: Work, group: Group, host: str) -> None:
    """Let somebody of a server follow a group."""
    person = await given_stranger(work, "zoe", host)
    await actors.accept(work, await actors.follow(work, person, group.actor, uri=f"{person.uri}/f"))
    forget(work)


async def test_each_server_gets_one_announce_in_its_own_way(work: Work) -> None:
    ana = await given_member(work, "ana")
    group = await given_bare_group(work, ana)
    await given_follower(work, group, "lemmy.example")
    await given_follower(work, group, "masto.example")
    await service.note_software(work, "lemmy.example", "Lemmy")
    await service.note_software(work, "masto.example", "mastodon")

    post = await posts.publish(work, ana, NoteDraft("Bonjour", group=group, title="Toit"))

    create, plain, wrapped = work.outgoing
    assert plain.inboxes == ("https://masto.example/inbox",)
    assert plain.activity["object"] == post.uri
    assert wrapped.inboxes == ("https://lemmy.example/inbox",)
    assert wrapped.activity["object"] == create.activity
    assert wrapped.activity["id"] != plain.activity["id"]
    assert plain.only
    assert wrapped.only


async def test_servers_are_asked_once_a_month(
    coop: Instance, internet: Internet, clock: StoppedClock
) -> None:
    schema = "http://nodeinfo.diaspora.software/ns/schema/2.1"
    where = "https://lemmy.example/nodeinfo/2.1"
    said: dict[str, Any] = {
        "https://lemmy.example/.well-known/nodeinfo": {"links": [{"rel": schema, "href": where}]},
        where: {"version": "2.1", "software": {"name": "lemmy", "version": "1"}},
    }
    internet.servers["lemmy.example"] = httpx2.MockTransport(
        lambda request: httpx2.Response(200, json=said[str(request.url)])
    )
    async with coop.writing() as work:
        group = await given_bare_group(work, await given_member(work, "ana"))
        await given_follower(work, group, "lemmy.example")
        await given_follower(work, group, "silent.example")

    assert await upkeep.learn(coop) == 2
    assert await upkeep.learn(coop) == 0

    async with coop.reading() as work:
        found = await queries.threadiverse(work, ["lemmy.example", "silent.example"])
    assert found == {"lemmy.example"}
    clock.move(timedelta(days=31))
    assert await upkeep.learn(coop) == 2
