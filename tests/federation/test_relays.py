"""Servers of other kinds that are followed and follow: Mobilizon's relay, Gancio's instance."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.actors import queries as actors
from fedicoop.errors import NotFound
from fedicoop.events import queries as events
from tests.federation.between import agenda, announces, approves, asks, calls_off, standing
from tests.federation.telling import Member, found
from tests.strangers import Person, Stranger, post
from tests.wire.corpus import WIRE

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from fedicoop.instance import Instance
    from tests.network import Internet

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
MOBILIZON, GANCIO = "rendezvous.nomagic.uk", "demo.gancio.org"
pytestmark = pytest.mark.skipif(not WIRE.is_dir(), reason="the real documents are not here")


def real(path: str) -> dict[str, Any]:
    """Read a real document."""
    document: dict[str, Any] = json.loads((WIRE / path).read_text("utf-8"))
    return document


def server(stranger: Stranger, path: str, name: str, **more: Any) -> Person:
    """Let a whole server speak, at the address and under the name its software uses."""
    uri = f"https://{stranger.host}{path}"
    speaker = stranger.person(name, type="Application", **more)
    document = {
        **speaker.document,
        "id": uri,
        "inbox": f"https://{stranger.host}/inbox",
        "outbox": f"{uri}/outbox",
        "followers": f"{uri}/followers",
        "publicKey": {**speaker.document["publicKey"], "id": f"{uri}#main-key", "owner": uri},
    }
    del stranger.answers[speaker.uri]
    stranger.answers[uri] = document
    signer = type(speaker.signer)(uri, f"{uri}#main-key", speaker.signer.private)
    return Person(uri, signer, document)


@pytest.fixture
def mobilizon(internet: Internet) -> Stranger:
    """Give a server that behaves as Mobilizon does: its relay is found by NodeInfo (FEP-2677)."""
    stranger = Stranger(internet, MOBILIZON)
    base = f"https://{MOBILIZON}"
    stranger.answers[f"{base}/.well-known/nodeinfo"] = {
        "links": [
            {
                "rel": "http://nodeinfo.diaspora.software/ns/schema/2.1",
                "href": f"{base}/.well-known/nodeinfo/2.1",
            },
            {"rel": "https://www.w3.org/ns/activitystreams#Application", "href": f"{base}/relay"},
        ]
    }
    return stranger


@pytest.fixture
def relay(mobilizon: Stranger) -> Person:
    """Give Mobilizon's relay."""
    return server(mobilizon, "/relay", "relay", manuallyApprovesFollowers=True)


@pytest.fixture
def gathering(mobilizon: Stranger) -> dict[str, Any]:
    """Give a real event of a Mobilizon, put off to next month; its people live there."""
    event = real("lemmy/mobilizon/objects/event.json")
    event |= {"startTime": "2026-12-11T19:00:00+00:00", "endTime": "2026-12-11T21:00:00+00:00"}
    event["published"] = event["updated"] = "2026-11-20T10:00:00Z"
    mobilizon.answers[event["id"]] = event
    for key, kind in (("attributedTo", "Group"), ("actor", "Person")):
        there = server(mobilizon, event[key].partition(MOBILIZON)[2], event[key].rpartition("@")[2])
        there.document["type"] = kind
    return event


@pytest.fixture
def told(coop: Instance, internet: Internet) -> Callable[..., Awaitable[int]]:
    """Give a way to let somebody say something to the shared inbox, and wait for its effects."""

    async def say(activity: dict[str, Any], by: Person) -> int:
        answer = await post(coop, internet, activity, by)
        await internet.settle()
        return answer.status_code

    return say


Told = "Callable[..., Awaitable[int]]"


