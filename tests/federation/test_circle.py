"""What is for the network: read by members of the circle's cooperatives, and by nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2
import pytest

from fedicoop.accounts import service as accounts
from fedicoop.activitypub import signatures
from fedicoop.actors import queries as actors
from fedicoop.errors import FetchFailed, Invalid
from fedicoop.events import queries as events
from fedicoop.events import service as happening
from fedicoop.groups import queries as groups
from fedicoop.groups import service as founding
from fedicoop.groups.service import GroupDraft
from fedicoop.inbox.fetch import fetch
from fedicoop.moderation import service as moderation
from fedicoop.network import cooperatives as network
from fedicoop.posts import queries as posts
from fedicoop.posts import service as writing
from fedicoop.posts.service import NoteDraft
from tests.federation.between import agenda, announces, asks, calls_off, trusts
from tests.federation.telling import Member, found, said_to_others, seen
from tests.strangers import Person, Stranger, post

if TYPE_CHECKING:
    from pathlib import Path

    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.network import Internet

CANARY = "canari-9b27c1"
COOP, NEIGHBOUR = "coop.example", "neighbour.example"


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give a member of coop.example."""
    return await Member(coop, "ana").arrives()


@pytest.fixture
async def ben(neighbour: Instance) -> Member:
    """Give a member of neighbour.example."""
    return await Member(neighbour, "ben").arrives()


@pytest.fixture
async def circle(coop: Instance, neighbour: Instance, internet: Internet) -> None:
    """Let the two cooperatives trust and follow each other."""
    for one, other in ((coop, NEIGHBOUR), (neighbour, COOP)):
        await trusts(one, other)
        await asks(one, other)
    await internet.settle()


@pytest.fixture
async def outsider(internet: Internet, coop: Instance) -> Person:
    """Give somebody of a server outside the circle, who follows Ana's cooperative's server."""
    eve = Stranger(internet, "outside.example").person("eve")
    await post(coop, internet, eve.says("Follow", f"{coop.urls.base}/users/ana"), eve)
    await internet.settle()
    return eve


async def asked(
    coop: Instance, internet: Internet, uri: str, reader: Person | None
) -> httpx2.Response:
    """Ask for an address, signed by somebody or by nobody."""
    signed = signatures.sign("GET", uri, b"", reader.signer, coop.clock()) if reader else {}
    async with httpx2.AsyncClient(transport=internet.servers[coop.urls.host]) as client:
        return await client.get(uri, headers={**signed, "Accept": "application/activity+json"})


async def read_as(coop: Instance, internet: Internet, uri: str, reader: Person | None) -> int:
    """Ask for an address, signed by somebody or by nobody; give the status."""
    return (await asked(coop, internet, uri, reader)).status_code


async def reads(member: Member, uri: str) -> bool:
    """Tell whether a member may read what her server has of a post."""
    async with member.home.reading() as work:
        there = await posts.by_uri(work, uri)
        return there is not None and await posts.can_see(work, there, await found(work, member.uri))


@pytest.mark.usefixtures("circle")
async def test_a_post_for_the_network_is_read_in_the_circle_and_only_there(
    coop: Instance, neighbour: Instance, ana: Member, ben: Member, internet: Internet
) -> None:
    uri = await ana.writes(f"Bientôt {CANARY}", "network")
    await internet.settle()

    there = await seen(neighbour, uri)
    assert there is not None
    assert there.visibility == "network"
    assert there.to == [coop.urls.circle]
    assert await reads(ben, uri)
    async with neighbour.reading() as work:
        assert not await posts.can_see(work, there, None), "no visitor"
        relay = await found(work, coop.urls.instance_actor)
        assert not await posts.can_see(work, there, relay), "it is not ours to show"
    await ana.edits(uri, "Bientôt, et plus encore")
    await internet.settle()
    there = await seen(neighbour, uri)
    assert there is not None
    assert "encore" in there.content
    await ana.deletes(uri)
    await internet.settle()
    there = await seen(neighbour, uri)
    assert there is not None
    assert there.is_deleted


@pytest.mark.usefixtures("circle")
async def test_an_answer_comes_back_and_the_likes_too(
    coop: Instance, ana: Member, ben: Member, internet: Internet
) -> None:
    uri = await ana.writes("Qui vient ?", "network")
    await internet.settle()
    answer = await ben.writes("Moi", "network", answering=uri)
    await ben.likes(uri)
    await internet.settle()

    assert await reads(ana, answer)
    question = await seen(coop, uri)
    assert question is not None
    assert (question.likes_count, question.replies_count) == (1, 1)


