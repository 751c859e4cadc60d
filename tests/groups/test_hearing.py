"""What others say about who belongs to a group, as Mobilizon and fedicoop say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.activitypub.activity import object_uri
from fedicoop.activitypub.signatures import Verified
from fedicoop.actors.federation import handlers as of_actors
from fedicoop.errors import NeedsObject
from fedicoop.groups import queries, service
from fedicoop.groups.federation import handlers as of_groups
from fedicoop.handlers import Handlers, Incoming
from fedicoop.inbox.authority import authority
from tests.givens import given_stranger
from tests.groups.given import (
    given_group,
    given_membership,
    given_person,
    kinds,
    says,
    sent,
)

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.actors import Actor
    from fedicoop.groups import Group, Membership
    from fedicoop.work import Work

table = Handlers.merged((of_actors, of_groups))


async def hear(work: Work, activity: Document, sender: Actor) -> None:
    """Let a verified sender say something: authority first, then the handler that is found."""
    known = await table.known(work, object_uri(activity))
    assert authority(Verified("", sender.uri), activity)
    assert authority(Verified("", sender.uri), activity, known)
    handler = table.find(activity, known)
    assert handler is not None
    await handler(work, Incoming(activity, sender.uri))
    await work.session.flush()


def a_member(uri: str, person: Actor, group: Actor, role: str = "member") -> Document:
    """Write a Member as Mobilizon does."""
    return {"id": uri, "type": "Member", "actor": person.uri, "object": group.uri, "role": role}


@pytest.fixture
async def ana(work: Work) -> Actor:
    """Give a member of ours."""
    return await given_person(work, "ana")


@pytest.fixture
async def zoe(work: Work) -> Actor:
    """Give somebody of another server."""
    return await given_stranger(work, "zoe")


async def given_group_elsewhere(work: Work) -> Group:
    """Remember a group of a Mobilizon, with where its members are addressed."""
    actor = await given_stranger(work, "garden", "mob.example", kind="Group")
    actor.extra = {"members": f"{actor.uri}/members", "openness": "moderated"}
    return await service.remember(work, actor)


async def asked(work: Work, ana: Actor) -> Membership:
    """Let one of ours ask to come into that group."""
    group = await given_group_elsewhere(work)
    row = await service.join(work, group, ana, message="Bonjour")
    assert row.state == "asked"
    return row


async def test_a_group_elsewhere_has_as_many_members_as_it_says(work: Work, ana: Actor) -> None:
    row = await asked(work, ana)
    group = row.group
    assert group.size == 0

    await service.accepted(work, row, "member")
    assert group.size == 1

    group.actor.extra = group.actor.extra | {"memberCount": 12}
    assert group.size == 12


async def test_a_mobilizon_joins(work: Work, ana: Actor, zoe: Actor) -> None:
    group = await given_group(work, ana)
    join = says("Join", zoe, group.actor.uri, participationMessage=None)

    await hear(work, join, zoe)

    row = await queries.membership_by_uri(work, str(join["id"]))
    assert row is not None
    assert row.is_active
    assert kinds(work) == ["Accept"]


async def test_whom_the_group_does_not_take_it_tells(work: Work, ana: Actor, zoe: Actor) -> None:
    group = await given_group(work, ana, openness="invitation")

    await hear(work, says("Join", zoe, group.actor.uri), zoe)

    assert kinds(work) == ["Reject"]
    assert await queries.membership(work, group, zoe) is None


async def test_groups_do_not_join_groups(work: Work, ana: Actor) -> None:
    group = await given_group(work, ana)
    other = await given_stranger(work, "garden", kind="Group")

    await hear(work, says("Join", other, group.actor.uri), other)

    assert sent(work) == []


async def test_a_join_of_somebody_we_never_saw_waits_for_her(work: Work, ana: Actor) -> None:
    group = await given_group(work, ana)
    handler = of_groups.activities["Join", "Group"]

    with pytest.raises(NeedsObject):
        await handler(
            work,
            Incoming({"type": "Join", "object": group.actor.uri}, "https://new.example/users/u"),
        )


async def test_a_mobilizon_leaves(work: Work, ana: Actor, zoe: Actor) -> None:
    group = await given_group(work, ana)
    row = await given_membership(work, group, zoe, "facilitator")
    await service.set_role(work, row, "moderator", ana)

    await hear(work, says("Leave", zoe, group.actor.uri), zoe)

    assert row.state == "left"
    elsewhere = await given_group_elsewhere(work)
    await hear(work, says("Leave", zoe, elsewhere.actor.uri), zoe)


async def test_a_join_is_taken_back(work: Work, ana: Actor, zoe: Actor) -> None:
    group = await given_group(work, ana)
    join = says("Join", zoe, group.actor.uri)
    await hear(work, join, zoe)

    await hear(work, says("Undo", zoe, join), zoe)

    assert group.members_count == 1
