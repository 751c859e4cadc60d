"""A group of one cooperative with members on two others: its posts, its events, who hears of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from fedicoop.accounts import service as accounts
from fedicoop.errors import Refused
from fedicoop.events import State, queries, service
from fedicoop.groups import queries as groups
from fedicoop.groups import service as grouping
from fedicoop.groups.service import GroupDraft
from fedicoop.inbox import lookup
from fedicoop.posts import queries as posts
from fedicoop.posts import service as writing
from fedicoop.posts.service import NoteDraft
from tests.events.given import a_draft
from tests.federation.coming import copy_of, decides, event_at, joins, state_of
from tests.federation.telling import Member, found, said_to_others, seen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from fedicoop.groups import Group
    from fedicoop.instance import Instance
    from fedicoop.work import Work
    from tests.clocks import StoppedClock
    from tests.network import Internet

GROUP = "https://coop.example/groups/solaire"
CANARY = "perroquet-vert-4812"


@pytest.fixture
async def third(internet: Internet, tmp_path: Path, clock: StoppedClock) -> AsyncIterator[Instance]:
    """Give a third instance, third.example."""
    async with internet.instance("third.example", tmp_path / "third", clock) as instance:
        yield instance


async def _arrives(home: Instance, name: str) -> Member:
    async with home.writing() as work:
        await accounts.admit(work, name, name=name.capitalize())
    return Member(home, name)


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give a member of coop.example, who will lead the group."""
    return await _arrives(coop, "ana")


@pytest.fixture
async def ben(neighbour: Instance) -> Member:
    """Give a member of neighbour.example."""
    return await _arrives(neighbour, "ben")


@pytest.fixture
async def carla(third: Instance) -> Member:
    """Give a member of third.example."""
    return await _arrives(third, "carla")


async def _group(work: Work, uri: str = GROUP) -> Group:
    group = await groups.by_actor_uri(work, uri)
    assert group is not None
    return group


async def _founds(ana: Member, name: str = "solaire", **more: Any) -> str:
    async with ana.home.writing() as work:
        draft = GroupDraft(name=name.capitalize(), **more)
        group = await grouping.create(work, await found(work, ana.uri), name, draft)
        return group.actor.uri


async def _enters(member: Member, ana: Member, internet: Internet, uri: str = GROUP) -> None:
    """Let somebody elsewhere become a member, let in when that is needed."""
    await lookup.resolve(member.home, uri)
    async with member.home.writing() as work:
        group = await grouping.remember(work, await found(work, uri))
        await grouping.join(work, group, await found(work, member.uri))
    await internet.settle()
    async with ana.home.writing() as work:
        for row in await groups.asking(work, await _group(work, uri)):
            await grouping.approve(work, row, await found(work, ana.uri))
    await internet.settle()


async def _announces(ana: Member, internet: Internet, group: str = GROUP, **more: Any) -> str:
    async with ana.home.writing() as work:
        host = await found(work, group)
        event = await service.announce(work, await found(work, ana.uri), a_draft(**more), host)
    await internet.settle()
    return event.uri


async def _asks(internet: Internet, url: str, accept: str) -> httpx2.Response:
    host = url.split("/")[2]
    async with httpx2.AsyncClient(transport=internet.servers[host]) as client:
        return await client.get(url, headers={"accept": accept})


async def test_a_group_lives_on_three_servers(
    ana: Member, ben: Member, carla: Member, internet: Internet
) -> None:
    await _founds(ana)
    for each in (ben, carla):
        await _enters(each, ana, internet)

    async with ana.home.writing() as work:
        draft = NoteDraft("Un toit de plus", "public", group=await _group(work))
        note = (await writing.publish(work, await found(work, ana.uri), draft)).uri
    await internet.settle()
    answer = await ben.writes("Bravo", answering=note)
    uri = await _announces(ana, internet, join_mode="restricted")
    for each in (ben, carla):
        assert await copy_of(each.home, uri) is not None, each.name
        await joins(each, uri)
    await internet.settle()
    await decides(ana, uri, ben.uri, yes=True)
    await decides(ana, uri, carla.uri, yes=False)
    await internet.settle()

    here = await seen(ana.home, answer)
    assert here is not None
    assert here.in_reply_to_uri == note
    for home in (ana.home, ben.home):
        assert await state_of(home, uri, ben.uri) == State.GOING
    for home in (ana.home, carla.home):
        assert await state_of(home, uri, carla.uri) == State.REJECTED

    async with ana.home.writing() as work:
        post = await posts.by_uri(work, note)
        assert post is not None
        await writing.remove_from_group(work, post, await found(work, ana.uri))
        await service.delete(work, await event_at(work, uri), await found(work, ana.uri))
    await internet.settle()
    for each in (ben, carla):
        copy = await copy_of(each.home, uri)
        assert copy is not None
        assert copy.post.is_deleted


