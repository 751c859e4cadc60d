"""Changing: a profile, a key, an address of one's own; suspended, deleted for good."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.actors import Key, documents, queries, service
from fedicoop.actors.service import ProfileDraft
from fedicoop.errors import Invalid, NeedsObject, Refused
from tests.actors.given import hear, said, says
from tests.givens import PUBLIC_PEM, given_member, given_stranger

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.actors import Actor
    from fedicoop.work import Work
    from tests.clocks import StoppedClock


@pytest.fixture
async def ana(work: Work) -> Actor:
    """Give one of ours."""
    return await given_member(work, "ana")


@pytest.fixture
async def bob(work: Work) -> Actor:
    """Give somebody elsewhere."""
    return await given_stranger(work, "bob")


def profile_of(actor: Actor, **more: object) -> Document:
    """Write somebody's document as her server serves it."""
    return {
        "id": actor.uri,
        "type": "Person",
        "preferredUsername": actor.username,
        "inbox": actor.inbox,
        "name": "Robert",
    } | more


async def test_a_profile_is_kept_safe_and_told_to_everybody_who_ever_got_it(
    work: Work, ana: Actor
) -> None:
    draft = ProfileDraft(
        name="Ana\x00 B.",
        summary="J'aime **le vent**\n<script>x</script>",
        locked=True,
        discoverable=True,
        fields=[("Site", "https://ana.example"), ("", "x"), ("Vide", " "), ("a", "b"), ("c", "d")],
        icon="https://coop.example/media/1.webp",
    )

    await service.update_profile(work, ana, draft)

    assert ana.name == "Ana B."
    assert "<strong>le vent</strong>" in ana.summary
    assert "<script" not in ana.summary
    assert [entry["name"] for entry in ana.fields] == ["Site", "a"]
    assert 'href="https://ana.example"' in ana.fields[0]["value"]
    assert ana.extra["summary_source"] == draft.summary
    assert (ana.locked, ana.discoverable, ana.indexable) == (True, True, False)
    (outgoing,) = work.outgoing
    (update,) = said(work)
    assert (update["type"], update["to"], update["cc"]) == ("Update", [PUBLIC], [ana.followers])
    assert update["object"]["icon"]["url"] == "https://coop.example/media/1.webp"
    assert outgoing.about == ana.uri
    await service.update_profile(work, ana, ProfileDraft(name="Ana", icon=None, image=""))
    assert (ana.icon, ana.image, ana.summary) == ("https://coop.example/media/1.webp", "", "")


async def test_a_profile_too_long_is_refused_field_by_field(work: Work, ana: Actor) -> None:
    with pytest.raises(Invalid) as refusal:
        await service.update_profile(work, ana, ProfileDraft("x" * 101, "y" * 2001))

    assert list(refusal.value.fields) == ["name", "summary"]
    assert said(work) == []
    assert ana.name == "Ana"


async def test_a_new_key_has_the_old_name_and_is_told(work: Work, ana: Actor) -> None:
    before = await queries.signer(work, ana.uri)
    old = await queries.public_pem(work, ana)

    await service.rotate_key(work, ana)

    after = await queries.signer(work, ana.uri)
    (update,) = said(work)
    assert before is not None
    assert after is not None
    assert before.key_id == after.key_id == f"{ana.uri}#main-key"
    assert update["object"]["publicKey"]["publicKeyPem"] == await queries.public_pem(work, ana)
    assert await queries.public_pem(work, ana) != old


async def test_a_key_elsewhere_is_not_ours_to_change(work: Work, bob: Actor) -> None:
    with pytest.raises(Refused):
        await service.rotate_key(work, bob)
    bob.uri = "https://peer.example/users/none"
    assert await queries.signer(work, bob.uri) is None


async def test_a_key_that_changed_elsewhere_is_taken_from_a_fetch_alone(
    work: Work, bob: Actor
) -> None:
    key = {"id": f"{bob.uri}#key-2", "owner": bob.uri, "publicKeyPem": PUBLIC_PEM}
    document = profile_of(bob, publicKey=key)

    await hear(work, says("Update", bob, document))
    assert bob.name == "Robert"
    assert await queries.by_key(work, f"{bob.uri}#key-2") is None
    assert work.wishes == [bob.uri]

    await service.remember(work, documents.from_ap(document))
    found = await queries.by_key(work, f"{bob.uri}#key-2")
    assert found is not None
    assert (found.actor, found.retired_at) == (bob, None)
    retired = await queries.by_key(work, f"{bob.uri}#main-key")
    assert retired is not None
    assert retired.retired_at == work.now()


