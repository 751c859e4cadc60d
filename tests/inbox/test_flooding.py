"""Whose flood is whose: what proves nothing counts against where it comes from, never a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2
import orjson
import pytest

from fedicoop.activitypub import keys, signatures
from fedicoop.errors import TooMany, Unauthenticated
from fedicoop.inbox import receive as module
from fedicoop.inbox.rate import Rate, place_of
from fedicoop.inbox.receive import Receiver
from fedicoop.moderation import service as moderation
from tests.strangers import ACTIVITY, Person, Stranger

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.activitypub.signatures import SignedRequest
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.network import Internet

BOB = "https://coop.example/users/bob"
FOREIGN = keys.load_private(keys.generate()[0])
HERE, THERE = "192.0.2.1", "198.51.100.7"


@pytest.fixture
def door(coop: Instance, monkeypatch: pytest.MonkeyPatch) -> Receiver:
    """Give a front door at which three are many."""
    monkeypatch.setattr(module, "Rate", lambda clock: Rate(clock, per_second=0, burst=3))
    return Receiver(coop)


def signed(coop: Instance, by: Person, number: int = 0, path: str = "/inbox") -> SignedRequest:
    """Write a signed POST of a Follow."""
    body = orjson.dumps(by.says("Follow", BOB) | {"id": f"{by.uri}#{number}"})
    url = f"{coop.urls.base}{path}"
    headers = signatures.sign("POST", url, body, by.signer, coop.clock(), content_type=ACTIVITY)
    return signatures.SignedRequest("POST", url, list(headers.items()), body)


def impostor_of(person: Person) -> Person:
    """Give somebody who names another's key and has only her own."""
    signer = keys.Signer(person.uri, person.signer.key_id, FOREIGN)
    return Person(person.uri, signer, person.document)


async def outcome(door: Receiver, request: SignedRequest, address: str) -> str:
    """Say what becomes of a request: "taken", or the name of the refusal."""
    try:
        await door.receive(request, ACTIVITY, address)
    except Exception as error:
        return type(error).__name__
    return "taken"


async def test_who_names_anothers_key_uses_up_only_what_her_own_address_may_send(
    coop: Instance, door: Receiver, ana: Person
) -> None:
    forged = signed(coop, impostor_of(ana))

    said = [await outcome(door, forged, THERE) for _ in range(5)]

    assert said == ["Unauthenticated"] * 3 + ["TooMany"] * 2
    assert await outcome(door, signed(coop, ana), HERE) == "taken"


async def test_a_server_that_signs_is_counted_by_its_name_wherever_it_sends_from(
    coop: Instance, door: Receiver, ana: Person, peer: Stranger, internet: Internet
) -> None:
    """Nobody behind the same proxy pays for it, not even one more of another server."""
    carla = Stranger(internet, "far.example").person("carla")

    said = [await outcome(door, signed(coop, ana, n), f"192.0.2.{n}") for n in range(4)]
    same = [await outcome(door, signed(coop, carla, n), "192.0.2.0") for n in range(3)]

    assert said == ["taken"] * 3 + ["TooMany"]
    assert same == ["taken"] * 3


async def test_reading_in_anothers_name_is_counted_by_address_too(
    coop: Instance, door: Receiver, ana: Person, internet: Internet
) -> None:
    url = f"{coop.urls.base}/users/bob"
    headers = signatures.sign("GET", url, b"", impostor_of(ana).signer, coop.clock())
    forged = signatures.SignedRequest("GET", url, list(headers.items()), b"")
    for _ in range(3):
        with pytest.raises(Unauthenticated):
            await door.reader(forged, THERE)
    with pytest.raises(TooMany):
        await door.reader(forged, THERE)

    headers = signatures.sign("GET", url, b"", ana.signer, coop.clock())
    true = signatures.SignedRequest("GET", url, list(headers.items()), b"")
    found = [(await door.reader(true, HERE)).actor_uri for _ in range(5)]
    assert found == [ana.uri] * 5


async def test_a_blocked_server_reads_nothing_and_is_not_even_looked_at(
    coop: Instance, internet: Internet, ana: Person, peer: Stranger
) -> None:
    async with coop.writing() as work:
        await moderation.block_host(work, None, "peer.example")
    url = f"{coop.urls.base}/cooperative/circle"
    headers = signatures.sign("GET", url, b"", ana.signer, coop.clock())

    async with httpx2.AsyncClient(transport=internet.servers["coop.example"]) as client:
        answer = await client.get(url, headers={"Accept": ACTIVITY, **headers})

    assert answer.status_code in {403, 404}
    assert peer.asked == []


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "20010db800010002::"),
        ("2001:db8:1:2::9", "20010db800010002::"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("testclient", ""),
        ("", ""),
    ],
)
def test_who_has_a_whole_network_is_counted_as_one(address: str, place: str) -> None:
    assert place_of(address) == place


def test_what_was_never_taken_is_not_given_back(clock: StoppedClock) -> None:
    rate = Rate(clock, per_second=0, burst=1)
    rate.give_back("nobody")
    rate.allows("somebody")
    for _ in range(3):
        rate.give_back("somebody")

    assert [rate.allows("somebody") for _ in range(2)] == [True, False]


async def test_nobody_makes_us_read_odd_documents_before_she_proves_who_she_is(
    coop: Instance, door: Receiver, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Expanding one takes fifty milliseconds, in which nobody else is answered."""
    read: list[Document] = []

    def reads(document: Document) -> Document:
        read.append(document)
        return document

    monkeypatch.setattr(module, "plain", reads)

    assert await outcome(door, signed(coop, impostor_of(ana)), THERE) == "Unauthenticated"
    assert read == []
    assert await outcome(door, signed(coop, ana), HERE) == "taken"
    assert len(read) == 1
