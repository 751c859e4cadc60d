"""What a transaction looked up beforehand: believed while it is true, and no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.actors import Actor, Follow, queries, service
from fedicoop.db import foresee
from tests.givens import given_member, given_stranger

if TYPE_CHECKING:
    from fedicoop.work import Work

NOBODY = "https://peer.example/users/nobody"


async def test_what_no_table_has_is_known_to_be_absent_until_it_comes(work: Work) -> None:
    ana = await given_stranger(work, "ana")
    carla = "https://peer.example/users/carla"

    assert await foresee(work.session, [ana.uri, NOBODY, carla]) == [ana.uri]

    assert work.memory.lacks(NOBODY)
    assert not work.memory.lacks(ana.uri)
    assert await queries.by_uri(work, NOBODY) is None
    await given_stranger(work, "carla")
    assert not work.memory.lacks(carla)
    assert await queries.by_uri(work, carla) is not None


async def test_an_address_that_a_known_row_gets_is_no_longer_absent(work: Work) -> None:
    ana = await given_stranger(work, "ana")
    await foresee(work.session, [NOBODY])

    ana.uri = NOBODY

    assert await queries.by_uri(work, NOBODY) is ana


async def test_a_remembered_row_is_found_until_it_is_deleted(work: Work) -> None:
    ana = await given_stranger(work, "ana")
    work.memory.keep(ana)
    assert work.memory.find(Actor, ana.uri) is ana

    work.session.expire(ana)
    assert work.memory.find(Actor, "https://peer.example/users/ana") is None

    bob, eve = await given_member(work, "bob"), await given_stranger(work, "eve")
    follow = await service.follow(work, bob, eve)
    work.memory.keep(follow)
    assert work.memory.find(Follow, follow.uri) is follow
    await work.session.delete(follow)
    assert work.memory.find(Follow, follow.uri) is None


async def test_what_is_taken_back_is_forgotten(work: Work) -> None:
    await foresee(work.session, [NOBODY])
    savepoint = await work.session.begin_nested()
    await savepoint.rollback()

    assert not work.memory.lacks(NOBODY)


async def test_who_is_followed_here_is_asked_again_after_a_change(work: Work) -> None:
    bob, ana = await given_member(work, "bob"), await given_stranger(work, "ana")
    await queries.foresee_followers(work, [ana])
    assert not await queries.has_local_follower(work, ana)

    await service.accepted(work, await service.follow(work, bob, ana))

    assert await queries.has_local_follower(work, ana)