async def test_an_update_that_says_too_little_or_of_somebody_else_changes_nothing(
    work: Work, ana: Actor, bob: Actor
) -> None:
    other = profile_of(bob, id="https://peer.example/users/cleo", preferredUsername="cleo")

    await hear(work, says("Update", bob, other))
    await hear(work, says("Update", bob, {"id": bob.uri, "type": "Person", "name": "Robert"}))
    await hear(work, says("Update", bob, bob.uri))
    await hear(work, says("Update", "https://peer.example/users/new", profile_of(bob)))
    await hear(work, says("Update", ana, profile_of(ana)))

    assert (bob.name, bob.username, ana.name) == ("Bob", "bob", "Ana")


async def test_an_alias_is_told_and_can_be_taken_back(work: Work, ana: Actor, bob: Actor) -> None:
    await service.add_alias(work, ana, bob.uri)
    await service.add_alias(work, ana, bob.uri)

    (update,) = said(work)
    assert update["object"]["alsoKnownAs"] == [bob.uri]
    await service.remove_alias(work, ana, bob.uri)
    await service.remove_alias(work, ana, bob.uri)
    (update,) = said(work)
    assert "alsoKnownAs" not in update["object"]


async def test_ten_aliases_are_enough(work: Work, ana: Actor) -> None:
    for number in range(10):
        await service.add_alias(work, ana, f"https://peer.example/users/{number}")

    with pytest.raises(Invalid):
        await service.add_alias(work, ana, "https://peer.example/users/11")


async def test_a_member_who_moves_away_takes_her_followers_along(
    work: Work, ana: Actor, bob: Actor
) -> None:
    eve = await given_member(work, "eve")
    await service.follow(work, eve, ana)
    bob.also_known_as = [ana.uri]

    await service.move(work, ana, bob)

    follow, update, move = said(work)
    assert (follow["type"], follow["actor"], follow["object"]) == ("Follow", eve.uri, bob.uri)
    assert update["object"]["movedTo"] == bob.uri
    assert (move["type"], move["object"], move["target"]) == ("Move", ana.uri, bob.uri)
    assert (move["to"], move["cc"]) == ([PUBLIC], [ana.followers])
    assert not await queries.is_following(work, eve, ana)


async def test_nobody_moves_to_an_account_that_does_not_agree(
    work: Work, ana: Actor, bob: Actor, clock: StoppedClock
) -> None:
    with pytest.raises(Refused) as refusal:
        await service.move(work, ana, bob)
    assert "alias" in refusal.value.safe
    cleo = await given_stranger(work, "cleo")
    bob.also_known_as = cleo.also_known_as = [ana.uri]
    await service.move(work, ana, bob)
    with pytest.raises(Refused):
        await service.move(work, ana, cleo)
    clock.move(timedelta(days=7))
    await service.move(work, ana, cleo)
    assert ana.moved_to == cleo.uri


async def test_who_moved_elsewhere_keeps_her_followers_here(
    work: Work, ana: Actor, bob: Actor
) -> None:
    await service.accepted(work, await service.follow(work, ana, bob))
    cleo = await given_stranger(work, "cleo", "else.example")
    cleo.also_known_as = [bob.uri]
    said(work)

    await hear(work, says("Move", bob, bob.uri, target=cleo.uri))

    assert [(each["type"], each["actor"]) for each in said(work)] == [
        ("Follow", ana.uri),
        ("Undo", ana.uri),
    ]
    assert bob.moved_to == cleo.uri
    assert (await queries.relation(work, ana, cleo)).requested
    await hear(work, says("Move", bob, bob.uri, target=cleo.uri))
    assert said(work) == []


async def test_who_moves_here_is_followed_here(work: Work, ana: Actor, bob: Actor) -> None:
    eve = await given_member(work, "eve")
    await service.accepted(work, await service.follow(work, eve, bob))
    await service.accepted(work, await service.follow(work, ana, bob))
    ana.also_known_as = [bob.uri]

    await hear(work, says("Move", bob, bob.uri, target=ana.uri))

    assert await queries.is_following(work, eve, ana)
    assert not await queries.is_following(work, ana, bob), "she does not follow herself"


