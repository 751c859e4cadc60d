"""Founding, admitting and remembering: who is who, under which name, with which keys."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fedicoop.activitypub.webfinger import parse_handle
from fedicoop.actors import documents, queries, service
from fedicoop.actors.federation import keep
from fedicoop.errors import Invalid, Refused
from tests.givens import PUBLIC_PEM, given_member, given_stranger

if TYPE_CHECKING:
    from fedicoop.work import Work


async def test_an_instance_is_founded_once(work: Work) -> None:
    with pytest.raises(LookupError, match="fedicoop init"):
        await queries.instance_actor(work)

    await service.found(work)
    await service.found(work)

    speaker, cooperative = await queries.instance_actor(work), await queries.cooperative(work)
    assert (speaker.uri, speaker.type) == ("https://coop.example/actor", "Application")
    assert cooperative.uri == "https://coop.example/cooperative"
    assert (cooperative.type, cooperative.name) == ("Organization", "Coopérative d'essai")
    assert cooperative.discoverable
    assert await queries.signer(work, speaker.uri) is not None
    assert await queries.count_people(work) == 0


async def test_people_and_groups_share_one_space_of_names(work: Work) -> None:
    ana = await given_member(work, "ana")
    group = await given_member(work, "solaire", kind="Group")

    assert ana.uri == "https://coop.example/users/ana"
    assert group.uri == "https://coop.example/groups/solaire"
    assert ana.url == "https://coop.example/@ana"
    assert (ana.inbox, ana.shared_inbox) == (f"{ana.uri}/inbox", "https://coop.example/inbox")
    for name in ("ana", "solaire", "relay", "Ana"):
        for kind in ("Person", "Group"):
            with pytest.raises(Invalid) as refusal:
                await service.create(work, name, kind=kind)
            assert list(refusal.value.fields) == ["username"]
    assert await queries.count_people(work) == 1


async def test_each_actor_signs_with_a_key_of_her_own(work: Work) -> None:
    ana, eve = await given_member(work, "ana"), await given_member(work, "eve")

    hers, other = await queries.signer(work, ana.uri), await queries.signer(work, eve.uri)

    assert hers is not None
    assert other is not None
    assert (hers.actor_uri, hers.key_id) == (ana.uri, f"{ana.uri}#main-key")
    assert await queries.public_pem(work, ana) != await queries.public_pem(work, eve)
    found = await queries.by_key(work, hers.key_id)
    assert found is not None
    assert found.actor is ana


async def test_somebody_elsewhere_is_remembered_and_refreshed(work: Work) -> None:
    bob = await given_stranger(work, "bob")
    draft = documents.ActorDraft(
        uri=bob.uri, type="Service", username="robot", inbox=f"{bob.uri}/in", name="Robot"
    )

    assert await service.remember(work, draft) is bob

    assert (bob.type, bob.username, bob.name) == ("Service", "robot", "Robot")
    assert (bob.host, bob.handle_host, bob.local_name) == ("peer.example", "peer.example", None)
    assert bob.fetched_at == work.now()
    assert await queries.public_pem(work, bob) == "", "a key that is no longer listed is retired"
    assert await queries.by_uris(work, [bob.uri, "urn:x"]) == [bob]
    again = replace(draft, keys=[(f"{bob.uri}#main-key", PUBLIC_PEM)])
    for _ in range(2):
        await service.remember(work, again)
        assert await queries.public_pem(work, bob) == PUBLIC_PEM
    assert await queries.by_uris(work, []) == []


async def test_nobody_elsewhere_takes_an_address_of_ours(work: Work) -> None:
    draft = documents.ActorDraft(
        uri="https://coop.example/users/ana", type="Person", username="ana", inbox="x"
    )

    with pytest.raises(Refused, match="ours"):
        await service.remember(work, draft)


async def test_a_handle_leads_to_one_actor(work: Work) -> None:
    ana = await given_member(work, "ana")
    bob = await given_stranger(work, "Bob", "social.peer.example")
    service.confirm_handle(bob, "peer.example")
    await given_stranger(work, "ana", "peer.example")
    await work.session.flush()

    assert await queries.by_handle(work, parse_handle("ana@coop.example")) is ana
    assert await queries.by_handle(work, parse_handle("bob@peer.example")) is bob
    assert await queries.by_handle(work, parse_handle("bob@social.peer.example")) is None
    assert await queries.by_username(work, "ANA") is ana
    assert await queries.by_id(work, ana.id) is ana


async def test_a_fetched_document_is_kept(work: Work) -> None:
    uri = "https://peer.example/users/cleo"

    await keep(
        work,
        {
            "id": uri,
            "type": "Person",
            "inbox": f"{uri}/inbox",
            "preferredUsername": "cleo",
            "publicKey": {"id": f"{uri}#k", "owner": uri, "publicKeyPem": PUBLIC_PEM},
        },
    )

    cleo = await queries.by_uri(work, uri)
    assert cleo is not None
    assert await queries.public_pem(work, cleo) == PUBLIC_PEM
