"""What is answered to a call: by the key of a letter or on the site, until it is over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from fedicoop.accounts import service as accounts
from fedicoop.accounts.policy import Role
from fedicoop.actors import service as people
from fedicoop.directory import Call, Called, Listing, Wanted, policy, queries, service
from fedicoop.directory.service import CallDraft
from fedicoop.errors import Invalid, NotFound, Refused
from fedicoop.groups.policy import Standing
from fedicoop.notifications import Mail
from tests.directory.given import given_listed
from tests.groups.given import given_group, given_membership

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.work import Work
    from tests.clocks import StoppedClock

DROIT = Wanted(skill="droit")
SAID = CallDraft("Relire les statuts", "Une soirée en mars.", "droit")


@pytest.fixture
async def mod(work: Work) -> Member:
    """Give a moderator."""
    member = await given_listed(work, "maud")
    member.roles = [Role.MODERATOR]
    return member


@pytest.fixture
async def ana(work: Work) -> Member:
    """Give somebody who knows the law."""
    return await given_listed(work, "ana", "droit")


@pytest.fixture
async def call(work: Work, mod: Member, ana: Member) -> Call:
    """Give a call on her."""
    return await service.call(work, mod, DROIT, SAID)


async def key_of(work: Work) -> str:
    """Give the key in the last letter."""
    text = await work.session.scalar(select(Mail.text).order_by(Mail.id.desc()).limit(1))
    found = re.search(r"/calls/answer/([\w-]+)", text or "")
    assert found
    return found[1]


async def own_of(work: Work, call: Call, member: Member) -> Called:
    """Give what a member may answer."""
    row = await queries.called_of(work, call, member)
    assert row is not None
    return row


async def test_a_key_opens_one_call_for_one_member(work: Work, call: Call, ana: Member) -> None:
    found = await service.holder(work, await key_of(work))
    assert found is not None
    assert (found[0].call_id, found[1].id) == (call.id, ana.id)
    assert await service.holder(work, "another") is None
    await accounts.disable(work, ana)
    assert await service.holder(work, await key_of(work)) is None


async def test_who_can_is_named_and_nobody_else(
    work: Work, call: Call, mod: Member, ana: Member
) -> None:
    """The caller is told of a yes; a change of mind takes it back."""
    row = await own_of(work, call, ana)
    await service.answer(work, row, ana, "yes")
    assert [each.username for each in await queries.who_can(work, call)] == ["ana"]
    assert [(each.kind, each.recipient_id) for each in work.news] == [
        ("call_answered", mod.actor_id)
    ]
    await service.answer(work, row, ana, "no")
    assert await queries.who_can(work, call) == []
    assert work.news[-1].over
    tally = (await queries.answers(work, [call.id]))[call.id]
    assert (tally.yes, tally.no, tally.silent) == (0, 1, 0)
    with pytest.raises(Invalid):
        await service.answer(work, row, ana, "perhaps")


async def test_who_wants_no_calls_is_never_called_again(
    work: Work, call: Call, mod: Member, ana: Member
) -> None:
    """Also when the call is long over: that is a choice and no answer."""
    await service.close(work, call, mod)
    row = await own_of(work, call, ana)
    with pytest.raises(Refused) as refused:
        await service.answer(work, row, ana, "yes")
    assert refused.value.safe == "This call is closed."

    await service.answer(work, row, ana, "never")

    assert row.answer == ""
    assert (await service.reach(work, mod, DROIT)).everybody == ()
    listing = await work.session.get(Listing, ana.id)
    assert listing is not None
    await work.session.delete(listing)
    await work.session.flush()
    await service.answer(work, row, ana, "never")
    assert (await work.session.get(Listing, ana.id)) is not None


async def test_a_call_is_over_after_two_months_and_forgotten_after_a_year(
    work: Work, call: Call, ana: Member, clock: StoppedClock
) -> None:
    assert policy.is_open(call, work.now())
    clock.move(policy.OPEN_FOR)
    assert not policy.is_open(call, work.now())
    await service.prune(work)
    assert await queries.call_by_id(work, call.id)
    clock.move(policy.CALLS_KEPT)
    await service.prune(work)
    for table in (Call, Called):
        assert await work.session.scalar(select(func.count()).select_from(table)) == 0


async def test_answers_go_with_the_account(work: Work, call: Call, ana: Member) -> None:
    await service.answer(work, await own_of(work, call, ana), ana, "yes")
    await accounts.erase(work, ana)
    assert await work.session.scalar(select(func.count()).select_from(Called)) == 0


async def test_calls_are_listed_for_those_whom_they_concern(
    work: Work, call: Call, mod: Member, ana: Member
) -> None:
    lea, bob = [await given_listed(work, name, "droit") for name in ("lea", "bob")]
    group = await given_group(work, lea.actor, "solaire")
    await given_membership(work, group, bob.actor, "moderator")
    await given_membership(work, group, ana.actor)
    second = await service.call(work, lea, Wanted(group=group), CallDraft("Samedi", "Venez."))

    assert [row.id for row in await queries.every_call(work)] == [second.id, call.id]
    assert [row.id for row in await queries.every_call(work, before=second.id)] == [call.id]
    for by, found in ((lea, [second.id]), (bob, [second.id]), (ana, [])):
        assert [row.id for row in await queries.calls_of_groups(work, by.actor)] == found
    assert [row.call_id for row in await queries.calls_to(work, ana)] == [second.id, call.id]
    await people.suspend(work, lea.actor)
    assert [row.call_id for row in await queries.calls_to(work, ana)] == [call.id]
    with pytest.raises(NotFound):
        await service.close(work, second, ana)


@pytest.mark.parametrize(
    ("roles", "own", "in_group", "role", "sees", "calls"),
    [
        ([], False, False, "", False, False),
        ([], True, False, "", True, False),
        ([Role.MODERATOR], False, False, "", True, True),
        ([Role.ADMIN], False, True, "", True, True),
        ([Role.EDITOR], False, False, "", False, False),
        ([], False, True, "member", False, False),
        ([], False, True, "moderator", True, True),
        ([], False, True, "facilitator", True, True),
    ],
)
async def test_who_calls_and_who_sees_the_answers(
    work: Work, roles: list[Role], role: str, *, own: bool, in_group: bool, sees: bool, calls: bool
) -> None:
    """A table: the cooperative's moderators for all, those of a group for it, others nothing."""
    member = await given_listed(work, "eve")
    founder = await given_listed(work, "lea")
    member.roles = list(roles)
    group = await given_group(work, founder.actor, "solaire") if in_group else None
    standing = Standing(
        role=role, state="active" if role else "", inside=True, moderates=bool(roles)
    )
    call = Call(by_id=member.actor_id if own else founder.actor_id)

    assert policy.may_see_answers(call, member, group, standing) is sees
    assert policy.may_call(member, group, standing) is calls

    member.disabled_at = work.now()
    assert not policy.may_see_answers(call, member, group, standing)
    assert not policy.may_call(member, group, standing)
    member.disabled_at = None
    assert not policy.may_call(None, group, standing)
    assert not policy.may_see_answers(call, None, group, standing)
    if group is not None:
        assert not policy.may_call(member, group, None)
        group.archived_at = work.now()
        assert not policy.may_call(member, group, standing)
