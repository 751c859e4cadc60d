"""A valid signature is not permission: what one may not say for another, at every inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from fedicoop.activitypub import keys
from fedicoop.actors import documents, queries, service
from fedicoop.inbox import Arrival
from fedicoop.moderation import service as moderation
from fedicoop.posts import queries as posts
from tests.federation.telling import found
from tests.hostile.conftest import ADDRESS_BOOK, rows
from tests.strangers import Person, Stranger, post

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.network import Internet

ROUTES = ["/inbox", "/users/bob/inbox", "/actor/inbox", "/cooperative/inbox"]
BOB = "https://coop.example/users/bob"
BUT = frozenset(ADDRESS_BOOK | {"arrivals"})
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


@pytest.fixture
def good(internet: Internet) -> Stranger:
    """Give an honest server."""
    return Stranger(internet, "good.example")


@pytest.fixture
def ana(good: Stranger) -> Person:
    """Give an honest person with a key of her own."""
    return good.person("ana", pem=keys.generate())


async def given_follow(coop: Instance, person: Person, *, accepted: bool = True) -> str:
    """Let bob follow somebody; give the id of the follow."""
    async with coop.writing() as work:
        other = await service.remember(work, documents.from_ap(person.document))
        follow = await service.follow(work, await found(work, BOB), other)
        if accepted:
            await service.accepted(work, follow)
        return follow.uri


async def given_follower(coop: Instance, person: Person) -> str:
    """Let somebody follow bob; give the id of the follow."""
    async with coop.writing() as work:
        other = await service.remember(work, documents.from_ap(person.document))
        uri = f"{person.uri}#follow"
        return (await service.follow(work, other, await found(work, BOB), uri=uri)).uri


async def follows(coop: Instance, one: str, other: str) -> bool:
    """Tell whether one follows the other, accepted."""
    async with coop.reading() as work:
        return await queries.is_following(work, await found(work, one), await found(work, other))


async def test_auth_007_an_activity_cannot_have_an_id_of_ours(
    coop: Instance, internet: Internet, mallory: Person
) -> None:
    before = await rows(coop, but=frozenset(ADDRESS_BOOK))
    activity = mallory.says("Follow", BOB) | {"id": "https://coop.example/activities/1"}

    assert (await post(coop, internet, activity, mallory)).status_code == 403
    assert await rows(coop, but=frozenset(ADDRESS_BOOK)) == before


async def test_auth_008_nobody_uses_up_anothers_ids(
    coop: Instance, internet: Internet, mallory: Person, ana: Person, good: Stranger
) -> None:
    await given_follow(coop, ana)
    create = ana.says("Create", good.note(ana))

    poisoned = {**create, "actor": mallory.uri}
    assert (await post(coop, internet, poisoned, mallory)).status_code == 403
    assert (await post(coop, internet, create, ana)).status_code == 202
    await internet.settle()

    async with coop.reading() as work:
        assert await posts.by_uri(work, create["object"]["id"]) is not None


@pytest.mark.parametrize("path", ROUTES)
async def test_auth_016_nobody_changes_anothers_profile(
    coop: Instance, internet: Internet, mallory: Person, ana: Person, path: str
) -> None:
    await given_follow(coop, ana)
    changed = {**ana.document, "name": "owned"}

    answer = await post(coop, internet, mallory.says("Update", changed), mallory, path=path)
    await internet.settle()

    assert answer.status_code in {202, 403}
    async with coop.reading() as work:
        assert (await found(work, ana.uri)).name == "Ana"


@pytest.mark.parametrize("path", ROUTES)
async def test_auth_017_nobody_undoes_anothers_follow(
    coop: Instance, internet: Internet, mallory: Person, ana: Person, path: str
) -> None:
    uri = await given_follower(coop, ana)
    inner = {"id": uri, "type": "Follow", "actor": ana.uri, "object": BOB}

    for said in (inner, uri, {**inner, "actor": mallory.uri}, {"type": "Follow", "object": BOB}):
        answer = await post(coop, internet, mallory.says("Undo", said), mallory, path=path)
        assert answer.status_code in {202, 403}
    await internet.settle()

    assert await follows(coop, ana.uri, BOB)


async def test_auth_021_an_accept_of_a_follow_never_sent_changes_nothing(
    coop: Instance, internet: Internet, mallory: Person
) -> None:
    before = await rows(coop, but=BUT)
    follow = {"id": f"{BOB}#f", "type": "Follow", "actor": BOB, "object": mallory.uri}

    for said in (follow, "https://coop.example/activities/1"):
        answer = await post(coop, internet, mallory.says("Accept", said), mallory)
        assert answer.status_code == 202
    await internet.settle()

    assert await rows(coop, but=BUT) == before


@pytest.mark.parametrize("kind", ["Reject", "Accept"])
async def test_auth_023_only_who_is_followed_answers(
    coop: Instance, internet: Internet, mallory: Person, ana: Person, kind: str
) -> None:
    uri = await given_follow(coop, ana, accepted=kind == "Reject")
    follow = {"id": uri, "type": "Follow", "actor": BOB, "object": ana.uri}

    for said in (follow, uri):
        answer = await post(coop, internet, mallory.says(kind, said), mallory)
        assert answer.status_code in {202, 403}
    await internet.settle()

    assert await follows(coop, BOB, ana.uri) is (kind == "Reject")


async def test_key_007_the_same_host_is_not_the_same_person(
    coop: Instance, internet: Internet, evil: Stranger, mallory: Person
) -> None:
    bob_there = evil.person("bob")
    before = await rows(coop, but=frozenset(ADDRESS_BOOK))

    for kind, inner in (("Follow", BOB), ("Create", evil.note(bob_there)), ("Delete", "x")):
        answer = await post(coop, internet, bob_there.says(kind, inner), mallory)
        assert answer.status_code == 403

    assert await rows(coop, but=frozenset(ADDRESS_BOOK)) == before


async def test_key_002_a_key_document_does_not_say_whose_it_is(
    coop: Instance, internet: Internet, evil: Stranger, mallory: Person, ana: Person
) -> None:
    key_id = "https://evil.example/key"
    pem = mallory.document["publicKey"]["publicKeyPem"]
    evil.answers[key_id] = {"id": key_id, "owner": ana.uri, "publicKeyPem": pem}
    forger = Person(ana.uri, keys.Signer(ana.uri, key_id, mallory.signer.private), {})

    answer = await post(coop, internet, ana.says("Follow", BOB), forger)

    assert answer.status_code in {401, 403}
    assert (await rows(coop))["arrivals"] == 0


async def test_key_014_an_update_does_not_bring_a_key(
    coop: Instance, internet: Internet, mallory: Person, ana: Person, good: Stranger
) -> None:
    """Not another's, and not even one's own: keys are read from one's own address alone."""
    await given_follow(coop, ana)
    stolen = {**ana.document["publicKey"]}
    stolen["publicKeyPem"] = mallory.document["publicKey"]["publicKeyPem"]
    swapped = {**ana.document, "publicKey": stolen}

    assert (await post(coop, internet, mallory.says("Update", swapped), mallory)).status_code == 403
    assert (await post(coop, internet, ana.says("Update", swapped), ana)).status_code == 202
    await internet.settle()

    forger = Person(ana.uri, keys.Signer(ana.uri, ana.signer.key_id, mallory.signer.private), {})
    answer = await post(coop, internet, ana.says("Follow", BOB, n=2), forger)
    assert answer.status_code == 401


