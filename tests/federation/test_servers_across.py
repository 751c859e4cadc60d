"""Servers that follow each other: asked, let in, told of what comes, told no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from fedicoop import upkeep
from fedicoop.accounts import service as accounts
from fedicoop.actors import queries as actors
from fedicoop.actors import service as book
from fedicoop.errors import FetchFailed, NotFound, Refused
from fedicoop.events import service as events
from fedicoop.groups import queries as finding
from fedicoop.groups import service as groups
from fedicoop.groups.service import GroupDraft
from fedicoop.moderation import service as moderation
from fedicoop.network import service as servers
from fedicoop.posts import queries
from fedicoop.posts import service as writing
from fedicoop.posts.service import EditDraft, NoteDraft
from tests.events.given import a_draft
from tests.federation.between import (
    agenda,
    announces,
    approves,
    asks,
    calls_off,
    moves,
    standing,
    trusts,
)
from tests.federation.telling import Member, found, seen

if TYPE_CHECKING:
    from pathlib import Path

    from fedicoop.instance import Instance
    from fedicoop.posts import Post
    from fedicoop.work import Work
    from tests.clocks import StoppedClock
    from tests.network import Internet

COOP, NEIGHBOUR = "coop.example", "neighbour.example"
LATER = datetime(2026, 12, 10, 20, 0)  # noqa: DTZ001 - a wall time


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give a member of coop.example."""
    return await Member(coop, "ana").arrives()


def announced(internet: Internet, host: str, uri: str) -> int:
    """Count the letters to a host that announce something."""
    said = [
        request
        for request in internet.requests
        if request.method == "POST" and request.url.host == host
    ]
    return sum(b'"Announce"' in each.content and uri.encode() in each.content for each in said)


async def test_a_server_waits_until_it_is_let_in(
    coop: Instance, neighbour: Instance, ana: Member, internet: Internet
) -> None:
    before = await announces(ana, "Avant")
    await asks(neighbour, COOP)
    await internet.settle()
    assert await standing(coop) == {NEIGHBOUR: ("", "asked")}
    assert await standing(neighbour) == {COOP: ("asked", "")}
    assert await agenda(neighbour) == []

    await approves(coop, NEIGHBOUR)
    await internet.settle()

    assert await standing(neighbour) == {COOP: ("accepted", "")}
    assert [title for title, _, _ in await agenda(neighbour)] == ["Avant"], "told of what is"
    after = await announces(ana, "Après")
    await internet.settle()
    assert {(title, host) for title, host, _ in await agenda(neighbour)} == {
        ("Avant", COOP),
        ("Après", COOP),
    }
    assert announced(internet, NEIGHBOUR, before) == announced(internet, NEIGHBOUR, after) == 1


async def test_both_directions_and_a_third_one_make_no_loop(
    coop: Instance,
    neighbour: Instance,
    ana: Member,
    internet: Internet,
    tmp_path: Path,
    clock: StoppedClock,
) -> None:
    async with internet.instance("third.example", tmp_path / "third", clock) as third:
        for one, others in (
            (coop, (NEIGHBOUR,)),
            (neighbour, (COOP, "third.example")),
            (third, (NEIGHBOUR,)),
        ):
            for other in others:
                await asks(one, other)
        await internet.settle()
        for one, others in (
            (coop, (NEIGHBOUR,)),
            (neighbour, (COOP, "third.example")),
            (third, (NEIGHBOUR,)),
        ):
            for other in others:
                await approves(one, other)
        await internet.settle()

        uri = await announces(ana)
        await internet.settle()

        assert [host for _, host, _ in await agenda(neighbour)] == [COOP]
        assert await agenda(third) == [], "only whoever follows it hears of it"
        assert announced(internet, "third.example", uri) == 0
        assert announced(internet, COOP, uri) == 0
        assert (await standing(neighbour))["third.example"] == ("accepted", "accepted")


async def test_changes_and_the_end_are_carried_to_whom_it_reached(
    coop: Instance, neighbour: Instance, ana: Member, internet: Internet
) -> None:
    await trusts(coop, NEIGHBOUR)
    await asks(neighbour, COOP)
    await internet.settle()
    uri = await announces(ana)
    await internet.settle()

    await moves(ana, uri, LATER)
    await internet.settle()
    assert await agenda(neighbour) == [("Fête du soleil", COOP, "2026-12-10T20:00:00")]

    await calls_off(ana, uri)
    with pytest.raises(FetchFailed) as gone:
        await neighbour.client.get_document(uri, signer=await neighbour.signer())
    assert gone.value.code == 410, "before the Delete has even left"
    await internet.settle()
    assert await agenda(neighbour) == []
    post = await seen(neighbour, uri)
    assert post is not None
    assert post.is_deleted


