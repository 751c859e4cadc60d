"""Whose key is this? Asked of the owner alone, once, and never believed of anybody else."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fedicoop.activitypub import keys
from fedicoop.actors import documents, queries, service
from fedicoop.errors import Gone, Unauthenticated, Unavailable
from fedicoop.inbox import senders as module
from fedicoop.inbox.senders import Senders
from tests.givens import PUBLIC_PEM
from tests.strangers import Person, Stranger, post

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.network import Internet

BOB = "https://coop.example/users/bob"
NEW = keys.generate()
SOMEBODY = keys.load_private(keys.generate()[0])


async def test_a_key_is_asked_of_its_owner_once(
    coop: Instance, ana: Person, peer: Stranger
) -> None:
    senders = Senders(coop)

    found = await asyncio.gather(*(senders.fetched(ana.signer.key_id) for _ in range(5)))

    assert {key.owner for key in found} == {ana.uri}
    assert peer.asked == [ana.uri]
    assert await senders.known(ana.signer.key_id) is found[0]
    await senders.confirm(ana.signer.key_id)
    async with coop.reading() as work:
        assert await queries.by_uri(work, ana.uri) is not None


async def test_a_key_of_the_address_book_needs_no_network(
    coop: Instance, ana: Person, peer: Stranger
) -> None:
    senders = Senders(coop)
    await senders.fetched(ana.signer.key_id)
    await senders.confirm(ana.signer.key_id)
    peer.asked.clear()

    assert await Senders(coop).known(ana.signer.key_id) is not None
    assert await Senders(coop).known(ana.signer.key_id + "2") is None
    assert peer.asked == []


async def test_our_own_keys_are_nobodys_elsewhere(coop: Instance) -> None:
    senders = Senders(coop)

    assert await senders.known(f"{BOB}#main-key") is None
    for key_id in (f"{BOB}#main-key", "not an address", ""):
        with pytest.raises(Unauthenticated):
            await senders.fetched(key_id)


async def test_only_so_many_keys_are_held(
    coop: Instance, ana: Person, peer: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LOADED", 1)
    monkeypatch.setattr(module, "_REMEMBERED", 1)
    eve, senders = peer.person("eve"), Senders(coop)

    first = await senders.fetched(ana.signer.key_id)
    await senders.fetched(eve.signer.key_id)

    assert await senders.known(ana.signer.key_id) is not first
    peer.asked.clear()
    await senders.fetched(ana.signer.key_id)
    assert peer.asked == [ana.uri], "its last question was forgotten, so it is asked anew"


async def test_a_key_document_is_only_believed_when_its_owner_lists_it(
    coop: Instance, ana: Person, peer: Stranger
) -> None:
    key_id = "https://peer.example/keys/1"
    peer.answers[key_id] = {"id": key_id, "owner": ana.uri, "publicKeyPem": PUBLIC_PEM}
    senders = Senders(coop)

    with pytest.raises(Unauthenticated, match="not listed"):
        await senders.fetched(key_id)

    ana.document["publicKey"] = {"id": key_id, "owner": ana.uri, "publicKeyPem": PUBLIC_PEM}
    assert (await Senders(coop).fetched(key_id)).owner == ana.uri


async def test_an_owner_must_be_somebody_who_can_act(
    coop: Instance, ana: Person, peer: Stranger
) -> None:
    key_id, note = "https://peer.example/keys/1", peer.note(ana)
    peer.answers[key_id] = {"id": key_id, "owner": note["id"], "publicKeyPem": PUBLIC_PEM}

    with pytest.raises(Unauthenticated, match="can act"):
        await Senders(coop).fetched(key_id)


async def test_a_rotated_key_is_fetched_once_and_then_holds(
    coop: Instance, internet: Internet, followed: Person, peer: Stranger
) -> None:
    await post(coop, internet, followed.says("Follow", BOB), followed)
    rotated = peer.person("ana", pem=NEW)

    answer = await post(coop, internet, rotated.says("Follow", BOB, n=1), rotated)

    assert answer.status_code == 202
    assert peer.asked == [followed.uri]


async def test_a_wrong_key_is_not_asked_for_again_and_again(
    coop: Instance,
    internet: Internet,
    followed: Person,
    peer: Stranger,
    clock: StoppedClock,
) -> None:
    impostor = peer.person("ana", pem=NEW)
    peer.person("ana")
    for _ in range(3):
        answer = await post(coop, internet, impostor.says("Follow", BOB), impostor)
        assert answer.status_code == 401
    assert peer.asked == [followed.uri]

    clock.move(timedelta(minutes=6))
    await post(coop, internet, impostor.says("Follow", BOB), impostor)
    assert len(peer.asked) == 2

    assert (await post(coop, internet, followed.says("Follow", BOB), followed)).status_code == 202


async def test_a_server_that_is_away_is_told_to_come_back(
    coop: Instance, internet: Internet, ana: Person, peer: Stranger
) -> None:
    peer.answers[ana.uri] = 500

    first = await post(coop, internet, ana.says("Follow", BOB), ana)
    second = await post(coop, internet, ana.says("Follow", BOB), ana)

    assert [first.status_code, second.status_code] == [503, 503]
    assert first.headers["retry-after"] == "300"
    assert peer.asked == [ana.uri]
    with pytest.raises(Unavailable):
        await Senders(coop).fetched(ana.signer.key_id)


async def test_somebody_who_is_gone_is_answered_202_and_not_heard(
    coop: Instance, internet: Internet, ana: Person, peer: Stranger
) -> None:
    peer.answers[ana.uri] = 410

    assert (await post(coop, internet, ana.says("Follow", BOB), ana)).status_code == 202
    with pytest.raises(Gone):
        await Senders(coop).fetched(ana.signer.key_id)


async def test_somebody_who_never_was_is_not_believed(
    coop: Instance, internet: Internet, ana: Person, peer: Stranger
) -> None:
    peer.answers[ana.uri] = 404

    assert (await post(coop, internet, ana.says("Follow", BOB), ana)).status_code == 401


async def test_a_key_on_another_host_than_its_owners_is_nobodys(
    coop: Instance, internet: Internet, ana: Person
) -> None:
    keeper, key_id = Stranger(internet, "keys.example"), "https://keys.example/1"
    keeper.answers[key_id] = {"id": key_id, "owner": ana.uri, "publicKeyPem": PUBLIC_PEM}
    ana.document["publicKey"] = {"id": key_id, "owner": ana.uri, "publicKeyPem": PUBLIC_PEM}
    ana.signer = keys.Signer(ana.uri, key_id, ana.signer.private)

    answer = await post(coop, internet, ana.says("Follow", BOB), ana)

    assert answer.status_code == 401


async def test_a_stranger_is_only_remembered_when_her_signature_holds(
    coop: Instance, internet: Internet, ana: Person, peer: Stranger
) -> None:
    """Naming a key is free: it must not fill the address book, nor keep its owner out."""
    impostor = Person(ana.uri, keys.Signer(ana.uri, ana.signer.key_id, SOMEBODY), ana.document)

    answer = await post(coop, internet, ana.says("Follow", BOB), impostor)
    assert answer.status_code == 401
    async with coop.reading() as work:
        assert await queries.by_uri(work, ana.uri) is None

    assert (await post(coop, internet, ana.says("Follow", BOB), ana)).status_code == 202
    assert peer.asked == [ana.uri], "her key was at hand"
    async with coop.reading() as work:
        assert await queries.by_uri(work, ana.uri) is not None


async def test_only_so_many_strangers_wait_to_be_remembered(
    coop: Instance, ana: Person, peer: Stranger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_UNCONFIRMED", 1)
    eve, senders = peer.person("eve"), Senders(coop)
    await senders.fetched(ana.signer.key_id)
    await senders.fetched(eve.signer.key_id)

    for person in (ana, eve, eve):
        await senders.confirm(person.signer.key_id)

    async with coop.reading() as work:
        assert await queries.by_uri(work, ana.uri) is None
        assert await queries.by_uri(work, eve.uri) is not None


async def test_a_liar_does_not_keep_the_owner_of_a_key_out(
    coop: Instance, internet: Internet, ana: Person, peer: Stranger
) -> None:
    """However often she names it: it was fetched a moment ago, and is still what it was."""
    impostor = Person(ana.uri, keys.Signer(ana.uri, ana.signer.key_id, SOMEBODY), ana.document)
    for _ in range(3):
        answer = await post(coop, internet, ana.says("Follow", BOB), impostor)
        assert answer.status_code == 401

    assert (await post(coop, internet, ana.says("Follow", BOB), ana)).status_code == 202
    assert peer.asked == [ana.uri]


async def test_a_key_that_its_owner_no_longer_lists_opens_nothing_after_five_minutes(
    coop: Instance, internet: Internet, followed: Person, clock: StoppedClock
) -> None:
    """Also when it was at hand: whoever stole it must not go on for as long as we run."""
    assert (await post(coop, internet, followed.says("Follow", BOB), followed)).status_code == 202
    listed = {"id": f"{followed.uri}#second-key", "owner": followed.uri, "publicKeyPem": NEW[1]}
    async with coop.writing() as work:
        changed = documents.from_ap({**followed.document, "publicKey": listed})
        await service.remember(work, changed)
    followed.document["publicKey"] = listed

    clock.move(timedelta(minutes=6))
    answer = await post(coop, internet, followed.says("Follow", BOB, n=2), followed)

    assert answer.status_code == 401


async def test_what_was_wrong_with_a_key_is_kept_without_all_that_led_to_it(
    coop: Instance, ana: Person, peer: Stranger
) -> None:
    """An error holds on to its traceback, and that to whole requests and documents."""
    key_id, senders = f"{ana.uri}#other-key", Senders(coop)
    depths = []
    for _ in range(4):
        with pytest.raises(Unauthenticated) as refusal:
            await senders.fetched(key_id)
        depths.append(len(refusal.traceback))
        assert refusal.value.status == 401

    (kept,) = [fault for _, fault in senders._asked.values()]
    assert kept is not None
    assert (kept.__traceback__, kept.__cause__, kept.__context__) == (None, None, None)
    assert depths[1] == depths[2] == depths[3]
    assert peer.asked == [ana.uri]
