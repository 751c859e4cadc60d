"""Suspending: somebody is hidden, signed out, and can come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.accounts import queries as members
from fedicoop.accounts import service as accounts
from fedicoop.actors import queries as book
from fedicoop.actors import service as actors
from fedicoop.errors import Refused
from fedicoop.moderation import queries, service
from tests.givens import given_stranger
from tests.moderation.given import given_administrator, given_moderator, given_plain_member

if TYPE_CHECKING:
    from fedicoop.work import Work


async def test_a_suspended_member_is_out_and_hidden(work: Work) -> None:
    mona, ana = await given_moderator(work), await given_plain_member(work)
    cookie = await accounts.open_session(work, ana)
    token = await accounts.create_token(work, ana, "app")

    await service.suspend(work, mona, ana.actor, "Injures répétées.")

    assert ana.actor.is_gone
    assert await members.by_session(work, cookie) is None
    assert await members.by_token(work, token) is None
    (entry,) = await queries.log(work)
    assert (entry.verb, entry.subject) == ("suspend", ana.actor.uri)
    assert entry.detail == "Injures répétées."


async def test_who_is_let_back_can_sign_in_but_must_follow_anew(work: Work) -> None:
    mona, ana = await given_moderator(work), await given_plain_member(work)
    await actors.follow(work, ana.actor, mona.actor)

    await service.suspend(work, mona, ana.actor)
    assert await book.follow_between(work, ana.actor.id, mona.actor.id) is None
    await service.unsuspend(work, mona, ana.actor)

    assert not ana.actor.is_gone
    cookie = await accounts.open_session(work, ana)
    assert await members.by_session(work, cookie) is ana
    assert [each.verb for each in await queries.log(work)] == ["unsuspend", "suspend"]


async def test_somebody_elsewhere_is_hidden_and_can_come_back(work: Work) -> None:
    bob = await given_stranger(work, "bob")

    times = []
    for deed in (service.suspend, service.unsuspend):
        await deed(work, None, bob)
        times.append(bob.suspended_at)

    assert times == [work.now(), None]
    assert work.outgoing == []


async def test_the_server_of_somebody_suspended_lets_go_of_her_follows(work: Work) -> None:
    """Else it goes on showing her what it took her for, and believes that she is heard here."""
    bob, ana = await given_stranger(work, "bob"), await given_plain_member(work)
    await actors.follow(work, bob, ana.actor, uri=f"{bob.uri}/follows/1")
    await actors.accepted(work, await actors.follow(work, ana.actor, bob))
    work.outgoing.clear()

    await service.suspend(work, None, bob)

    said = [(each.activity["type"], each.activity["actor"]) for each in work.outgoing]
    assert sorted(said) == [("Reject", ana.actor.uri), ("Undo", ana.actor.uri)]
    assert {inbox for each in work.outgoing for inbox in each.inboxes} == {bob.inbox}
    assert not await book.is_following(work, bob, ana.actor)
    assert (ana.actor.followers_count, ana.actor.following_count) == (0, 0)


async def test_who_is_let_back_is_still_blocked_and_muted_by_those_who_did_so(work: Work) -> None:
    bob, ana = await given_stranger(work, "bob"), await given_plain_member(work)
    await actors.block(work, ana.actor, bob)
    zoe = await given_stranger(work, "zoe")
    await actors.mute(work, ana.actor, zoe)

    for each in (bob, zoe):
        await service.suspend(work, None, each)
        await service.unsuspend(work, None, each)

    assert await book.blocked_either_way(work, ana.actor, bob)
    assert await book.mutes(work, ana.actor, zoe)


async def test_who_may_not_changes_nothing(work: Work) -> None:
    mona, ada = await given_moderator(work), await given_administrator(work)
    ana = await given_plain_member(work)
    bob = await given_stranger(work, "bob")

    for by, target in ((ana, bob), (mona, ada.actor), (mona, mona.actor)):
        for deed in (service.suspend, service.unsuspend):
            with pytest.raises(Refused):
                await deed(work, by, target)
        assert target.suspended_at is None
    assert ada.disabled_at is None
    assert await queries.log(work) == []


async def test_the_cooperative_itself_cannot_be_suspended(work: Work) -> None:
    await actors.found(work)
    for speaker in (await book.instance_actor(work), await book.by_username(work, "cooperative")):
        if speaker is not None:
            with pytest.raises(Refused):
                await service.suspend(work, None, speaker)


async def test_the_last_administrator_cannot_be_suspended_even_from_the_shell(work: Work) -> None:
    ada = await given_administrator(work)

    with pytest.raises(Refused, match="last administrator"):
        await service.suspend(work, None, ada.actor)

    assert ada.actor.suspended_at is None