async def test_the_circle_is_let_in_at_once(
    coop: Instance, neighbour: Instance, internet: Internet
) -> None:
    await trusts(coop, NEIGHBOUR)
    await asks(neighbour, COOP)
    await internet.settle()
    assert await standing(neighbour) == {COOP: ("accepted", "")}


async def test_where_nobody_is_asked_every_server_is_let_in(
    coop: Instance, neighbour: Instance, internet: Internet
) -> None:
    federation = replace(coop.config.federation, approve_servers=False)
    coop.config = replace(coop.config, federation=federation)
    await asks(neighbour, COOP)
    await internet.settle()
    assert await standing(neighbour) == {COOP: ("accepted", "")}


async def test_whoever_waits_is_let_in_when_it_comes_into_the_circle(
    coop: Instance, neighbour: Instance, internet: Internet
) -> None:
    await asks(neighbour, COOP)
    await internet.settle()
    await trusts(coop, NEIGHBOUR)
    assert await standing(coop) == {NEIGHBOUR: ("", "accepted")}


async def test_a_refused_server_hears_nothing_more(
    coop: Instance, neighbour: Instance, ana: Member, internet: Internet
) -> None:
    await asks(neighbour, COOP)
    await internet.settle()
    await approves(coop, NEIGHBOUR)
    await internet.settle()

    async with coop.writing() as work:
        assert await servers.refuse(work, None, NEIGHBOUR) == 1
    await internet.settle()
    uri = await announces(ana)
    await internet.settle()

    assert await standing(neighbour) == {}
    assert announced(internet, NEIGHBOUR, uri) == 0
    with pytest.raises(NotFound):
        await approves(coop, NEIGHBOUR)


async def test_who_unfollows_hears_nothing_more(
    coop: Instance, neighbour: Instance, ana: Member, internet: Internet
) -> None:
    await trusts(coop, NEIGHBOUR)
    await asks(neighbour, COOP)
    await internet.settle()

    async with neighbour.writing() as work:
        assert await servers.stop(work, None, COOP) == 1
    await internet.settle()
    await announces(ana)
    await internet.settle()

    assert await standing(coop) == {NEIGHBOUR: ("", "")}
    assert await agenda(neighbour) == []


async def test_what_a_server_announces_unasked_is_left_aside(
    coop: Instance, neighbour: Instance, ana: Member, internet: Internet
) -> None:
    """It follows us, we do not follow it: nobody asked for its agenda."""
    await trusts(coop, NEIGHBOUR)
    await asks(neighbour, COOP)
    await internet.settle()
    ben = await Member(neighbour, "ben").arrives()
    async with neighbour.writing() as work:
        relay = await actors.instance_actor(work)
        work.publish(
            {
                "id": f"{neighbour.urls.base}/activities/unasked",
                "type": "Announce",
                "actor": relay.uri,
                "object": f"{neighbour.urls.base}/events/none",
                "to": [coop.urls.instance_actor],
            }
        )
    await announces(ben)
    await internet.settle()
    assert await agenda(coop) == []


async def test_a_scheduled_event_is_announced_when_its_hour_comes(
    coop: Instance, neighbour: Instance, ana: Member, internet: Internet, clock: StoppedClock
) -> None:
    await trusts(coop, NEIGHBOUR)
    await asks(neighbour, COOP)
    await internet.settle()
    async with coop.writing() as work:
        sketch = await events.draft(work, await found(work, ana.uri), a_draft(title="Prévu"))
        await events.schedule(work, sketch, clock() + timedelta(hours=1))
    assert await upkeep.announce(coop) == 0

    clock.move(timedelta(hours=2))
    assert await upkeep.announce(coop) == 1
    await internet.settle()

    assert [title for title, _, _ in await agenda(neighbour)] == ["Prévu"]