@pytest.mark.parametrize("who", ["mallory", "ana"])
async def test_ld_009_ld_010_linked_data_signatures_give_no_authority(
    coop: Instance, internet: Internet, mallory: Person, ana: Person, good: Stranger, who: str
) -> None:
    await given_follow(coop, ana)
    signature = {"type": "RsaSignature2017", "creator": ana.signer.key_id, "signatureValue": "x"}
    note = good.note(ana)
    del good.answers[note["id"]]
    context = ["https://www.w3.org/ns/activitystreams", "https://evil.example/context"]
    author = ana if who == "ana" else mallory
    create = author.says("Create", note) | {"signature": signature, "@context": context}

    answer = await post(coop, internet, create, mallory)
    await internet.settle()

    assert answer.status_code in {202, 401, 403}
    async with coop.reading() as work:
        assert await posts.by_uri(work, note["id"]) is None


@pytest.mark.parametrize("blocked", ["evil.example", "EVIL.example.", "example"])
@pytest.mark.parametrize("path", ROUTES)
async def test_auth_040_auth_042_a_blocked_server_is_refused_however_it_is_written(
    coop: Instance, internet: Internet, evil: Stranger, mallory: Person, path: str, blocked: str
) -> None:
    async with coop.writing() as work:
        if blocked == "example":
            await moderation.block_host(work, None, "evil.example")
        else:
            await moderation.block_host(work, None, blocked)
    before = await rows(coop)
    deep = Stranger(internet, "deep.evil.example").person("eve")
    spelled = [mallory, deep]
    for host in ("EVIL.example", "evil.example.", "evil.example:443"):
        uri = f"https://{host}/users/mallory"
        signer = keys.Signer(uri, f"{uri}#main-key", mallory.signer.private)
        spelled.append(Person(uri, signer, {}))

    for person in spelled:
        activity: dict[str, Any] = person.says("Follow", BOB)
        assert (await post(coop, internet, activity, person, path=path)).status_code == 403

    assert evil.asked == []
    assert await rows(coop) == before


