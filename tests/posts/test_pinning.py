"""What stands on top of a profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.errors import Invalid, NeedsObject, Refused
from fedicoop.posts import queries, service
from tests.givens import given_member, given_stranger
from tests.posts.given import given_follow, given_note, hear, heard, says, sent

if TYPE_CHECKING:
    from fedicoop.work import Work


async def test_a_pin_is_added_to_featured_and_taken_off_again(work: Work) -> None:
    ana = await given_member(work, "ana")
    post = await given_note(work, ana)

    await service.pin(work, ana, post)
    await service.pin(work, ana, post)
    assert [item.post.id for item in await queries.pinned_of(work, ana, None)] == [post.id]
    await service.unpin(work, ana, post)
    await service.unpin(work, ana, post)

    add, remove = sent(work)
    assert (add["type"], add["object"], add["target"]) == ("Add", post.uri, ana.featured)
    assert (remove["type"], remove["target"]) == ("Remove", ana.featured)
    assert await queries.pinned_of(work, ana, None) == []


async def test_at_most_five_are_pinned(work: Work) -> None:
    ana = await given_member(work, "ana")
    for _ in range(5):
        await service.pin(work, ana, await given_note(work, ana))

    with pytest.raises(Invalid):
        await service.pin(work, ana, await given_note(work, ana))


async def test_only_what_is_open_and_ones_own_is_pinned(work: Work) -> None:
    ana, eve = await given_member(work, "ana"), await given_member(work, "eve")

    with pytest.raises(Refused):
        await service.pin(work, eve, await given_note(work, ana))
    with pytest.raises(Refused):
        await service.pin(work, ana, await given_note(work, ana, visibility="followers"))


async def test_others_pin_and_unpin_their_posts(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    await given_follow(work, ana, bob)
    posts = [await heard(work, bob, number) for number in range(7)]

    for post in posts:
        await hear(work, says("Add", bob, post.uri, target=bob.featured), bob)
    await hear(work, says("Remove", bob, posts[6].uri, target=bob.featured), bob)

    pinned = await queries.pinned_of(work, bob, ana)
    assert [item.post.id for item in pinned] == [post.id for post in reversed(posts[2:6])]
    assert sent(work) == []


async def test_a_pinned_post_that_we_lack_is_fetched_for_those_followed(work: Work) -> None:
    ana, bob = await given_member(work, "ana"), await given_stranger(work, "bob")
    add = says("Add", bob, f"{bob.uri}/notes/9", target=bob.featured)

    await hear(work, add, bob)
    await given_follow(work, ana, bob)

    with pytest.raises(NeedsObject):
        await hear(work, add, bob)