@pytest.mark.usefixtures("circle")
async def test_nobody_outside_gets_a_byte_of_it(
    coop: Instance, neighbour: Instance, ana: Member, outsider: Person, internet: Internet
) -> None:
    note = await ana.writes(f"Entre nous {CANARY}", "network")
    event = await announces(ana, f"Fête {CANARY}", visibility="network")
    await ana.edits(note, f"Toujours entre nous {CANARY}")
    await internet.settle()

    for uri in (note, event):
        for reader in (None, outsider):
            assert await read_as(coop, internet, uri, reader) == 404
        for part in ("replies", "likes", "shares"):
            assert await read_as(coop, internet, f"{uri}/{part}", outsider) == 404
    for collection in (f"{ana.uri}/outbox?page=true", coop.urls.circle):
        assert await read_as(coop, internet, collection, outsider) in {200, 404}
    got = [each for each in internet.requests if each.url.host == "outside.example"]
    assert not any(CANARY.encode() in each.content for each in got)
    assert CANARY.encode() in said_to_others(internet), "the circle did get it"


async def test_it_goes_nowhere_without_a_circle(
    ana: Member, outsider: Person, internet: Internet
) -> None:
    await ana.writes(f"Entre nous {CANARY}", "network")
    await announces(ana, f"Fête {CANARY}", visibility="network")
    await internet.settle()
    assert CANARY.encode() not in said_to_others(internet)


@pytest.mark.usefixtures("circle")
async def test_members_of_the_circle_read_it_by_a_signed_request(
    coop: Instance, neighbour: Instance, ana: Member, internet: Internet
) -> None:
    event = await announces(ana, visibility="network")
    signer = await neighbour.signer()
    document = await neighbour.client.get_document(event, signer=signer)
    assert document["to"] == [coop.urls.circle]
    whole = await neighbour.client.get_document(coop.urls.circle, signer=signer)
    assert whole["totalItems"] == 1

    async with coop.writing() as work:
        await moderation.forget_host(work, None, NEIGHBOUR)
    for uri in (event, coop.urls.circle):
        with pytest.raises(FetchFailed) as refused:
            await neighbour.client.get_document(uri, signer=signer)
        assert refused.value.code == 404, "trust that is lost"


@pytest.mark.usefixtures("circle")
async def test_who_lost_trust_gets_no_change_but_learns_of_the_end(
    coop: Instance, neighbour: Instance, ana: Member, internet: Internet
) -> None:
    uri = await ana.writes("Entre nous", "network")
    event = await announces(ana, visibility="network")
    await internet.settle()
    async with coop.writing() as work:
        await moderation.forget_host(work, None, NEIGHBOUR)

    await ana.edits(uri, f"Entre nous {CANARY}")
    await internet.settle()
    assert CANARY.encode() not in said_to_others(internet)
    await ana.deletes(uri)
    await calls_off(ana, event)
    await internet.settle()
    for gone in (uri, event):
        copy = await seen(neighbour, gone)
        assert copy is not None
        assert copy.is_deleted


@pytest.mark.usefixtures("circle")
async def test_an_event_for_the_network_is_in_the_agenda_of_its_members_only(
    neighbour: Instance, ana: Member, ben: Member, internet: Internet
) -> None:
    uri = await announces(ana, visibility="network")
    await internet.settle()
    assert [host for _, host, _ in await agenda(neighbour, ben.uri)] == [COOP]
    assert await agenda(neighbour) == []
    async with neighbour.writing() as work:
        event = await events.by_uri(work, uri)
        assert event is not None
        await happening.join(work, event, await found(work, ben.uri), happening.Wish())
    await internet.settle()
    async with ana.home.reading() as work:
        event = await events.by_uri(work, uri)
        assert event is not None
        assert await events.counts(work, event) == {"going": 1}


async def test_who_is_not_trusted_cannot_slip_something_in(
    coop: Instance, ana: Member, internet: Internet
) -> None:
    """It is addressed to a circle, its own or ours, by a server that we do not trust."""
    peer = Stranger(internet)
    eve = peer.person("eve")
    for number, to in enumerate(("https://peer.example/cooperative/circle", coop.urls.circle)):
        note = peer.note(eve, number, to=[to], cc=[])
        assert (await post(coop, internet, eve.says("Create", note), eve)).status_code == 202
        await internet.settle()
        assert await seen(coop, note["id"]) is None
        await fetch(coop, note["id"])
        assert not await reads(ana, note["id"]), "fetched, it is for whom it names: nobody"


