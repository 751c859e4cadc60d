"""Roles, exclusion, and coming back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import queries as actors
from fedicoop.errors import Invalid, Refused
from fedicoop.groups import queries, service
from tests.givens import given_stranger
from tests.groups.given import (
    deeds,
    forget,
    given_group,
    given_membership,
    given_person,
    kinds,
    sent,
    standing,
    told,
)

if TYPE_CHECKING:
    from fedicoop.work import Work


async def test_a_facilitator_gives_roles(work: Work) -> None:
    ana, ben = await given_person(work, "ana"), await given_person(work, "ben")
    group = await given_group(work, ana)
    row = await given_membership(work, group, ben)

    await service.set_role(work, row, "moderator", ana)
    await service.set_role(work, row, "moderator", ana)

    assert row.role == "moderator"
    assert told(work) == [("group_role", ben.id)]
    with pytest.raises(Invalid):
        await service.set_role(work, row, "king", ana)
    with pytest.raises(Refused):
        await service.set_role(work, row, "facilitator", ben)
    assert (await deeds(work, group))[-1] == "role"


async def test_a_group_keeps_a_facilitator(work: Work) -> None:
    ana, ben = await given_person(work, "ana"), await given_person(work, "ben")
    group = await given_group(work, ana)
    await given_membership(work, group, ben)
    mine = await queries.membership(work, group, ana)
    assert mine is not None

    with pytest.raises(Refused, match="last facilitator"):
        await service.set_role(work, mine, "member", ana)


async def test_only_members_have_roles(work: Work) -> None:
    ana, ben = await given_person(work, "ana"), await given_person(work, "ben")
    group = await given_group(work, ana, openness="request")
    row = await service.join(work, group, ben)

    with pytest.raises(Refused):
        await service.set_role(work, row, "moderator", ana)


async def test_a_member_elsewhere_is_told_of_her_role(work: Work) -> None:
    ana, zoe = await given_person(work, "ana"), await given_stranger(work, "zoe")
    group = await given_group(work, ana)
    row = await given_membership(work, group, zoe)

    await service.set_role(work, row, "facilitator", ana)

    assert kinds(work) == ["Update"]
    assert sent(work)[0]["actor"] == group.actor.uri
    assert sent(work)[0]["object"]["role"] == "administrator"


async def test_who_is_excluded_stays_out_until_let_back(work: Work) -> None:
    ana, ben = await given_person(work, "ana"), await given_person(work, "ben")
    group = await given_group(work, ana)
    await given_membership(work, group, ben)

    await service.exclude(work, group, ben, ana, "insultes")

    assert group.members_count == 1
    assert (await standing(work, group, ben)).is_out
    assert [each.actor_id for each in await queries.banned(work, group)] == [ben.id]
    assert await actors.block_between(work, group.actor_id, ben.id) is not None
    with pytest.raises(Refused):
        await service.join(work, group, ben)

    await service.let_back(work, group, ben, ana)
    await service.let_back(work, group, ben, ana)

    assert (await service.join(work, group, ben)).is_active
    assert (await deeds(work, group))[-3:] == ["excluded", "let_back", "joined"]


async def test_moderators_exclude_those_below_them(work: Work) -> None:
    ana, ben = await given_person(work, "ana"), await given_person(work, "ben")
    carla, admin = await given_person(work, "carla"), await given_person(work, "admin_", "admin")
    group = await given_group(work, ana)
    await given_membership(work, group, ben, "moderator")
    await given_membership(work, group, carla)

    for by, person in ((ben, ana), (ben, ben), (carla, ben)):
        with pytest.raises(Refused):
            await service.exclude(work, group, person, by)
    with pytest.raises(Refused, match="last facilitator"):
        await service.exclude(work, group, ana, admin)
    await service.exclude(work, group, carla, ben)


async def test_somebody_elsewhere_is_excluded_by_letter(work: Work) -> None:
    ana, zoe = await given_person(work, "ana"), await given_stranger(work, "zoe")
    group = await given_group(work, ana)
    row = await given_membership(work, group, zoe)

    await service.exclude(work, group, zoe, ana)

    assert kinds(work) == ["Remove", "Block"]
    remove, block = sent(work)
    assert (remove["actor"], remove["object"]) == (group.actor.uri, row.uri)
    assert remove["origin"] == group.actor.uri
    assert (block["actor"], block["object"]) == (group.actor.uri, zoe.uri)

    forget(work)
    await service.let_back(work, group, zoe, ana)
    assert kinds(work) == ["Undo"]


async def test_a_stranger_who_never_joined_is_excluded_and_let_back(work: Work) -> None:
    ana, ben = await given_person(work, "ana"), await given_person(work, "ben")
    group = await given_group(work, ana)

    await service.exclude(work, group, ben, ana)
    assert (await standing(work, group, ben)).state == "banned"
    await service.let_back(work, group, ben, ana)

    assert not (await standing(work, group, ben)).is_out