async def test_auth_041_a_key_elsewhere_does_not_carry_a_blocked_actor_in(
    coop: Instance, internet: Internet, evil: Stranger, mallory: Person
) -> None:
    keeper, key_id = Stranger(internet, "keeper.example"), "https://keeper.example/key"
    pem = mallory.document["publicKey"]["publicKeyPem"]
    keeper.answers[key_id] = {"id": key_id, "owner": mallory.uri, "publicKeyPem": pem}
    mallory.document["publicKey"] = {"id": key_id, "owner": mallory.uri, "publicKeyPem": pem}
    async with coop.writing() as work:
        await moderation.block_host(work, None, "evil.example")
    carried = Person(mallory.uri, keys.Signer(mallory.uri, key_id, mallory.signer.private), {})

    answer = await post(coop, internet, mallory.says("Follow", BOB), carried)

    assert answer.status_code in {401, 403}
    assert (await rows(coop))["arrivals"] == 0


async def test_sig_046_what_was_deleted_does_not_come_back(
    coop: Instance, internet: Internet, ana: Person, good: Stranger
) -> None:
    await given_follow(coop, ana)
    note = good.note(ana)
    create, delete = ana.says("Create", note), ana.says("Delete", note["id"])
    replay = create | {"id": f"{ana.uri}#again"}

    for activity in (create, delete, create, replay, ana.says("Announce", note["id"], to=[PUBLIC])):
        assert (await post(coop, internet, activity, ana)).status_code == 202
        await internet.settle()

    async with coop.reading() as work:
        kept = await posts.by_uri(work, note["id"])
    assert kept is not None
    assert kept.is_deleted


@pytest.mark.parametrize("kind", ["Follow", "Block"])
async def test_the_id_of_anothers_activity_is_taken(
    coop: Instance, internet: Internet, ana: Person, good: Stranger, kind: str
) -> None:
    """It is refused with a reason, breaks nothing, and the first one stays hers."""
    eve = good.person("eve")
    activity = ana.says(kind, BOB) | {"id": "https://good.example/activities/1"}
    for person, said in ((ana, activity), (eve, activity | {"actor": eve.uri})):
        assert (await post(coop, internet, said, person)).status_code == 202
        await internet.settle()

    async with coop.reading() as work:
        arrivals = await work.session.scalars(select(Arrival).order_by(Arrival.id))
        outcomes = [(row.outcome, row.reason) for row in arrivals]
        me, her = await found(work, BOB), await found(work, ana.uri)
        relation = await queries.relation(work, me, her)
        stranger = await queries.by_uri(work, eve.uri)
        assert stranger is not None
        assert await queries.relation(work, me, stranger) == queries.Relation()
    assert outcomes == [("done", ""), ("refused", "https://good.example/activities/1 is taken")]
    assert relation.followed_by if kind == "Follow" else relation.blocked_by
