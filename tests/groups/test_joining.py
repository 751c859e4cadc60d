"""Coming into a group and leaving it, through each of its doors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import queries as actors
from fedicoop.errors import Refused
from fedicoop.groups import queries, service
from tests.groups.given import (
    deeds,
    forget,
    given_account,
    given_group,
    given_membership,
    given_person,
    sent,
    standing,
    told,
)

if TYPE_CHECKING:
    from fedicoop.work import Work


async def test_an_open_group_is_joined_at_once(work: Work) -> None:
    ana, ben = await given_person(work, "ana"), await given_person(work, "ben")
    group = await given_group(work, ana)

    row = await service.join(work, group, ben)

    assert row.is_active
    assert group.members_count == 2
    assert await actors.is_following(work, ben, group.actor)
    assert sent(work) == []
    assert await service.join(work, group, ben) is row
    assert group.members_count == 2
    assert [each.group.id for each in await queries.memberships_of(work, ben)] == [group.id]


async def test_a_group_on_request_is_asked(work: Work) -> None:
    ana, ben = await given_person(work, "ana"), await given_person(work, "ben")
    group = await given_group(work, ana, openness="request")

    row = await service.join(work, group, ben, message="Bonjour")
    await service.join(work, group, ben)

    assert row.state == "asked"
    assert told(work) == [("group_asked", ana.id)]
    assert [each.id for each in await queries.asking(work, group)] == [row.id]

    forget(work)
    await service.approve(work, row, ana)
    await service.approve(work, row, ana)

    assert row.is_active
    assert ("group_accepted", ben.id) in told(work)
    assert await deeds(work, group) == ["created", "asked", "approved"]


async def test_who_is_declined_may_ask_again(work: Work) -> None:
    ana, ben = await given_person(work, "ana"), await given_person(work, "ben")
    group = await given_group(work, ana, openness="request")
    row = await service.join(work, group, ben)

    with pytest.raises(Refused):
        await service.approve(work, row, ben)
    await service.decline(work, row, ana)
    await service.decline(work, row, ana)
    assert row.state == "left"
    assert ("group_declined", ben.id) in told(work)

    again = await service.join(work, group, ben)
    assert (again.id, again.state) == (row.id, "asked")


async def test_into_a_group_by_invitation_only_the_invited_come(work: Work) -> None:
    ana, ben = await given_person(work, "ana"), await given_person(work, "ben")
    group = await given_group(work, ana, openness="invitation")
    with pytest.raises(Refused, match="invited"):
        await service.join(work, group, ben)

    row = await service.invite(work, group, ana, ben, message="Viens !")
    assert await service.invite(work, group, ana, ben) is row
    assert row.message == "Viens !"
    assert [each.id for each in await queries.invited(work, group)] == [row.id]
    assert told(work) == [("group_invited", ben.id)]
    assert [each.id for each in await queries.invitations_of(work, ben)] == [row.id]

    await service.accept_invitation(work, row)
    await service.accept_invitation(work, row)

    assert row.is_active
    assert await deeds(work, group) == ["created", "invited", "accepted"]


async def test_an_invitation_is_declined_or_taken_back(work: Work) -> None:
    ana, ben = await given_person(work, "ana"), await given_person(work, "ben")
    group = await given_group(work, ana, openness="invitation")
    row = await service.invite(work, group, ana, ben)

    await service.decline_invitation(work, row)
    await service.decline_invitation(work, row)
    assert row.state == "left"
    with pytest.raises(Refused):
        await service.join(work, group, ben)

    await service.invite(work, group, ana, ben)
    await service.decline(work, row, ana)
    assert row.state == "left"


async def test_an_invitation_into_an_archived_group_leads_nowhere(work: Work) -> None:
    ana, ben = await given_person(work, "ana"), await given_person(work, "ben")
    group = await given_group(work, ana)
    row = await service.invite(work, group, ana, ben)
    await service.archive(work, group, ana)

    with pytest.raises(Refused):
        await service.accept_invitation(work, row)


async def test_who_may_invite_is_the_groups_choice(work: Work) -> None:
    ana, ben = await given_person(work, "ana"), await given_person(work, "ben")
    carla = await given_person(work, "carla")
    group = await given_group(work, ana, rights={"invite": "facilitators"})
    await given_membership(work, group, ben)

    with pytest.raises(Refused):
        await service.invite(work, group, ben, carla)
    with pytest.raises(Refused, match="cannot be invited"):
        await service.invite(work, group, ana, group.actor)


async def test_an_invitation_lets_in_who_asked(work: Work) -> None:
    ana, ben = await given_person(work, "ana"), await given_person(work, "ben")
    carla = await given_person(work, "carla")
    group = await given_group(work, ana, openness="request")
    await given_membership(work, group, carla)
    row = await service.join(work, group, ben)

    await service.invite(work, group, carla, ben)
    assert row.state == "invited"
    await service.decline_invitation(work, row)

    await service.join(work, group, ben)
    await service.invite(work, group, ana, ben)
    assert row.is_active


async def test_nobody_who_was_excluded_is_invited(work: Work) -> None:
    ana, ben = await given_person(work, "ana"), await given_person(work, "ben")
    group = await given_group(work, ana)
    await service.exclude(work, group, ben, ana)

    with pytest.raises(Refused, match="excluded"):
        await service.invite(work, group, ana, ben)


async def test_a_member_leaves_and_comes_back(work: Work) -> None:
    ana, ben = await given_person(work, "ana"), await given_person(work, "ben")
    group = await given_group(work, ana)
    row = await service.join(work, group, ben)
    uri = row.uri

    await service.leave(work, group, ben)
    await service.leave(work, group, ben)

    assert group.members_count == 1
    assert row.state == "left"
    assert not await actors.is_following(work, ben, group.actor)
    again = await service.join(work, group, ben)
    assert again.is_active
    assert again.uri != uri
    assert await deeds(work, group) == ["created", "joined", "left", "joined"]


async def test_the_last_facilitator_names_another_one_first(work: Work) -> None:
    ana, ben = await given_person(work, "ana"), await given_person(work, "ben")
    group = await given_group(work, ana)
    row = await service.join(work, group, ben)

    with pytest.raises(Refused, match="last facilitator"):
        await service.leave(work, group, ana)
    await service.set_role(work, row, "facilitator", ana)
    await service.leave(work, group, ana)

    assert not (await standing(work, group, ana)).belongs


async def test_who_is_alone_may_leave(work: Work) -> None:
    ana = await given_person(work, "ana")
    group = await given_group(work, ana)

    await service.leave(work, group, ana)

    assert group.members_count == 0


async def test_a_shareholder_of_the_town_is_a_member_by_default(work: Work) -> None:
    ana = await given_person(work, "ana", "relais", "moderation")
    town = await given_group(work, ana, "rouen", kind="local", automatic={"postcodes": ["76", " "]})
    traits = {"colleges": ["producteurs"], "roles": ["relais"]}
    college = await given_group(
        work, ana, "producteurs", kind="college", visibility="secret", automatic=traits
    )
    await given_group(work, ana, "paris", kind="local", automatic={"postcodes": ["75"]})
    ben = await given_account(work, "ben", "societaire")
    ben.postcode, ben.college = "76100", "producteurs"

    rows = await service.add_automatic(work, ben)

    assert {each.group.id for each in rows} == {town.id, college.id}
    assert all(each.automatic and each.is_active for each in rows)
    assert told(work).count(("group_added", ben.actor_id)) == 2
    assert await service.add_automatic(work, ben) == []


async def test_who_left_in_one_click_is_not_added_again(work: Work) -> None:
    ana = await given_person(work, "ana", "relais")
    town = await given_group(work, ana, "rouen", kind="local", automatic={"postcodes": ["76"]})
    ben = await given_account(work, "ben")
    ben.postcode = "76000"
    await service.add_automatic(work, ben)

    await service.leave(work, town, ben.actor)

    assert await service.add_automatic(work, ben) == []


async def test_who_asked_is_added_when_the_group_is_for_her(work: Work) -> None:
    ana = await given_person(work, "ana")
    group = await given_group(work, ana, openness="request", automatic={"roles": ["societaire"]})
    ben = await given_account(work, "ben", "societaire")
    await service.join(work, group, ben.actor)

    assert len(await service.add_automatic(work, ben)) == 1


async def test_people_are_put_into_groups_by_an_import(work: Work) -> None:
    ana, ben = await given_person(work, "ana"), await given_person(work, "ben")
    group = await given_group(work, ana, openness="invitation")

    row = await service.take_in(work, group, ben)
    again = await service.take_in(work, group, ben)

    assert row is again
    assert group.members_count == 2


async def test_who_belongs_is_listed(work: Work) -> None:
    ana, ben = await given_person(work, "ana"), await given_person(work, "ben")
    group = await given_group(work, ana)
    row = await given_membership(work, group, ben, "moderator")
    ben.discoverable = True

    assert [each.actor_id for each in await queries.members(work, group)] == [ana.id, ben.id]
    first = (await queries.members(work, group, limit=1))[0]
    later = await queries.members(work, group, after=first.id)
    assert [each.id for each in later] == [row.id]
    found = await queries.members(work, group, only_open=True)
    assert [each.actor_id for each in found] == [ben.id]
    assert [each.actor_id for each in await queries.team(work, group)] == [ana.id, ben.id]
    assert await queries.roster_size(work, group) == 2
    assert await queries.membership_by_id(work, row.id) is row
    assert await queries.membership_by_uri(work, "") is None
