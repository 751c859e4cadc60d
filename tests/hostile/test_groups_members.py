"""What strangers, and those in a hurry, try with who belongs to a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from fedicoop.accounts import service as accounts
from fedicoop.actors import queries as addresses
from fedicoop.actors import service as actors
from fedicoop.errors import Invalid, Refused
from fedicoop.groups import Contact, Entry, Membership, queries, service
from fedicoop.groups.service import GroupDraft
from tests.givens import given_stranger
from tests.groups.given import (
    forget,
    given_account,
    given_group,
    given_membership,
    given_person,
    kinds,
    sent,
)

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.work import Work


@pytest.fixture
async def ana(work: Work) -> Actor:
    """Give a member of ours."""
    return await given_person(work, "ana")


@pytest.fixture
async def zoe(work: Work) -> Actor:
    """Give somebody of another server."""
    return await given_stranger(work, "zoe")


async def test_a_group_with_members_elsewhere_does_not_become_secret(
    work: Work, ana: Actor, zoe: Actor
) -> None:
    group = await given_group(work, ana)
    await given_membership(work, group, zoe)

    with pytest.raises(Invalid) as refused:
        await service.revise(work, group, ana, GroupDraft(name="Solaire", visibility="secret"))

    assert list(refused.value.fields) == ["visibility"]
    assert group.visibility == "public"


async def test_who_waits_elsewhere_is_sent_away_when_a_group_becomes_secret(
    work: Work, ana: Actor, zoe: Actor
) -> None:
    group = await given_group(work, ana, openness="request")
    yan = await given_stranger(work, "yan", "third.example")
    await service.join(work, group, zoe, uri=f"{zoe.uri}/joins/1")
    await service.invite(work, group, ana, yan)
    forget(work)

    await service.revise(work, group, ana, GroupDraft(name="Solaire", visibility="secret"))

    assert kinds(work) == ["Reject", "Reject"]
    assert await queries.asking(work, group) == []
    assert await queries.invited(work, group) == []


async def test_who_does_not_belong_follows_a_closed_group_no_longer(
    work: Work, ana: Actor, zoe: Actor
) -> None:
    group = await given_group(work, ana)
    ben, eve = await given_person(work, "ben"), await given_person(work, "eve")
    await service.join(work, group, ben)
    await actors.follow(work, eve, group.actor)
    await actors.follow(work, zoe, group.actor, uri=f"{zoe.uri}/f")
    forget(work)

    await service.revise(work, group, ana, GroupDraft(name="Solaire", visibility="private"))

    left = await addresses.followers(work, group.actor)
    assert {row.follower_id for row in left} == {ana.id, ben.id}
    assert kinds(work) == ["Update", "Reject"]


async def test_a_group_is_not_below_itself(work: Work, ana: Actor) -> None:
    group = await given_group(work, ana)

    with pytest.raises(Invalid):
        await service.revise(work, group, ana, GroupDraft(name="Solaire", parent=group))

    assert group.parent is None


async def test_nobody_puts_a_group_below_one_that_others_lead(work: Work, ana: Actor) -> None:
    group = await given_group(work, ana)
    eve = await given_person(work, "eve")

    with pytest.raises(Invalid) as refused:
        await service.create(work, eve, "faux", GroupDraft(name="Faux", parent=group))
    assert list(refused.value.fields) == ["parent"]

    hers = await given_group(work, eve, "vrai")
    with pytest.raises(Invalid):
        await service.revise(work, hers, eve, GroupDraft(name="Vrai", parent=group))


async def test_a_group_stays_where_it_is_whoever_leads_the_one_above(
    work: Work, ana: Actor
) -> None:
    above = await given_group(work, ana)
    below = await given_group(work, ana, "toits", parent=above)
    ben = await given_person(work, "ben")
    await given_membership(work, below, ben, "facilitator")

    await service.revise(work, below, ben, GroupDraft(name="Toits plats", parent=above))

    assert below.actor.name == "Toits plats"
    assert below.parent is above


async def test_coming_and_going_all_day_fills_no_journal(
    work: Work, ana: Actor, zoe: Actor
) -> None:
    group = await given_group(work, ana)

    came = 0
    for number in range(30):
        try:
            await service.join(work, group, zoe, uri=f"{zoe.uri}/joins/{number}")
        except Refused:
            continue
        came += 1
        await service.leave(work, group, zoe)

    assert came == 10
    assert await work.session.scalar(select(func.count()).select_from(Entry)) == 21
    ben = await given_person(work, "ben")
    assert (await service.join(work, group, ben)).is_active


async def test_whom_somebody_blocks_does_not_invite_her(work: Work, ana: Actor, zoe: Actor) -> None:
    group = await given_group(work, ana)
    ben = await given_person(work, "ben")
    await actors.block(work, ben, ana)
    with pytest.raises(Refused):
        await service.invite(work, group, ana, ben)

    garden = await given_stranger(work, "garden", kind="Group")
    elsewhere = await service.remember(work, garden)
    for blocked in (zoe, garden):
        row = await actors.block(work, ben, blocked)
        with pytest.raises(Refused):
            await service.invited(work, elsewhere, zoe, ben, f"{zoe.uri}/invites/1")
        await actors.unblock(work, row.blocker, blocked)

    assert await queries.invitations_of(work, ben) == []


async def test_who_left_for_good_leaves_no_membership_behind(
    work: Work, ana: Actor, zoe: Actor
) -> None:
    group = await given_group(work, ana, openness="request")
    ben = await given_account(work, "ben")
    row = await service.join(work, group, ben.actor, message="Je suis malade")
    await service.approve(work, row, ana)
    await service.set_contacts(work, group, ana, [ana, ben.actor])
    await given_membership(work, group, zoe)
    await service.exclude(work, group, zoe, ana, "Zoé a menti")
    assert group.members_count == 2
    await accounts.erase(work, ben)
    await actors.delete(work, zoe)
    forget(work)

    while await service.forget_departed(work):
        pass

    rows = list(await work.session.scalars(select(Membership.actor_id)))
    assert rows == [ana.id]
    assert list(await work.session.scalars(select(Contact.actor_id))) == [ana.id]
    assert group.members_count == 1
    assert "menti" not in str([each.detail for each in await queries.history(work, group)])
    assert sent(work) == []


async def test_a_group_that_is_gone_has_no_members_here(work: Work, ana: Actor) -> None:
    garden = await given_stranger(work, "garden", kind="Group")
    group = await service.remember(work, garden)
    await given_membership(work, group, ana)
    await actors.delete(work, garden)

    assert await service.forget_departed(work) == 1
    assert await service.forget_departed(work) == 0

    assert await queries.memberships_of(work, ana) == []
