"""Groups that take their time: a moderator reads first, and everybody waits between two posts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fedicoop.errors import TooMany
from fedicoop.posts import Post, queries, service
from fedicoop.posts.service import NoteDraft
from tests.givens import given_member, given_stranger
from tests.groups.given import given_bare_group, given_membership, kinds
from tests.posts.given import a_note, hear, says, told

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.groups import Group
    from fedicoop.work import Work
    from tests.clocks import StoppedClock


@pytest.fixture
async def ana(work: Work) -> Actor:
    """Give who looks after the groups."""
    return await given_member(work, "ana")


async def _writes(work: Work, author: Actor, group: Group, visibility: str = "public") -> Post:
    post = await service.publish(work, author, NoteDraft("Bonjour", visibility, group=group))
    await work.session.flush()
    return post


@pytest.mark.parametrize("visibility", ["public", "group"])
async def test_the_first_post_of_a_newcomer_waits_and_nothing_of_it_leaves(
    work: Work, ana: Actor, visibility: str
) -> None:
    ben, cleo = await given_member(work, "ben"), await given_member(work, "cleo")
    group = await given_bare_group(work, ana, holds="newcomers")
    for each in (ben, cleo):
        await given_membership(work, group, each)

    post = await _writes(work, ben, group, visibility)

    assert (post.awaits_group, post.waits) == (True, True)
    assert work.outgoing == []
    assert await queries.can_see(work, post, ben)
    assert not await queries.can_see(work, post, cleo)
    assert (await queries.of_group(work, group, cleo)).items == []
    assert (await queries.home(work, cleo)).items == []
    assert [each.id for each in await queries.waiting_in(work, group)] == [post.id]


async def test_once_let_in_a_newcomer_is_none_any_more(work: Work, ana: Actor) -> None:
    ben = await given_member(work, "ben")
    group = await given_bare_group(work, ana, holds="newcomers")
    await given_membership(work, group, ben)
    first = await _writes(work, ben, group)
    second = await _writes(work, ben, group)
    assert second.awaits_group

    await service.approve(work, first, ana)
    third = await _writes(work, ben, group)

    assert (first.waits, first.awaits_group) == (False, False)
    assert "Create" in kinds(work)
    assert not third.awaits_group
    found = (await queries.of_group(work, group, ana)).items
    assert {each.post.id for each in found} == {first.id, third.id}


async def test_what_is_not_let_in_goes_and_its_author_is_told(work: Work, ana: Actor) -> None:
    ben = await given_member(work, "ben")
    group = await given_bare_group(work, ana, holds="everybody")
    await given_membership(work, group, ben)
    post = await _writes(work, ben, group)

    await service.remove_from_group(work, post, ana)

    assert post.is_deleted
    assert work.outgoing == []
    assert ("group_kept_out", ben.id) in told(work)


async def test_moderators_do_not_wait_for_themselves(work: Work, ana: Actor) -> None:
    group = await given_bare_group(work, ana, holds="everybody", slow_minutes=60)

    for _ in range(2):
        assert not (await _writes(work, ana, group)).awaits_group


async def test_slow_mode_asks_to_wait_and_says_how_long(
    work: Work, ana: Actor, clock: StoppedClock
) -> None:
    ben = await given_member(work, "ben")
    group = await given_bare_group(work, ana, slow_minutes=10)
    await given_membership(work, group, ben)
    first = await _writes(work, ben, group)

    clock.move(timedelta(minutes=4))
    with pytest.raises(TooMany) as refused:
        await service.publish(
            work, ben, NoteDraft("Encore", "public", in_reply_to=first, group=group)
        )
    clock.move(timedelta(minutes=6))

    assert refused.value.retry_after == 361
    assert "wait" in refused.value.safe
    assert (await _writes(work, ben, group)).group_id == group.id


async def test_somebody_elsewhere_who_does_not_wait_is_not_taken_in(
    work: Work, ana: Actor, clock: StoppedClock
) -> None:
    zoe = await given_stranger(work, "zoe")
    group = await given_bare_group(work, ana, slow_minutes=10, rights={"post": "everyone"})
    uris = []
    for number, minutes in ((1, 4), (2, 11), (3, 0)):
        note = a_note(zoe, number, audience=group.actor.uri)
        note["cc"] = [*note["cc"], group.actor.uri]
        await hear(work, says("Create", zoe, note), zoe)
        uris.append(note["id"])
        clock.move(timedelta(minutes=minutes))

    found = [await queries.by_uri(work, uri) for uri in uris]

    assert [post is not None and post.group_id == group.id for post in found] == [
        True,
        False,
        True,
    ]


async def test_somebody_elsewhere_is_read_first_once(work: Work, ana: Actor) -> None:
    zoe = await given_stranger(work, "zoe")
    group = await given_bare_group(work, ana, holds="newcomers", rights={"post": "everyone"})
    waits = []
    for number in (1, 2):
        note = a_note(zoe, number, audience=group.actor.uri)
        note["cc"] = [*note["cc"], group.actor.uri]
        await hear(work, says("Create", zoe, note), zoe)
        post = await queries.by_uri(work, note["id"])
        assert post is not None
        waits.append(post.awaits_group)
        await service.approve(work, post, ana)

    assert waits == [True, False]
