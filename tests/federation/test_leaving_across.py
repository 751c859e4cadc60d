"""Who leaves, or is sent away: what other servers keep of her, and what they hear from then on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fedicoop import upkeep
from fedicoop.errors import FetchFailed, Refused
from fedicoop.inbox import lookup
from fedicoop.moderation import service as moderation
from fedicoop.posts import queries as posts
from tests.federation.telling import Member, found, seen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from fedicoop.instance import Instance
    from fedicoop.posts import Post
    from tests.clocks import StoppedClock
    from tests.network import Internet


CANARY = "perroquet-bleu-4711"


@pytest.fixture
async def third(internet: Internet, tmp_path: Path, clock: StoppedClock) -> AsyncIterator[Instance]:
    """Give a third instance, third.example."""
    async with internet.instance("third.example", tmp_path / "third", clock) as instance:
        yield instance


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give a member of coop.example."""
    return await Member(coop, "ana").arrives()


@pytest.fixture
async def ben(neighbour: Instance, ana: Member, internet: Internet) -> Member:
    """Give a member of neighbour.example who follows ana."""
    ben = await Member(neighbour, "ben").arrives()
    await ben.follows(ana)
    await internet.settle()
    return ben


@pytest.fixture
async def carla(third: Instance) -> Member:
    """Give a member of third.example who follows nobody yet."""
    return await Member(third, "carla").arrives()


async def _shows(member: Member, uri: str) -> bool:
    """Tell whether somebody may see a post at home."""
    async with member.home.reading() as work:
        post: Post | None = await posts.by_uri(work, uri)
        me = await found(work, member.uri)
        return post is not None and await posts.can_see(work, post, me)


async def test_a_deletion_of_an_account_reaches_every_server_that_ever_heard_of_her(
    ana: Member, ben: Member, carla: Member, internet: Internet, clock: StoppedClock
) -> None:
    """Ben follows her; carla only got one letter from her, and was away when she left."""
    await lookup.resolve(ana.home, carla.handle)
    letter = await ana.writes(f"{carla.handle} bonjour", "direct")
    note = await ana.writes("À tout le monde")
    await internet.settle()
    assert await _shows(carla, letter)
    internet.down.add("third.example")

    await ana.leaves()
    await internet.settle()
    assert not await _shows(ben, note)
    clock.move(timedelta(days=9))
    internet.down.clear()
    for _ in range(3):
        await internet.settle()
        clock.move(timedelta(days=1))

    assert not await _shows(carla, letter)
    for other in (ben, carla):
        async with other.home.reading() as work:
            assert (await found(work, ana.uri)).is_gone


async def test_who_left_cannot_be_found_again_and_nothing_of_her_is_kept(
    ana: Member, ben: Member, internet: Internet
) -> None:
    note = await ana.writes(f"Au revoir {CANARY}")
    await internet.settle()
    await ana.leaves()
    await internet.settle()

    with pytest.raises(FetchFailed, match="410"):
        await lookup.resolve(ben.home, ana.handle)
    for member in (ana, ben):
        assert await upkeep.sweep(member.home) == 1
        kept = await seen(member.home, note)
        assert kept is not None
        assert kept.is_deleted
        assert CANARY not in kept.content + kept.source
    with pytest.raises(FetchFailed, match="410"):
        await ben.home.client.get_document(note, signer=await ben.home.signer())


async def test_who_is_suspended_is_not_seen_and_not_heard_until_she_is_let_back(
    ana: Member, ben: Member, internet: Internet
) -> None:
    await ana.follows(ben)
    before = await ana.writes("Avant")
    await internet.settle()
    assert (await ana.relation(ben)).following

    async with ben.home.writing() as work:
        await moderation.suspend(work, None, await found(work, ana.uri), "pub")
    await internet.settle()
    assert not (await ana.relation(ben)).following, "her own server knows, and does not show it"
    assert not (await ana.relation(ben)).followed_by
    during = await ana.writes("Pendant")
    unheard = await ben.writes("Sans elle", "followers")
    await internet.settle()
    assert await seen(ana.home, unheard) is None, "she is no follower any more"
    assert not await _shows(ben, before)
    assert await seen(ben.home, during) is None

    async with ben.home.writing() as work:
        await moderation.unsuspend(work, None, await found(work, ana.uri))
    await ben.follows(ana)
    await internet.settle()
    after = await ana.writes("Après")
    await internet.settle()
    assert await _shows(ben, before)
    assert await _shows(ben, after)


async def test_two_servers_that_part_exchange_nothing(
    ana: Member, ben: Member, internet: Internet
) -> None:
    await ana.follows(ben)
    await internet.settle()

    async with ana.home.writing() as work:
        await moderation.block_host(work, None, "neighbour.example", "pub")
    internet.requests.clear()
    mine, his = await ana.writes("Ici"), await ben.writes("Là")
    await internet.settle()

    assert await seen(ben.home, mine) is None
    assert await seen(ana.home, his) is None
    assert not any(each.url.host == "neighbour.example" for each in internet.requests)
    with pytest.raises(Refused):
        await lookup.resolve(ana.home, ben.handle.replace("ben", "benoit"))