async def test_the_upkeep_tells_a_new_follower_what_was_not_told_yet(
    coop: Instance, ana: Member, neighbour: Instance, internet: Internet
) -> None:
    """A follower from before this version, who was never told."""
    await asks(neighbour, COOP)
    await internet.settle()
    uri = await announces(ana)
    async with coop.writing() as work:
        row = (await actors.requests(work, await actors.instance_actor(work)))[0]
        await book.accept(work, row)
    await internet.settle()
    assert announced(internet, NEIGHBOUR, uri) == 0

    assert await upkeep.announce(coop) == 1
    assert await upkeep.announce(coop) == 0
    await internet.settle()

    assert announced(internet, NEIGHBOUR, uri) == 1
    assert len(await agenda(neighbour)) == 1


async def test_what_a_group_says_to_everybody_is_news_of_the_network(
    coop: Instance, neighbour: Instance, internet: Internet
) -> None:
    await trusts(coop, NEIGHBOUR)
    await asks(neighbour, COOP)
    await internet.settle()
    uri, left_out = await group_says(coop, "Des panneaux"), await group_says(coop, "Nous", quiet=1)
    await internet.settle()

    there = await seen(neighbour, uri)
    assert there is not None
    assert there.boosts_count == 0, "a server is not counted as somebody"
    assert await seen(neighbour, left_out) is None
    async with coop.writing() as work:
        mine = await our_post(work, uri)
        await writing.edit(work, mine, mine.author, EditDraft("Des panneaux neufs"))
    await internet.settle()
    there = await seen(neighbour, uri)
    assert there is not None
    assert "neufs" in there.content


async def test_what_is_taken_out_of_a_group_is_no_news(
    coop: Instance, neighbour: Instance, internet: Internet
) -> None:
    """It stays its author's."""
    await trusts(coop, NEIGHBOUR)
    await asks(neighbour, COOP)
    await internet.settle()
    uri = await group_says(coop, "Des panneaux")
    await internet.settle()
    async with coop.writing() as work:
        mine = await our_post(work, uri)
        await writing.remove_from_group(work, mine, mine.author)
    await internet.settle()

    async with neighbour.reading() as work:
        there = await our_post(work, uri)
        relay = await found(work, coop.urls.instance_actor)
        assert not there.is_deleted
        assert await queries.boost_by(work, relay, there) is None


async def group_says(coop: Instance, text: str, *, quiet: int = 0) -> str:
    """Let a group's facilitator write in it, to everybody or quietly; give the address."""
    async with coop.writing() as work:
        lea = await actors.by_username(work, "lea")
        if lea is None:
            lea = (await accounts.admit(work, "lea", name="Léa")).actor
            await groups.create(work, lea, "solaire", GroupDraft(name="Solaire"))
        group = await finding.by_username(work, "solaire")
        draft = NoteDraft(text, "unlisted" if quiet else "public", group=group)
        return (await writing.publish(work, lea, draft)).uri


async def our_post(work: Work, uri: str) -> Post:
    """Give a post that must be there."""
    post = await queries.by_uri(work, uri)
    assert post is not None
    return post


async def test_the_outbox_of_the_server_says_what_it_announced(
    coop: Instance, neighbour: Instance, ana: Member
) -> None:
    uri = await announces(ana)
    signer = await neighbour.signer()
    outbox = f"{coop.urls.instance_actor}/outbox"
    whole = await neighbour.client.get_document(outbox, signer=signer)
    page = await neighbour.client.get_document(whole["first"], signer=signer)
    actor = await neighbour.client.get_document(coop.urls.instance_actor, signer=signer)

    assert whole["totalItems"] == 1
    item = page["orderedItems"][0]
    assert (item["type"], item["actor"], item["object"]) == (
        "Announce",
        coop.urls.instance_actor,
        uri,
    )
    assert item["to"] == [f"{coop.urls.instance_actor}/followers"]
    assert actor["manuallyApprovesFollowers"] is True


async def test_only_servers_are_followed_and_only_by_those_who_decide(
    coop: Instance, neighbour: Instance, ana: Member
) -> None:
    ben = await Member(neighbour, "ben").arrives()
    with pytest.raises(NotFound):
        await asks(coop, ben.handle)
    with pytest.raises(NotFound):
        await asks(coop, COOP)
    with pytest.raises(FetchFailed):
        await asks(coop, "nobody.example")
    async with coop.writing() as work:
        await moderation.block_host(work, None, NEIGHBOUR)
    with pytest.raises(Refused):
        await asks(coop, NEIGHBOUR)
    async with coop.writing() as work:
        plain = await accounts.admit(work, "paul")
        with pytest.raises(Refused):
            await servers.approve(work, plain, NEIGHBOUR)
        with pytest.raises(Refused):
            await servers.ask(work, None, await found(work, ana.uri))
