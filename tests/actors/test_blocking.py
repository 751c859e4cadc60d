"""Blocking: it ends what was between two people, here and elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import Block, queries, service
from fedicoop.errors import Refused
from tests.actors.given import counts, hear, said, says
from tests.givens import given_member, given_stranger

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.work import Work


@pytest.fixture
async def ana(work: Work) -> Actor:
    """Give one of ours."""
    return await given_member(work, "ana")


@pytest.fixture
async def eve(work: Work) -> Actor:
    """Give another of ours."""
    return await given_member(work, "eve")


@pytest.fixture
async def bob(work: Work) -> Actor:
    """Give somebody elsewhere."""
    return await given_stranger(work, "bob")


async def test_blocking_ends_follows_both_ways_and_is_said(
    work: Work, ana: Actor, bob: Actor
) -> None:
    await service.accepted(work, await service.follow(work, ana, bob))
    await hear(work, says("Follow", bob, ana.uri))
    said(work)

    await service.block(work, ana, bob)
    await service.block(work, ana, bob)

    assert [activity["type"] for activity in said(work)] == ["Undo", "Reject", "Block"]
    relation = await queries.relation(work, ana, bob)
    assert (relation.following, relation.followed_by) == (False, False)
    assert (relation.blocking, relation.blocked_by) == (True, False)
    assert (await counts(work, ana), await counts(work, bob)) == ((0, 0), (0, 0))


async def test_lifting_a_block_is_said(work: Work, ana: Actor, eve: Actor, bob: Actor) -> None:
    await service.block(work, ana, bob)
    (block,) = said(work)

    await service.unblock(work, ana, bob)
    await service.unblock(work, ana, bob)

    (undo,) = said(work)
    assert (undo["type"], undo["object"]) == ("Undo", block)
    assert not await queries.blocked_either_way(work, ana, bob)
    await service.block(work, ana, eve)
    await service.unblock(work, ana, eve)
    assert said(work) == []


async def test_nobody_blocks_herself(work: Work, ana: Actor) -> None:
    with pytest.raises(Refused):
        await service.block(work, ana, ana)


async def test_a_block_from_elsewhere_counts_until_it_is_lifted(
    work: Work, ana: Actor, bob: Actor
) -> None:
    await service.accepted(work, await service.follow(work, ana, bob))
    said(work)
    block = says("Block", bob, ana.uri)

    await hear(work, block)

    assert (await queries.relation(work, ana, bob)).blocked_by
    assert not await queries.is_following(work, ana, bob)
    with pytest.raises(Refused):
        await service.follow(work, ana, bob)
    await hear(work, says("Undo", bob, block["id"]))
    assert not await queries.blocked_either_way(work, ana, bob)


async def test_a_lifted_block_is_found_by_whom_it_was_about(
    work: Work, ana: Actor, bob: Actor
) -> None:
    await hear(work, says("Block", bob, ana.uri))

    await hear(work, says("Undo", bob, {"type": "Block", "id": "urn:x", "object": ana.uri}))
    await hear(work, says("Undo", bob, {"type": "Block", "id": "urn:x", "object": "urn:y"}))

    assert not await queries.blocked_either_way(work, ana, bob)


async def test_nobody_lifts_the_block_of_another(work: Work, ana: Actor, bob: Actor) -> None:
    mallory = await given_stranger(work, "mallory")
    block = says("Block", bob, ana.uri)
    await hear(work, block)

    await hear(work, says("Undo", mallory, block))

    assert await queries.blocked_either_way(work, ana, bob)


async def test_a_block_between_others_is_none_of_ours(work: Work, bob: Actor) -> None:
    cleo = await given_stranger(work, "cleo")

    await hear(work, says("Block", bob, cleo.uri))

    assert await queries.block_between(work, bob.id, cleo.id) is None


async def test_who_left_for_good_has_no_relations_left(work: Work, ana: Actor, bob: Actor) -> None:
    await service.follow(work, bob, ana, uri=f"{bob.uri}/1")
    await service.accepted(work, await service.follow(work, ana, bob))
    eve = await given_member(work, "eve")
    await service.block(work, eve, bob)
    said(work)

    await service.delete(work, bob)

    assert said(work) == []
    assert (await counts(work, ana), await queries.followers(work, ana)) == ((0, 0), [])
    assert await work.session.get(Block, eve.id) is None
    assert not await queries.blocked_either_way(work, eve, bob)