async def we_follow(coop: Instance, internet: Internet, stranger: Stranger, by: Person) -> None:
    """Let our server follow another, which agrees as Mobilizon and Gancio do."""
    await asks(coop, stranger.host)
    await internet.settle()
    follow = stranger.received[-1]
    assert (follow["type"], follow["object"]) == ("Follow", by.uri)
    accept = by.says("Accept", {key: follow[key] for key in ("id", "type", "actor", "object")})
    assert (await post(coop, internet, accept, by)).status_code == 202
    await internet.settle()
    assert (await standing(coop))[stranger.host][0] == "accepted"


def relayed(relay: Person, event: dict[str, Any]) -> dict[str, Any]:
    """Announce an event as Mobilizon's relay does: with the whole object."""
    ident = f"{event['id']}/announces/1"
    to = [f"{relay.uri}/followers"]
    return relay.says("Announce", event, to=to, cc=[]) | {"id": ident}


async def test_what_mobilizons_relay_announces_is_in_the_agenda(
    coop: Instance,
    internet: Internet,
    mobilizon: Stranger,
    relay: Person,
    gathering: dict[str, Any],
    told: Callable[..., Awaitable[int]],
) -> None:
    await we_follow(coop, internet, mobilizon, relay)

    assert await told(relayed(relay, gathering), relay) == 202

    name = "Caledonian scottish dance class"
    assert await agenda(coop) == [(name, MOBILIZON, "2026-12-11T19:00:00")]
    assert gathering["id"] in mobilizon.asked, "believed from its own address only"
    assert not [each for each in mobilizon.received if each["type"] == "Announce"], "no echo"


async def test_mobilizons_change_and_end_come_from_the_organiser(
    coop: Instance,
    internet: Internet,
    mobilizon: Stranger,
    relay: Person,
    gathering: dict[str, Any],
    told: Callable[..., Awaitable[int]],
) -> None:
    await we_follow(coop, internet, mobilizon, relay)
    await told(relayed(relay, gathering), relay)
    organiser = Person(
        gathering["actor"],
        type(relay.signer)(
            gathering["actor"], f"{gathering['actor']}#main-key", relay.signer.private
        ),
        {},
    )
    gathering |= {"name": "Danse", "updated": "2026-11-24T11:59:59Z"}
    update = organiser.says("Update", gathering, to=[PUBLIC])
    update["id"] = f"{gathering['id']}/activity"
    await told(update, organiser)
    assert [title for title, _, _ in await agenda(coop)] == ["Danse"]

    tombstone = {"type": "Tombstone", "id": gathering["id"], "formerType": "Event"}
    await told(organiser.says("Delete", tombstone, to=[PUBLIC]), organiser)
    assert await agenda(coop) == []


async def test_a_relay_that_is_not_followed_fills_no_agenda(
    coop: Instance,
    mobilizon: Stranger,
    relay: Person,
    gathering: dict[str, Any],
    told: Callable[..., Awaitable[int]],
) -> None:
    assert await told(relayed(relay, gathering), relay) == 202
    assert await agenda(coop) == []
    assert gathering["id"] not in mobilizon.asked


async def test_a_relay_cannot_say_what_another_server_did_not(
    coop: Instance,
    internet: Internet,
    mobilizon: Stranger,
    relay: Person,
    told: Callable[..., Awaitable[int]],
) -> None:
    """The object lives elsewhere, and there it does not exist."""
    await we_follow(coop, internet, mobilizon, relay)
    Stranger(internet, "victim.example")
    forged = {
        "id": "https://victim.example/events/1",
        "type": "Event",
        "attributedTo": "https://victim.example/users/ana",
        "name": "Jamais dit",
        "startTime": "2026-12-05T14:00:00+01:00",
        "to": [PUBLIC],
    }
    said = relay.says("Announce", forged, to=[f"{relay.uri}/followers"])
    assert await told(said, relay) == 202
    assert await agenda(coop) == []