async def test_nobody_is_made_to_follow_somebody_she_blocks(
    work: Work, ana: Actor, bob: Actor
) -> None:
    cleo = await given_stranger(work, "cleo", "else.example")
    cleo.also_known_as = [bob.uri]
    await service.accepted(work, await service.follow(work, ana, bob))
    await service.block(work, ana, cleo)

    await hear(work, says("Move", bob, bob.uri, target=cleo.uri))

    assert await queries.follow_between(work, ana.id, cleo.id) is None


async def test_a_move_to_an_account_we_do_not_know_looks_it_up(work: Work, bob: Actor) -> None:
    target = "https://else.example/users/bob"

    with pytest.raises(NeedsObject) as missing:
        await hear(work, says("Move", bob, bob.uri, target=target))

    assert missing.value.uri == target


async def test_an_alias_that_is_not_there_yet_is_looked_for_once(
    work: Work, bob: Actor, clock: StoppedClock
) -> None:
    cleo = await given_stranger(work, "cleo", "else.example")
    await hear(work, says("Move", bob, bob.uri, target=cleo.uri))
    assert bob.moved_to == ""

    clock.move(timedelta(minutes=2))
    with pytest.raises(NeedsObject):
        await hear(work, says("Move", bob, bob.uri, target=cleo.uri))


async def test_a_move_to_one_of_ours_who_does_not_agree_changes_nothing(
    work: Work, ana: Actor, bob: Actor
) -> None:
    await hear(work, says("Move", bob, bob.uri, target=ana.uri))
    await hear(work, says("Move", ana, ana.uri, target=bob.uri))

    assert (bob.moved_to, ana.moved_to) == ("", "")


async def test_one_of_ours_who_leaves_is_announced_and_empty(
    work: Work, ana: Actor, bob: Actor
) -> None:
    await service.update_profile(work, ana, ProfileDraft("Ana", "Vent", fields=[("a", "b")]))
    await service.follow(work, bob, ana, uri=f"{bob.uri}/1")
    said(work)

    await service.delete(work, ana)
    await service.delete(work, ana)

    (outgoing,) = work.outgoing
    assert (outgoing.activity["type"], outgoing.activity["object"]) == ("Delete", ana.uri)
    assert outgoing.inboxes == ("https://peer.example/inbox",)
    assert outgoing.about == ana.uri
    assert (ana.name, ana.summary, ana.fields, ana.extra) == ("", "", [], {})
    assert await queries.signer(work, ana.uri) is not None, "the Delete has to be signed"
    assert documents.tombstone(ana) == {
        "id": ana.uri,
        "type": "Tombstone",
        "formerType": "Person",
        "deleted": "2026-11-24T12:00:00Z",
    }
    with pytest.raises(Invalid):
        await service.create(work, "ana")


async def test_somebody_elsewhere_who_leaves_is_forgotten_but_for_a_tombstone(
    work: Work, ana: Actor, bob: Actor
) -> None:
    await service.accepted(work, await service.follow(work, ana, bob))
    said(work)

    unknown = {"id": f"{bob.uri}-unknown", "type": "Person"}
    await hear(work, says("Delete", bob, unknown))
    assert bob.deleted_at is None, "she spoke of somebody whom we never knew"
    await hear(work, says("Delete", bob, bob.uri))

    assert bob.deleted_at == work.now()
    assert await queries.following(work, ana) == []
    assert list(await work.session.scalars(select(Key).where(Key.actor_id == bob.id))) == []
    assert said(work) == []
    again = documents.from_ap(profile_of(bob, name="Back"))
    assert (await service.remember(work, again)).name == ""


async def test_nobody_elsewhere_deletes_one_of_ours(work: Work, ana: Actor) -> None:
    await hear(work, says("Delete", ana, ana.uri))

    assert ana.deleted_at is None


async def test_a_suspended_actor_is_gone_until_she_is_let_back(work: Work, bob: Actor) -> None:
    gone = []
    for deed in (service.suspend, service.unsuspend):
        await deed(work, bob)
        gone.append(bob.is_gone)

    assert gone == [True, False]
    assert "deleted" not in documents.tombstone(bob)
