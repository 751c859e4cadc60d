"""Posts between cooperatives: seen, answered, changed, liked, passed on, deleted, everywhere."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fedicoop.inbox import fetch, lookup
from fedicoop.moderation import queries as reports
from fedicoop.moderation import service as moderation
from fedicoop.posts import queries as posts
from fedicoop.posts import service as writing
from tests.federation.telling import Member, found, plain, said_to_others, seen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from fedicoop.instance import Instance
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


async def test_a_post_is_read_where_it_is_followed_and_answered_there(
    ana: Member, ben: Member, internet: Internet
) -> None:
    note = await ana.writes("Qui vient **samedi** ?")
    await internet.settle()
    assert await ben.reads() == ["Qui vient <strong>samedi</strong> ?"]

    answer = await ben.writes("Moi", answering=note)
    await internet.settle()

    here = await seen(ana.home, answer)
    assert here is not None
    assert here.in_reply_to_uri == note
    assert here.author.uri == ben.uri
    original = await seen(ana.home, note)
    assert original is not None
    assert original.replies_count == 1


async def test_a_change_reaches_whoever_has_the_post(
    ana: Member, ben: Member, carla: Member, internet: Internet
) -> None:
    note = await ana.writes("Rendez-vous à 18 h")
    await internet.settle()
    await lookup.resolve(carla.home, note)
    await ben.passes_on(note)
    await internet.settle()

    await ana.edits(note, "Rendez-vous à 19 h")
    await internet.settle()

    copy = await seen(ben.home, note)
    assert copy is not None
    assert plain(copy) == "Rendez-vous à 19 h"
    assert copy.updated_at is not None


async def test_a_deletion_reaches_whoever_ever_got_the_post_even_after_days_away(
    ana: Member, ben: Member, carla: Member, internet: Internet, clock: StoppedClock
) -> None:
    await carla.follows(ana)
    await internet.settle()
    note = await ana.writes("Une erreur")
    await internet.settle()
    await carla.stops_following(ana)
    await internet.settle()
    internet.down.add("third.example")

    await ana.deletes(note)
    await internet.settle()
    gone = await seen(ben.home, note)
    assert gone is not None
    assert gone.is_deleted

    clock.move(timedelta(days=12))
    internet.down.clear()
    for _ in range(3):
        await internet.settle()
        clock.move(timedelta(days=1))
    late = await seen(carla.home, note)
    assert late is not None
    assert late.is_deleted


async def test_likes_and_boosts_are_counted_where_the_post_lives(
    ana: Member, ben: Member, carla: Member, internet: Internet
) -> None:
    await carla.follows(ben)
    await internet.settle()
    note = await ana.writes("Du vent")
    await internet.settle()

    await ben.likes(note)
    await ben.passes_on(note)
    await internet.settle()

    post = await seen(ana.home, note)
    assert post is not None
    assert (post.likes_count, post.boosts_count) == (1, 1)
    assert await carla.reads() == ["Du vent"], "the boost brought the post from its origin"

    await ben.likes_no_more(note)
    await internet.settle()
    post = await seen(ana.home, note)
    assert post is not None
    assert post.likes_count == 0


@pytest.mark.parametrize("visibility", ["members", "followers", "direct"])
async def test_what_is_not_for_everybody_reaches_nobody_else(
    ana: Member, ben: Member, carla: Member, internet: Internet, visibility: str
) -> None:
    """A canary string is looked for in every byte that went to any server."""
    dora = await Member(ana.home, "dora").arrives()
    internet.requests.clear()

    note = await ana.writes(f"@dora {CANARY}", visibility)
    await dora.writes(f"moi aussi {CANARY}", "direct", answering=note)
    await internet.settle()

    reached_ben = await seen(ben.home, note) is not None
    assert reached_ben is (visibility == "followers")
    assert await seen(carla.home, note) is None
    assert (CANARY.encode() in said_to_others(internet)) is reached_ben
    for reader in (carla, ben):
        signer = await reader.home.signer()
        with pytest.raises(Exception, match=r"40[134]"):
            await reader.home.client.get_document(note, signer=signer)


async def test_a_direct_message_goes_to_the_one_it_names(
    ana: Member, ben: Member, carla: Member, internet: Internet
) -> None:
    await lookup.resolve(ana.home, ben.handle)
    await ana.writes(f"{ben.handle} pour toi seul", "direct")
    await internet.settle()

    assert any("pour toi seul" in line for line in await ben.reads_privately())
    assert not any("pour toi seul" in line for line in await ben.reads())
    assert not any("third.example/inbox" in str(each.url) for each in internet.requests)


async def test_a_host_that_was_away_gets_everything_and_in_order(
    ana: Member, ben: Member, internet: Internet, clock: StoppedClock
) -> None:
    internet.down.add("neighbour.example")
    note = await ana.writes("un")
    await internet.settle()
    clock.move(timedelta(hours=3))
    await ana.edits(note, "deux")
    await ana.writes("trois")
    await internet.settle()
    clock.move(timedelta(days=2))
    await ana.edits(note, "quatre")
    await internet.settle()

    internet.down.clear()
    for _ in range(4):
        clock.move(timedelta(days=1))
        await internet.settle()

    assert sorted(await ben.reads()) == ["quatre", "trois"]


async def test_an_opened_thread_and_profile_are_filled(
    ana: Member, ben: Member, carla: Member, internet: Internet
) -> None:
    note = await ana.writes("Une question")
    await internet.settle()
    answer = await ben.writes("Une réponse", answering=note)
    await internet.settle()

    await lookup.resolve(carla.home, note)
    async with carla.home.writing() as work:
        post = await posts.by_uri(work, note)
        assert post is not None
        assert writing.look_again(work, post)
    for _ in range(3):
        await fetch.fetch_wishes(carla.home)

    assert await seen(carla.home, answer) is not None


async def test_a_report_reaches_the_moderators_of_the_other_server(
    ana: Member, ben: Member, internet: Internet
) -> None:
    note = await ana.writes("Quelque chose de méchant")
    await internet.settle()

    async with ben.home.writing() as work:
        me, her = await found(work, ben.uri), await found(work, ana.uri)
        await moderation.report(work, me, her, posts=[note], said="blessant", forward=True)
    await internet.settle()

    async with ana.home.reading() as work:
        rows = await reports.open_reports(work)
    assert [row.text for row in rows] == ["blessant"]
    flags = [each.content for each in internet.requests if b"blessant" in each.content]
    assert flags
    assert not any(ben.uri.encode() in each for each in flags), "who reports stays at home"
