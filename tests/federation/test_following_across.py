"""Following somebody of another cooperative: asked, answered, ended, refused."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import documents, service
from fedicoop.actors import queries as actors
from tests.federation.telling import Member, found

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.network import Internet


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give a member of coop.example."""
    return await Member(coop, "ana").arrives()


@pytest.fixture
async def ben(neighbour: Instance) -> Member:
    """Give a member of neighbour.example."""
    return await Member(neighbour, "ben").arrives()


async def test_a_follow_is_asked_and_answered(ana: Member, ben: Member, internet: Internet) -> None:
    await ana.follows(ben)
    assert (await ana.relation(ben)).requested

    await internet.settle()

    assert (await ana.relation(ben)).following
    assert (await ben.relation(ana)).followed_by


async def test_a_follow_ends(ana: Member, ben: Member, internet: Internet) -> None:
    await ana.follows(ben)
    await internet.settle()

    await ana.stops_following(ben)
    await internet.settle()

    assert not (await ben.relation(ana)).followed_by
    await ben.writes("Bonjour")
    await internet.settle()
    assert await ana.reads() == []


@pytest.mark.parametrize("yes", [True, False])
async def test_who_chooses_her_followers_is_asked(
    ana: Member, ben: Member, internet: Internet, *, yes: bool
) -> None:
    async with ben.home.writing() as work:
        (await found(work, ben.uri)).locked = True
    await ana.follows(ben)
    await internet.settle()
    assert (await ana.relation(ben)).requested

    async with ben.home.writing() as work:
        row = (await actors.requests(work, await found(work, ben.uri)))[0]
        await (service.accept if yes else service.reject)(work, row)
    await internet.settle()

    relation = await ana.relation(ben)
    assert relation.following is yes
    assert not relation.requested


async def test_a_block_ends_follows_both_ways_and_keeps_new_ones_out(
    ana: Member, ben: Member, internet: Internet
) -> None:
    await ana.follows(ben)
    await ben.follows(ana)
    await internet.settle()

    await ben.blocks(ana)
    await internet.settle()
    await ana.home.client.get_document(ben.uri, signer=await ana.home.signer())

    assert not (await ana.relation(ben)).following
    assert not (await ben.relation(ana)).following
    assert (await ana.relation(ben)).blocked_by


async def test_followers_go_with_who_moves(
    ana: Member, ben: Member, internet: Internet, clock: StoppedClock
) -> None:
    """Ben moves to a new account at coop.example, which names the old one."""
    new = await Member(ana.home, "benoit").arrives()
    carla = await Member(ana.home, "carla").arrives()
    await carla.follows(ben)
    await internet.settle()

    async with new.home.writing() as work:
        await service.add_alias(work, await found(work, new.uri), ben.uri)
    await internet.settle()
    clock.move(timedelta(minutes=5))
    async with ben.home.writing() as work:
        await service.remember(work, await _document(ben.home, new.uri))
        await service.move(work, await found(work, ben.uri), await found(work, new.uri))
    await internet.settle()

    assert (await carla.relation(new)).following
    assert not (await carla.relation(ben)).following


async def _document(instance: Instance, uri: str) -> documents.ActorDraft:
    found_there = await instance.client.get_document(uri, signer=await instance.signer())
    return documents.from_ap(found_there)


async def test_a_rotated_key_is_believed_after_one_look(
    ana: Member, ben: Member, internet: Internet, clock: StoppedClock
) -> None:
    await ana.follows(ben)
    await internet.settle()
    clock.move(timedelta(minutes=10))
    async with ben.home.writing() as work:
        await service.rotate_key(work, await found(work, ben.uri))

    await ben.writes("Avec une nouvelle clé")
    await internet.settle()
    clock.move(timedelta(minutes=10))
    await internet.settle()

    assert await ana.reads() == ["Avec une nouvelle clé"]


async def test_who_leaves_is_gone_everywhere(ana: Member, ben: Member, internet: Internet) -> None:
    await ana.follows(ben)
    await internet.settle()
    await ben.writes("Au revoir")
    await internet.settle()

    async with ben.home.writing() as work:
        await service.delete(work, await found(work, ben.uri))
    await internet.settle()

    assert await ana.reads() == []
    async with ana.home.reading() as work:
        assert (await found(work, ben.uri)).is_gone