@pytest.mark.parametrize("sight", ["private", "secret"])
async def test_an_event_for_a_closed_group_reaches_its_members_and_nobody_else(
    ana: Member, ben: Member, carla: Member, internet: Internet, sight: str
) -> None:
    """A word is looked for in every byte that went to a server without members, and in pages."""
    await _founds(ana, visibility=sight)
    entitled = sight == "private"
    if entitled:
        await _enters(ben, ana, internet)
    await carla.follows(ana)
    await internet.settle()
    internet.requests.clear()

    uri = await _announces(
        ana, internet, visibility="group", title=CANARY, source=f"{CANARY} {carla.handle}"
    )
    async with ana.home.writing() as work:
        event, me = await event_at(work, uri), await found(work, ana.uri)
        await service.move(work, event, me, a_draft().starts.replace(day=9))
        await service.cancel(work, event, me, CANARY)
    await internet.settle()

    assert (await copy_of(ben.home, uri) is not None) is entitled
    assert await copy_of(carla.home, uri) is None
    for request in internet.requests:
        if request.url.host == "third.example" or not entitled:
            assert CANARY.encode() not in request.content
    await _no_page_says(ana, internet, uri)
    await _signed_gets_get_nothing(carla, uri)

    async with ana.home.writing() as work:
        await service.delete(work, await event_at(work, uri), await found(work, ana.uri))
    await internet.settle()
    assert CANARY.encode() not in said_to_others(internet) or entitled


async def _no_page_says(ana: Member, internet: Internet, uri: str) -> None:
    ident = uri.rpartition("/")[2]
    for path in (
        *("/agenda", "/agenda.ics", "/", "/@solaire", f"/events/{ident}.ics"),
        *(f"/events/{ident}{end}" for end in ("", "/attendees", "/organizers", "/replies")),
        *(f"/groups/solaire{end}" for end in ("", "/events", "/upcoming", "/outbox?page=1")),
        *("/actor/outbox?page=1", "/users/ana/outbox?page=1"),
    ):
        for accept in ("application/activity+json", "text/html"):
            shown = await _asks(internet, f"{ana.home.urls.base}{path}", accept)
            assert CANARY not in shown.text, path
            assert shown.status_code < 500, path


async def _signed_gets_get_nothing(carla: Member, uri: str) -> None:
    with pytest.raises(Exception, match=r"40[134]"):
        await carla.home.client.get_document(uri, signer=await carla.home.signer())


async def _organises_too(ana: Member, ben: Member, internet: Internet, uri: str, club: str) -> None:
    """Let one group ask another, elsewhere, to organise an event with it; it agrees."""
    await lookup.resolve(ana.home, club)
    async with ana.home.writing() as work:
        event, partner = await event_at(work, uri), await found(work, club)
        await service.ask_partner(work, event, await found(work, ana.uri), partner)
    await internet.settle()
    async with ben.home.writing() as work:
        event = await event_at(work, uri)
        row = await queries.co_organiser(work, event, await found(work, club))
        assert row is not None
        await service.organise_too(work, row, event, await found(work, ben.uri))
    await internet.settle()


async def test_two_groups_of_two_cooperatives_organise_an_event_together(
    ana: Member, ben: Member, carla: Member, internet: Internet
) -> None:
    """Carla follows the second group alone: she hears of the event through it."""
    await _founds(ana)
    club = await _founds(ben, "vent")
    await _enters(carla, ben, internet, club)
    uri = await _announces(ana, internet)

    await _organises_too(ana, ben, internet, uri, club)

    for home in (ana.home, ben.home):
        async with home.reading() as work:
            (row,) = (await event_at(work, uri)).co_organisers
            assert (row.actor.uri, row.state) == (club, "accepted")
    assert await copy_of(carla.home, uri) is not None
    said = await _asks(internet, f"{uri}/organizers", "application/activity+json")
    assert club in said.json()["items"]
    await joins(carla, uri)
    await internet.settle()
    assert await state_of(carla.home, uri, carla.uri) == State.GOING

    async with ana.home.writing() as work:
        await service.cancel(work, await event_at(work, uri), await found(work, ana.uri), "Pluie")
    await internet.settle()
    for each in (ben, carla):
        copy = await copy_of(each.home, uri)
        assert copy is not None
        assert copy.status == "cancelled", each.name


async def test_comments_travel_both_ways_and_closed_ones_nowhere(
    ana: Member, ben: Member, internet: Internet
) -> None:
    await _founds(ana)
    await _enters(ben, ana, internet)
    uri = await _announces(ana, internet)
    answer = await ben.writes("Je viens avec ma fille", answering=uri)
    await internet.settle()
    back = await ana.writes("Très bien", answering=answer)
    await internet.settle()
    for note, home in ((answer, ana.home), (back, ben.home)):
        copy = await seen(home, note)
        assert copy is not None
        assert copy.conversation == (await event_post(home, uri)).conversation
    assert (await event_post(ana.home, uri)).replies_count == 1

    async with ana.home.writing() as work:
        event, me = await event_at(work, uri), await found(work, ana.uri)
        await service.revise(work, event, me, a_draft(comments="closed"))
    await internet.settle()

    for member in (ana, ben):
        with pytest.raises(Refused) as refusal:
            await member.writes("Encore un mot", answering=uri)
        assert refusal.value.safe


async def event_post(home: Instance, uri: str) -> Any:
    """Give the post of an event, as a server has it."""
    copy = await copy_of(home, uri)
    assert copy is not None
    return copy.post
