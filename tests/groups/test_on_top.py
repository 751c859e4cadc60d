"""What stands on top of a group, here and on other servers: its featured collection."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.actors import service as actors
from fedicoop.errors import NeedsObject
from fedicoop.groups import service as grouping
from fedicoop.posts import queries, service
from fedicoop.posts.federation import from_ap
from fedicoop.posts.service import NoteDraft
from tests.givens import given_member, given_stranger
from tests.groups.given import (
    forget,
    given_bare_group,
    given_membership,
)
from tests.groups.test_across import SOLAR, ana_writes, asks, given_solar, group_at
from tests.posts.given import a_note, hear, says

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.groups import Group
    from fedicoop.instance import Instance
    from fedicoop.posts import Post
    from fedicoop.work import Work
    from tests.network import Internet


@pytest.fixture
async def ana(work: Work) -> Actor:
    """Give a member of ours."""
    return await given_member(work, "ana")


async def given_follower(work: Work, group: Group, host: str) -> None:
    """Let somebody of a server follow a group."""
    person = await given_stranger(work, "zoe", host)
    await actors.accept(work, await actors.follow(work, person, group.actor, uri=f"{person.uri}/f"))
    forget(work)


async def test_each_server_reads_a_pin_in_its_own_way(work: Work, ana: Actor) -> None:
    group = await given_bare_group(work, ana)
    post = await service.publish(work, ana, NoteDraft("Bonjour", group=group))
    await given_follower(work, group, "lemmy.example")
    await given_follower(work, group, "masto.example")
    await grouping.note_software(work, "lemmy.example", "lemmy")

    await service.pin_in_group(work, post, ana)
    await service.pin_in_group(work, post, ana)

    plain, wrapped = work.outgoing
    assert plain.inboxes == ("https://masto.example/inbox",)
    assert plain.activity["type"] == "Add"
    assert plain.activity["actor"] == group.actor.uri
    assert (plain.activity["object"], plain.activity["target"]) == (post.uri, group.actor.featured)
    assert wrapped.inboxes == ("https://lemmy.example/inbox",)
    assert wrapped.activity["type"] == "Announce"
    inner = wrapped.activity["object"]
    assert (inner["type"], inner["actor"], inner["object"]) == ("Add", ana.uri, post.uri)
    assert inner["to"] == [PUBLIC, group.actor.uri]

    forget(work)
    await service.pin_in_group(work, post, ana, pinned=False)
    assert [each.activity["type"] for each in work.outgoing] == ["Remove", "Announce"]


@pytest.mark.parametrize("sight", ["public", "private"])
async def test_what_is_for_the_group_alone_is_pinned_in_silence(
    work: Work, ana: Actor, sight: str
) -> None:
    group = await given_bare_group(work, ana, visibility=sight)
    post = await service.publish(work, ana, NoteDraft("Entre nous", "group", group=group))
    await given_follower(work, group, "masto.example")

    await service.pin_in_group(work, post, ana)

    assert work.outgoing == []
    assert post.group_pinned_at is not None


async def test_what_is_taken_out_is_no_longer_on_top(work: Work, ana: Actor) -> None:
    group = await given_bare_group(work, ana)
    post = await service.publish(work, ana, NoteDraft("Bonjour", group=group))
    await service.pin_in_group(work, post, ana)

    await service.remove_from_group(work, post, ana)

    assert (post.group_id, post.group_pinned_at) == (None, None)


async def test_others_read_what_stands_on_top(coop: Instance, internet: Internet) -> None:
    await given_solar(coop)
    uri = await ana_writes(coop, internet, "En haut", "public")
    secret = await ana_writes(coop, internet, "Entre nous", "group")
    async with coop.writing() as work:
        group = await group_at(work)
        for each in (uri, secret):
            post = await queries.by_uri(work, each)
            assert post is not None
            await service.pin_in_group(work, post, post.author)
        assert group.actor.featured == f"{SOLAR}/featured"

    found = (await asks(internet, f"{SOLAR}/featured")).json()

    assert (found["type"], found["totalItems"]) == ("OrderedCollection", 1)
    assert [each["id"] for each in found["orderedItems"]] == [uri]
    assert [each["type"] for each in found["orderedItems"]] == ["Note"]


async def given_garden(work: Work, ana: Actor) -> Group:
    """Remember a group of another server to which one of ours belongs."""
    actor = await given_stranger(work, "garden", kind="Group")
    actor.extra = {"members": f"{actor.uri}/members"}
    actor.featured = f"{actor.uri}/featured"
    group = await grouping.remember(work, actor)
    await given_membership(work, group, ana)
    await actors.accepted(work, await actors.follow(work, ana, actor))
    forget(work)
    return group


async def received(work: Work, group: Group) -> Post:
    """Keep what somebody of the group's server wrote in it."""
    zoe = await given_stranger(work, "zoe")
    note = a_note(zoe, cc=[group.actor.uri], audience=group.actor.uri)
    post = await service.receive(work, zoe, from_ap(note, followers=zoe.followers), asked=True)
    assert post is not None
    assert post.group_id == group.id
    return post


async def test_a_group_elsewhere_puts_on_top_what_others_wrote(work: Work, ana: Actor) -> None:
    group = await given_garden(work, ana)
    actor = group.actor
    post = await received(work, group)

    await hear(work, says("Add", actor, post.uri, target=actor.featured), actor)
    assert [each.post.id for each in await queries.pinned_in(work, group, ana)] == [post.id]

    await hear(work, says("Remove", actor, post.uri, target=actor.featured), actor)
    assert await queries.pinned_in(work, group, ana) == []


async def test_a_group_elsewhere_pins_only_what_is_in_it(work: Work, ana: Actor) -> None:
    group = await given_garden(work, ana)
    mine = await service.publish(work, ana, NoteDraft("À moi"))
    solar = await given_bare_group(work, ana)
    ours = await service.publish(work, ana, NoteDraft("À nous", group=solar))

    for post in (mine, ours):
        add = says("Add", group.actor, post.uri, target=group.actor.featured)
        await hear(work, add, group.actor)
        assert post.group_pinned_at is None


async def test_a_pin_that_we_lack_is_fetched(work: Work, ana: Actor) -> None:
    group = await given_garden(work, ana)
    actor = group.actor
    add = says("Add", actor, f"https://{actor.host}/notes/9", target=actor.featured)

    with pytest.raises(NeedsObject):
        await hear(work, add, actor)


async def test_what_a_moderator_of_a_lemmy_group_pins_comes_announced(
    work: Work, ana: Actor
) -> None:
    """The group passes the Add and the Remove on (FEP-1b12); nobody else's word counts."""
    group = await given_garden(work, ana)
    actor = group.actor
    post = await received(work, group)
    moderator = await given_stranger(work, "mo", actor.host)
    add = says("Add", moderator, post.uri, target=actor.featured, audience=actor.uri)
    eve = await given_stranger(work, "eve", "evil.example")
    other = await given_stranger(work, "autre", "evil.example", kind="Group")

    for who in (eve, other):
        await hear(work, says("Announce", who, add), who)
        assert await queries.pinned_in(work, group, ana) == []
    elsewhere = add | {"target": f"{actor.uri}/moderators"}
    await hear(work, says("Announce", actor, elsewhere), actor)
    assert await queries.pinned_in(work, group, ana) == []

    await hear(work, says("Announce", actor, add), actor)
    assert [each.post.id for each in await queries.pinned_in(work, group, ana)] == [post.id]

    await hear(work, says("Announce", actor, add | {"type": "Remove"}), actor)
    assert await queries.pinned_in(work, group, ana) == []
