"""What groups of other servers say about those of ours, and guests about groups of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.activitypub.activity import object_uri
from fedicoop.activitypub.signatures import Verified
from fedicoop.actors import queries as addresses
from fedicoop.actors.federation import handlers as of_actors
from fedicoop.errors import NeedsObject, Refused
from fedicoop.groups import queries, service
from fedicoop.groups.federation import handlers as of_groups
from fedicoop.handlers import Handlers, Incoming
from fedicoop.inbox.authority import authority
from tests.givens import given_stranger
from tests.groups.given import (
    forget,
    given_group,
    given_membership,
    given_person,
    kinds,
    says,
    sent,
    told,
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


async def test_our_join_is_said_with_a_follow(work: Work, ana: Actor) -> None:
    row = await asked(work, ana)
    await service.join(work, row.group, ana)

    join, follow = sent(work)[0], sent(work)[1]
    assert (join["type"], join["object"]) == ("Join", row.group.actor.uri)
    assert join["participationMessage"] == "Bonjour"
    assert follow["type"] == "Follow"
    assert row.uri == join["id"]


@pytest.mark.parametrize("role", ["member", "moderator", "administrator"])
async def test_a_group_elsewhere_takes_one_of_ours_in(work: Work, ana: Actor, role: str) -> None:
    row = await asked(work, ana)
    forget(work)
    group = row.group.actor

    await hear(work, says("Accept", group, a_member(row.uri, ana, group, role)), group)
    await hear(work, says("Accept", group, a_member(row.uri, ana, group, role)), group)

    assert row.is_active
    assert row.role == {"administrator": "facilitator"}.get(role, role)
    assert told(work) == [("group_accepted", ana.id)]
    assert await service.join(work, row.group, ana) is row


async def test_an_accept_that_only_names_people_is_understood(work: Work, ana: Actor) -> None:
    """Mobilizon gives the Member an id of its own when it was not us who chose one."""
    row = await asked(work, ana)
    group = row.group.actor

    member = a_member("https://mob.example/member/7", ana, group)
    await hear(work, says("Accept", group, member), group)

    assert row.is_active


async def test_a_moderator_on_the_groups_server_answers_for_it(work: Work, ana: Actor) -> None:
    row = await asked(work, ana)
    moderator = await given_stranger(work, "mod", "mob.example")

    await hear(work, says("Accept", moderator, row.uri), moderator)

    assert row.is_active


@pytest.mark.parametrize("kind", ["Accept", "Reject", "Remove", "Update"])
async def test_nobody_else_answers_for_a_group_elsewhere(
    work: Work, ana: Actor, zoe: Actor, kind: str
) -> None:
    row = await asked(work, ana)

    with pytest.raises(Refused):
        await hear(work, says(kind, zoe, a_member(row.uri, ana, row.group.actor)), zoe)

    assert row.state == "asked"


async def test_a_known_moderator_of_a_third_server_answers(
    work: Work, ana: Actor, zoe: Actor
) -> None:
    row = await asked(work, ana)
    await given_membership(work, row.group, zoe, "moderator")

    await hear(work, says("Accept", zoe, a_member(row.uri, ana, row.group.actor)), zoe)

    assert row.is_active


async def test_a_group_elsewhere_says_no(work: Work, ana: Actor) -> None:
    row = await asked(work, ana)
    group = row.group.actor

    await hear(work, says("Reject", group, row.uri), group)
    await hear(work, says("Reject", group, row.uri), group)
    await hear(work, says("Accept", group, row.uri), group)

    assert row.state == "left"
    assert not await addresses.is_following(work, ana, group)


async def test_a_group_elsewhere_changes_a_role_and_excludes(work: Work, ana: Actor) -> None:
    row = await asked(work, ana)
    group = row.group.actor
    await hear(work, says("Accept", group, row.uri), group)
    forget(work)

    member = a_member(row.uri, ana, group, "moderator")
    await hear(work, says("Update", group, member), group)
    await hear(work, says("Update", group, member), group)
    assert row.role == "moderator"
    assert told(work) == [("group_role", ana.id)]

    await hear(work, says("Remove", group, row.uri, origin=group.uri), group)
    assert row.state == "banned"
    await hear(work, says("Update", group, member), group)
    assert row.role == "member"


async def test_one_of_ours_leaves_a_group_elsewhere(work: Work, ana: Actor) -> None:
    row = await asked(work, ana)
    forget(work)

    await service.leave(work, row.group, ana)

    assert kinds(work) == ["Leave", "Undo"]
    assert sent(work)[0]["object"] == row.group.actor.uri


async def test_ours_are_invited_into_groups_elsewhere(work: Work, ana: Actor) -> None:
    group = await given_group_elsewhere(work)
    admin = await given_stranger(work, "admin", "mob.example")
    invite = says(
        "Invite", admin, group.actor.uri, target=ana.uri, attributedTo=group.actor.uri
    ) | {"id": "https://mob.example/member/9"}

    await hear(work, invite, admin)
    await hear(work, invite, admin)

    assert told(work) == [("group_invited", ana.id)]
    row = (await queries.invitations_of(work, ana))[0]
    assert row.uri == "https://mob.example/member/9"

    forget(work)
    await service.accept_invitation(work, row)
    accept, follow = sent(work)
    assert (accept["type"], accept["actor"]) == ("Accept", ana.uri)
    assert accept["object"]["id"] == "https://mob.example/member/9"
    assert accept["to"] == [group.actor.uri, admin.uri]
    assert follow["type"] == "Follow"
    with pytest.raises(Refused):
        await service.invite(work, group, ana, admin)


async def test_ours_decline_and_are_uninvited(work: Work, ana: Actor) -> None:
    group = await given_group_elsewhere(work)
    invite = says("Invite", group.actor, group.actor.uri, target=ana.uri)
    await hear(work, invite, group.actor)
    row = (await queries.invitations_of(work, ana))[0]
    forget(work)

    await service.decline_invitation(work, row)
    assert kinds(work) == ["Reject"]
    assert sent(work)[0]["to"] == [group.actor.uri]

    await hear(work, invite, group.actor)
    await hear(work, says("Undo", group.actor, invite), group.actor)
    assert row.state == "left"


async def test_an_invitation_of_a_stranger_is_refused(work: Work, ana: Actor, zoe: Actor) -> None:
    group = await given_group_elsewhere(work)

    with pytest.raises(Refused):
        await hear(work, says("Invite", zoe, group.actor.uri, target=ana.uri), zoe)


async def test_an_unknown_group_is_fetched_for_an_invitation(
    work: Work, ana: Actor, zoe: Actor
) -> None:
    uri = "https://peer.example/groups/new"
    with pytest.raises(NeedsObject):
        await hear(work, says("Invite", zoe, uri, target=ana.uri), zoe)
    await hear(work, says("Invite", zoe, uri, target=zoe.uri), zoe)

    found = await given_stranger(work, "new", kind="Group")
    await hear(work, says("Invite", zoe, found.uri, target=ana.uri), zoe)
    assert len(await queries.invitations_of(work, ana)) == 1

    with pytest.raises(Refused):
        await hear(work, says("Invite", zoe, zoe.uri, 2, target=ana.uri), zoe)


async def test_our_guests_elsewhere_answer(work: Work, ana: Actor, zoe: Actor) -> None:
    group = await given_group(work, ana, openness="invitation")
    row = await service.invite(work, group, ana, zoe)

    await hear(work, says("Reject", zoe, row.uri), zoe)
    assert row.state == "left"

    row = await service.invite(work, group, ana, zoe)
    await hear(work, says("Accept", zoe, a_member(row.uri, zoe, group.actor)), zoe)
    assert row.is_active


async def test_a_moderator_elsewhere_looks_after_a_group_of_ours(
    work: Work, ana: Actor, zoe: Actor
) -> None:
    yan = await given_stranger(work, "yan", "third.example")
    group = await given_group(work, ana, openness="request")
    await given_membership(work, group, zoe, "moderator")
    join = says("Join", yan, group.actor.uri)
    await hear(work, join, yan)
    row = await queries.membership(work, group, yan)
    assert row is not None

    await hear(work, says("Accept", zoe, a_member(row.uri, yan, group.actor)), zoe)
    assert row.is_active
    with pytest.raises(Refused):
        await hear(work, says("Update", zoe, a_member(row.uri, yan, group.actor)), zoe)
    await hear(work, says("Remove", zoe, row.uri), zoe)
    assert row.state == "banned"


async def test_a_facilitator_elsewhere_gives_roles_and_declines(
    work: Work, ana: Actor, zoe: Actor
) -> None:
    yan = await given_stranger(work, "yan", "third.example")
    group = await given_group(work, ana, openness="request")
    await given_membership(work, group, zoe, "facilitator")
    row = await given_membership(work, group, yan)

    await hear(work, says("Update", zoe, a_member(row.uri, yan, group.actor, "moderator")), zoe)
    assert row.role == "moderator"

    asking = await given_stranger(work, "xia", "third.example")
    await hear(work, says("Join", asking, group.actor.uri), asking)
    asked_for = await queries.membership(work, group, asking)
    assert asked_for is not None
    await hear(work, says("Reject", zoe, asked_for.uri), zoe)
    assert asked_for.state == "left"


@pytest.mark.parametrize("kind", ["Accept", "Reject", "Remove"])
async def test_a_member_elsewhere_has_no_say(work: Work, ana: Actor, zoe: Actor, kind: str) -> None:
    yan = await given_stranger(work, "yan", "third.example")
    group = await given_group(work, ana, openness="request")
    await given_membership(work, group, zoe)
    await hear(work, says("Join", yan, group.actor.uri), yan)
    row = await queries.membership(work, group, yan)
    assert row is not None

    with pytest.raises(Refused):
        await hear(work, says(kind, zoe, row.uri), zoe)


@pytest.mark.parametrize("kind", ["Accept", "Reject", "Undo", "Remove", "Update"])
async def test_about_a_member_we_do_not_know_nothing_happens(
    work: Work, ana: Actor, zoe: Actor, kind: str
) -> None:
    nobody: dict[str, Any] = {"id": f"{zoe.uri}/member/1", "type": "Member"}
    await hear(work, says(kind, zoe, nobody), zoe)
    stranger = a_member(f"{zoe.uri}/member/1", zoe, zoe)
    await hear(work, says(kind, zoe, stranger), zoe)

    assert sent(work) == []


async def test_an_invitation_by_a_member_elsewhere_is_the_groups(
    work: Work, ana: Actor, zoe: Actor
) -> None:
    group = await given_group(work, ana)
    await given_membership(work, group, zoe)
    invite = says("Invite", zoe, group.actor.uri, target="https://third.example/users/yan")
    with pytest.raises(NeedsObject):
        await hear(work, invite, zoe)

    yan = await given_stranger(work, "yan", "third.example")
    await hear(work, invite, zoe)

    assert (sent(work)[0]["actor"], sent(work)[0]["target"]) == (group.actor.uri, yan.uri)


async def test_only_groups_are_remembered_as_groups(work: Work, ana: Actor, zoe: Actor) -> None:
    with pytest.raises(Refused):
        await service.remember(work, zoe)
    with pytest.raises(Refused):
        await service.remember(work, await addresses_of_a_bare_group(work))
    group = await given_group_elsewhere(work)
    assert await service.remember(work, group.actor) is group
    with pytest.raises(Refused):
        await service.join(work, group, zoe)


async def addresses_of_a_bare_group(work: Work) -> Actor:
    """Make a Group actor of ours that no group stands behind."""
    from_here = await given_person(work, "bare")
    from_here.type = "Group"
    return from_here
