"""Events that other servers wrote: nothing of them is lost that has a field here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.events import queries
from tests.wire import corpus
from tests.wire.sending import Sending
from tests.wire.shapes.dates import EVENTS

if TYPE_CHECKING:
    from fedicoop.events import Event
    from fedicoop.instance import Instance
    from tests.network import Internet

BASE = f"https://{corpus.HERE}"
AUTHOR = f"{BASE}/users/ana"
LYON = ("Locaux de Framasoft", "10 Rue Jangot", "69007", "Lyon")
LINKS = {
    "name": "My first event",
    "starts": "2018-02-12T14:08:20",
    "ends": "",
    "place": LYON,
    "region": ("Auvergne Rhône Alpes", "France"),
    "website": "https://google.com",
    "tools": [{"name": "Another link", "url": "https://something.org"}],
    "host": f"{BASE}/@metacartes",
    "visibility": "public",
}
REAL: dict[str, dict[str, Any]] = {
    "lemmy/mobilizon/objects/event.json": {
        "name": "Caledonian scottish dance class",
        "says": "The dance style is like a posh ceilidh",
        "starts": "2022-12-11T19:00:00",
        "ends": "2022-12-11T21:00:00",
        "timezone": "Europe/London",
        "host": f"{BASE}/@devon_caledonian_society",
        "organiser": f"{BASE}/@emorrp1",
        "place": ("The Kenn Centre", "Devon Expressway", "EX6 7TW", "Teignbridge"),
        "region": ("England", "United Kingdom"),
        "coordinates": (50.66881615, -3.537739788359949),
        "kind": "sports",
        "status": "confirmed",
        "join_mode": "free",
        "capacity": None,
        "seats_left": None,
        "seats_taken": 0,
        "guests_by_mail": True,
        "comments": "allow_all",
        "online": False,
        "language": "en",
        "contacts": [f"{BASE}/@emorrp1"],
        "tags": ["caledonian", "dance", "lesson"],
        "poster": f"{BASE}/media/cd75bf2f61b66004fe20af4797f5aa847ae1f9ea1c118f53093d6fc4e51a6045"
        ".jpg?name=devon_caledonian_society%27s%20banner.jpg",
        "alt": "",
        "url": f"{BASE}/events/b81c0531-a57c-497d-93ba-af0f8b255498",
        "visibility": "public",
    },
    "mobilizon/mobilizon-post-activity.json": LINKS | {"poster": None, "kind": ""},
    "mobilizon/mobilizon-post-activity-media.json": LINKS | {"poster": f"{BASE}/some-image"},
    "mobilizon/mobilizon-post-activity-media-1.json": LINKS | {"poster": f"{BASE}/some-image-1"},
    "mobilizon/mobilizon-post-activity-media-2.json": LINKS | {"poster": f"{BASE}/some-image-2"},
    "mobilizon/mobilizon-post-activity-group.json": {
        "name": "My first event",
        "starts": "2018-02-12T14:08:20",
        "host": "https://peer.example/@group",
        "organiser": "https://peer.example/@user",
        "visibility": "direct",
        "place": None,
    },
    "mobilizon/gancio-event-activity.json": {
        "name": "Demo event",
        "starts": "2021-07-14T17:30:57",
        "ends": "2021-07-14T18:30:57",
        "timezone": "Europe/Paris",
        "place": ("Colosseo", "", "", ""),
        "tags": ["test"],
        "url": f"{BASE}/event/demo-event",
    },
    "bonfire/mobilizon.org-event.json": {
        "name": "Mobilizon Launching Party",
        "says": "Mobilizon is now federated!",
        "starts": "2019-12-18T13:00:00",
        "ends": "2019-12-18T14:00:00",
        "place": ("Cour du Château des Ducs de Bretagne", "", "", "Nantes"),
        "region": ("Pays de la Loire", "France"),
        "coordinates": (-1.54939699141711, 47.21617415),
        "kind": "reunion-information",
        "tags": ["activitypub", "federation", "mobilizon", "party"],
    },
    "wp-event-bridge/events/gancio-v1.22.json": {
        "name": "Picture Show",
        "says": "This is the the",
        "place": ("Fediverse TV", "C/ Falsa 123", "", ""),
        "poster": f"{BASE}/media/36755574a6e48a1ccd3351d35e1a371f.jpg",
        "alt": "Picture Show alt",
        "tags": ["cello", "sport"],
        "host": f"{BASE}/@organizer",
    },
}
GANCIO: dict[str, tuple[Any, str]] = {
    "bad-location-without-a-name": (None, ""),
    "multiple-mixed-locations": (
        ("Location with a name", "", "", ""),
        "https://virtual.location.org",
    ),
    "physical-location-no-address": (("Location with a name", "", "", ""), ""),
    "physical-location-with-postal-address": (
        ("Location with a postal address", "15 Fediverse Street", "8010", "Fediverse Town"),
        "",
    ),
    "physical-location-with-simple-string-address": (
        ("Location with a simple string address", "Simple string address", "", ""),
        "",
    ),
    "physical-location-without-id": (("Location without id", "", "", ""), ""),
    "virtual-location": (None, "https://virtual.location.org"),
}
PLAIN = (
    "timezone kind status join_mode capacity seats_left seats_taken guests_by_mail comments online "
    "online_url website external_url tickets_url tools contacts accessibility"
)


def _facts(event: Event) -> dict[str, Any]:
    """Give everything that is compared of an event."""
    post, place = event.post, event.place
    poster = next((each for each in post.attachments), None)
    return {name: getattr(event, name) for name in PLAIN.split()} | {
        "name": post.name,
        "starts": event.starts_wall,
        "ends": event.ends_wall,
        "host": event.host.uri,
        "organiser": event.organiser.uri,
        "place": (place.name, place.street, place.postcode, place.town) if place else None,
        "region": (place.region, place.country) if place else None,
        "coordinates": (place.latitude, place.longitude) if place else None,
        "tags": [each.name for each in post.tags],
        "poster": poster.url if poster else None,
        "alt": poster.alt if poster else None,
        "language": post.language,
        "url": post.url,
        "visibility": post.visibility,
        "fee": (event.fee_amount, event.fee_currency),
    }


async def _kept(coop: Instance, uri: str) -> Event:
    async with coop.reading() as work:
        event = await queries.by_uri(work, uri)
    assert event is not None, uri
    return event


async def _arrives(coop: Instance, internet: Internet, document: dict[str, Any]) -> Event:
    sending = Sending(coop, internet)
    found, _ = corpus.moved(document)
    event = found.get("object", found)
    for uri in {event.get("actor"), event["attributedTo"]} - {None}:
        sending.peer.answers.setdefault(uri, {**sending.peer.person("x").document, "id": uri})
    await sending.send("event", document)
    await sending.judge(done=1.0)
    return await _kept(coop, event["id"])


def _agrees(event: Event, facts: dict[str, Any]) -> None:
    expected = {key: value for key, value in facts.items() if key != "says"}
    found = _facts(event)
    assert {key: found[key] for key in expected} == expected
    assert facts.get("says", "") in event.post.content


@pytest.mark.skipif(not corpus.WIRE.exists(), reason="the real documents are not here")
@pytest.mark.parametrize("name", REAL)
async def test_nothing_of_a_real_event_is_lost(
    coop: Instance, internet: Internet, name: str
) -> None:
    document = json.loads((corpus.WIRE / name).read_text("utf-8"))

    event = await _arrives(coop, internet, corpus.dated(document))

    _agrees(event, REAL[name])


@pytest.mark.skipif(not corpus.WIRE.exists(), reason="the real documents are not here")
def test_every_real_event_has_its_facts() -> None:
    there = {
        f"{folder.name}/{name}"
        for folder in corpus.folders()
        for name, document in corpus.documents(folder)
        if '"Event"' in json.dumps(document)
    }
    assert there == set(REAL)


@pytest.mark.skipif(not corpus.WIRE.exists(), reason="the real documents are not here")
@pytest.mark.parametrize("name", GANCIO)
async def test_every_shape_of_a_place_of_gancios_is_understood(
    coop: Instance, internet: Internet, name: str
) -> None:
    location = json.loads((corpus.WIRE / "gancio/AP-location" / f"{name}.json").read_text("utf-8"))
    document, _ = EVENTS["friendica"](BASE, AUTHOR)

    event = await _arrives(coop, internet, document | {"location": location})

    place, online = GANCIO[name]
    _agrees(event, {"place": place, "online_url": online, "online": bool(online)})


@pytest.mark.parametrize("name", EVENTS)
async def test_nothing_of_an_event_in_the_shape_of_each_server_is_lost(
    coop: Instance, internet: Internet, name: str
) -> None:
    document, facts = EVENTS[name](BASE, AUTHOR)

    event = await _arrives(coop, internet, document)

    _agrees(event, facts)