async def test_mobilizon_is_let_in_by_hand_and_gets_what_its_calendar_needs(
    coop: Instance,
    internet: Internet,
    mobilizon: Stranger,
    relay: Person,
    told: Callable[..., Awaitable[int]],
) -> None:
    """An Announce by the followed Application, the id of the event, 410 once it is deleted."""
    ana = await Member(coop, "ana").arrives()
    uri = await announces(ana)
    ours = coop.urls.instance_actor
    follow = relay.says("Follow", ours, to=[ours], cc=[PUBLIC])
    follow["id"] = f"https://{MOBILIZON}/follow/0f3c"
    assert await told(follow, relay) == 202
    assert (await standing(coop))[MOBILIZON] == ("", "asked")
    assert mobilizon.received == []

    await approves(coop, MOBILIZON)
    await internet.settle()

    accept, announce = mobilizon.received
    assert (accept["type"], accept["actor"], accept["object"]["id"]) == (
        "Accept",
        ours,
        follow["id"],
    )
    assert (announce["type"], announce["actor"], announce["object"]) == ("Announce", ours, uri)
    assert PUBLIC in announce["cc"]
    await calls_off(ana, uri)
    await internet.settle()
    assert mobilizon.received[-1]["type"] == "Delete"
    assert mobilizon.received[-1]["object"]["id"] == uri


async def test_gancio_is_found_by_its_relays_name_and_what_it_creates_is_kept(
    coop: Instance, internet: Internet, told: Callable[..., Awaitable[int]]
) -> None:
    """It announces nothing: it sends Create and Update as the actor that is followed."""
    gancio = Stranger(internet, GANCIO)
    speaker = server(gancio, "/federation/u/relay", "relay")
    gancio.answers[f"https://{GANCIO}/.well-known/webfinger?resource=acct%3Arelay%40{GANCIO}"] = {
        "subject": f"acct:relay@{GANCIO}",
        "links": [{"rel": "self", "type": "application/activity+json", "href": speaker.uri}],
    }
    await we_follow(coop, internet, gancio, speaker)
    create = real("mobilizon/gancio-event-activity.json")
    event = create["object"] | {
        "attributedTo": speaker.uri,
        "startTime": "2026-12-14T17:30:57+01:00",
        "endTime": "2026-12-14T18:30:57+01:00",
        "published": "2026-11-24T11:00:00Z",
    }
    gancio.answers[event["id"]] = event

    await told(create | {"actor": speaker.uri, "object": event}, speaker)
    assert await agenda(coop) == [("Demo event", GANCIO, "2026-12-14T17:30:57")]
    async with coop.reading() as work:
        kept = await events.by_uri(work, event["id"])
        assert kept is not None
        assert kept.place is not None
        assert kept.place.name == "Colosseo"

    await told(speaker.says("Update", event | {"name": "Démo"}), speaker)
    assert [title for title, _, _ in await agenda(coop)] == ["Démo"]


async def test_gancios_odd_follow_is_answered_as_it_was_asked(
    coop: Instance, internet: Internet, told: Callable[..., Awaitable[int]]
) -> None:
    gancio = Stranger(internet, GANCIO)
    speaker = server(gancio, "/federation/u/relay", "relay")
    ours = coop.urls.instance_actor
    follow = speaker.says("Follow", ours) | {"id": f"https://{GANCIO}/federation/m/{ours}#follow"}
    await told(follow, speaker)
    await approves(coop, GANCIO)
    await internet.settle()
    assert gancio.received[0]["object"]["id"] == follow["id"]
    async with coop.reading() as work:
        assert await actors.is_following(
            work, await found(work, speaker.uri), await found(work, ours)
        )


async def test_a_server_without_an_actor_is_not_followed(
    coop: Instance, internet: Internet
) -> None:
    """It has an address, but a person lives there."""
    peer = Stranger(internet)
    ana = peer.person("ana")
    peer.answers["https://peer.example/actor"] = ana.document | {"id": "https://peer.example/actor"}
    with pytest.raises(NotFound):
        await asks(coop, "peer.example")