async def test_a_trusted_server_speaks_for_its_own_circle_only(
    coop: Instance, ana: Member, internet: Internet
) -> None:
    peer = Stranger(internet)
    eve = peer.person("eve")
    await trusts(coop, "peer.example")
    for number, (to, comes) in enumerate(
        (
            ("https://peer.example/cooperative/circle", True),
            ("https://other.example/cooperative/circle", False),
            ("https://peer.example/x/cooperative/circle", False),
            (coop.urls.circle, False),
        )
    ):
        note = peer.note(eve, number, to=[to], cc=[])
        await post(coop, internet, eve.says("Create", note), eve)
        await internet.settle()
        assert (await seen(coop, note["id"]) is not None) is comes, to
    assert not peer.received, "what is for the network is never passed on"


@pytest.mark.usefixtures("circle")
async def test_it_is_never_passed_on(
    neighbour: Instance, ana: Member, ben: Member, internet: Internet
) -> None:
    uri = await ana.writes("Entre nous", "network")
    await internet.settle()
    with pytest.raises(Exception, match="may not be passed on"):
        await ben.passes_on(uri)


@pytest.mark.usefixtures("circle")
async def test_outsiders_cannot_be_named_in_it(
    coop: Instance, ana: Member, ben: Member, outsider: Person, internet: Internet
) -> None:
    with pytest.raises(Invalid):
        await ana.writes("@eve@outside.example, viens !", "network")
    await fetch(coop, ben.uri)
    uri = await ana.writes(f"{ben.handle}, viens !", "network")
    await internet.settle()
    assert await reads(ben, uri)
    with pytest.raises(Invalid):
        await ana.writes("@eve@outside.example", "direct", answering=uri)


@pytest.mark.usefixtures("circle")
async def test_a_group_of_the_network_opens_to_the_circle(
    coop: Instance, neighbour: Instance, ana: Member, outsider: Person, internet: Internet
) -> None:
    async with coop.writing() as work:
        draft = GroupDraft(name="Toitures", description=CANARY, visibility="network")
        owner = (await accounts.admit(work, "lea")).actor
        await founding.create(work, owner, "toitures", draft)
        group = await groups.by_username(work, "toitures")
        note = NoteDraft("Au réseau", "network", group=group)
        uri = (await writing.publish(work, owner, note)).uri
    await internet.settle()

    address = coop.urls.group("toitures")
    signer = await neighbour.signer()
    assert CANARY in str(await neighbour.client.get_document(address, signer=signer))
    posts_there = await neighbour.client.get_document(f"{address}/posts", signer=signer)
    assert uri in str(posts_there)
    assert await seen(neighbour, uri) is not None
    stub = await asked(coop, internet, address, outsider)
    empty = await asked(coop, internet, f"{address}/posts", outsider)
    async with neighbour.reading() as work:
        met = await found(work, address)
        ben = await actors.cooperative(work)
        assert await network.groups_of(work, ben, [COOP]) == [met], "members may find it"
        assert await network.groups_of(work, None, [COOP]) == []
    async with neighbour.writing() as work:
        there = await founding.remember(work, await found(work, address))
        assert there.visibility == "network"
        await moderation.forget_host(work, None, COOP)
        there = await founding.remember(work, await found(work, address))
        assert there.visibility == "private", "from a server that is no longer trusted"
    assert CANARY not in stub.text
    assert empty.json()["orderedItems"] == []


async def test_a_third_cooperative_gets_nothing_from_one_that_it_does_not_share_a_circle_with(
    coop: Instance,
    neighbour: Instance,
    ana: Member,
    ben: Member,
    internet: Internet,
    tmp_path: Path,
    clock: StoppedClock,
) -> None:
    """Trust is not inherited: coop trusts neighbour, neighbour trusts third."""
    async with internet.instance("third.example", tmp_path / "third", clock) as third:
        await trusts(coop, NEIGHBOUR)
        await asks(coop, NEIGHBOUR)
        await trusts(neighbour, COOP)
        await asks(neighbour, COOP)
        await trusts(neighbour, "third.example")
        await asks(neighbour, "third.example")
        await internet.settle()
        uri = await ana.writes(f"Entre nous {CANARY}", "network")
        await internet.settle()
        await ben.writes("J'en suis", "network", answering=uri)
        await internet.settle()

        assert await reads(ben, uri)
        assert await seen(third, uri) is None
        got = [each for each in internet.requests if each.url.host == "third.example"]
        assert not any(CANARY.encode() in each.content for each in got)
        async with third.reading() as work:
            assert await actors.by_uri(work, ana.uri) is None
