"""Following, in every state, between people here and elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import Follow, queries, service
from fedicoop.actors.federation import known
from fedicoop.errors import NeedsObject, Refused
from fedicoop.handlers import Known
from tests.actors.given import counts, hear, said, says, told
from tests.givens import given_member, given_stranger

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.work import Work


@pytest.fixture
async def ana(work: Work) -> Actor:
    """Give one of ours."""
    return await given_member(work, "ana")


@pytest.fixture
async def eve(work: Work) -> Actor:
    """Give another of ours."""
    return await given_member(work, "eve")


@pytest.fixture
async def bob(work: Work) -> Actor:
    """Give somebody elsewhere."""
    return await given_stranger(work, "bob")


async def test_two_of_ours_follow_at_once_and_without_a_letter(
    work: Work, ana: Actor, eve: Actor
) -> None:
    await service.follow(work, ana, eve)

    assert await queries.is_following(work, ana, eve)
    assert not await queries.is_following(work, eve, ana)
    assert (await counts(work, eve), await counts(work, ana)) == ((1, 0), (0, 1))
    assert (said(work), told(work)) == ([], [("follow", eve.id)])
    await service.follow(work, ana, eve)
    assert await counts(work, eve) == (1, 0)
    assert (said(work), told(work)) == ([], [])


async def test_who_chooses_her_followers_is_asked(work: Work, ana: Actor, eve: Actor) -> None:
    eve.locked = True
    row = await service.follow(work, ana, eve)

    assert not await queries.is_following(work, ana, eve)
    assert await queries.requests(work, eve) == [row]
    assert told(work) == [("follow_request", eve.id)]
    await service.follow(work, ana, eve)
    assert told(work) == []
    await service.accept(work, row)
    assert await queries.is_following(work, ana, eve)
    assert await queries.requests(work, eve) == []
    assert said(work) == []


async def test_following_somebody_elsewhere_waits_for_her_answer(
    work: Work, ana: Actor, bob: Actor
) -> None:
    row = await service.follow(work, ana, bob)

    follow = {
        "id": f"https://coop.example/activities/{row.id}",
        "type": "Follow",
        "actor": ana.uri,
        "object": bob.uri,
        "to": [bob.uri],
    }
    assert said(work) == [follow]
    assert (await queries.relation(work, ana, bob)).requested
    await service.follow(work, ana, bob)
    assert said(work) == [follow], "a question that had no answer is asked again"

    await hear(work, says("Accept", bob, follow))

    relation = await queries.relation(work, ana, bob)
    assert (relation.following, relation.requested) == (True, False)
    assert await counts(work, bob) == (1, 0)
    await hear(work, says("Accept", bob, follow["id"]))
    assert await counts(work, bob) == (1, 0)
    await service.follow(work, ana, bob)
    assert (said(work), told(work)) == ([], [])


async def test_an_answer_is_matched_by_its_two_actors_when_its_id_is_not_ours(
    work: Work, ana: Actor, bob: Actor
) -> None:
    await service.follow(work, ana, bob)
    inner = {"type": "Follow", "id": "urn:x", "actor": ana.uri, "object": bob.uri}

    await hear(work, says("Accept", bob, inner))

    assert await queries.is_following(work, ana, bob)


async def test_an_answer_to_no_question_changes_nothing(
    work: Work, ana: Actor, eve: Actor, bob: Actor
) -> None:
    row = await service.follow(work, ana, bob)
    mallory = await given_stranger(work, "mallory")
    unasked = {"type": "Follow", "id": "urn:x", "actor": eve.uri, "object": bob.uri}
    nobodys = {"type": "Follow", "id": "urn:x", "actor": "https://x.example/", "object": bob.uri}

    for kind in ("Accept", "Reject"):
        await hear(work, says(kind, mallory, {"type": "Follow", "id": row.uri}))
        await hear(work, says(kind, bob, unasked))
        await hear(work, says(kind, bob, nobodys))

    assert await queries.follow_between(work, ana.id, bob.id) is row
    assert row.accepted_at is None
    assert not await queries.is_following(work, eve, bob)


async def test_nobody_accepts_her_own_question(work: Work, ana: Actor, bob: Actor) -> None:
    ana.locked = True
    await hear(work, says("Follow", bob, ana.uri))
    row = await queries.follow_between(work, bob.id, ana.id)
    assert row is not None

    await hear(work, says("Accept", bob, {"type": "Follow", "id": row.uri}))

    assert not await queries.is_following(work, bob, ana)


@pytest.mark.parametrize("after", ["question", "answer"])
async def test_somebody_elsewhere_may_say_no_at_once_or_later(
    work: Work, ana: Actor, bob: Actor, after: str
) -> None:
    row = await service.follow(work, ana, bob)
    if after == "answer":
        await service.accepted(work, row)

    await hear(work, says("Reject", bob, {"type": "Follow", "id": row.uri}))

    assert await queries.follow_between(work, ana.id, bob.id) is None
    assert (await counts(work, bob), await counts(work, ana)) == ((0, 0), (0, 0))


async def test_a_follow_from_elsewhere_is_accepted_with_the_question_in_the_answer(
    work: Work, ana: Actor, bob: Actor
) -> None:
    question = says("Follow", bob, ana.uri)

    await hear(work, question)

    (accept,) = said(work)
    assert (accept["type"], accept["actor"], accept["to"]) == ("Accept", ana.uri, [bob.uri])
    assert accept["object"] == question
    assert await queries.is_following(work, bob, ana)
    assert told(work) == [("follow", ana.id)]
    assert await queries.follower_inboxes(work, ana) == ["https://peer.example/inbox"]


async def test_a_follow_that_comes_again_is_answered_again_under_its_new_name(
    work: Work, ana: Actor, bob: Actor
) -> None:
    await hear(work, says("Follow", bob, ana.uri, 1))
    said(work)

    await hear(work, says("Follow", bob, ana.uri, 2))

    (accept,) = said(work)
    assert accept["object"]["id"] == f"{bob.uri}/follows/2"
    assert await counts(work, ana) == (1, 0)


async def test_who_chooses_answers_somebody_elsewhere_later(
    work: Work, ana: Actor, bob: Actor
) -> None:
    ana.locked = True
    await hear(work, says("Follow", bob, ana.uri))
    assert (said(work), told(work)) == ([], [("follow_request", ana.id)])
    (row,) = await queries.requests(work, ana)

    await service.accept(work, row)

    assert [activity["type"] for activity in said(work)] == ["Accept"]
    await service.reject(work, row)
    assert [activity["type"] for activity in said(work)] == ["Reject"]
    assert await counts(work, ana) == (0, 0)


async def test_who_may_not_follow_is_told_no_and_nothing_is_kept(
    work: Work, ana: Actor, bob: Actor
) -> None:
    await service.block(work, ana, bob)
    said(work)

    await hear(work, says("Follow", bob, ana.uri))

    (reject,) = said(work)
    assert (reject["type"], reject["object"]["id"]) == ("Reject", f"{bob.uri}/follows/1")
    assert await queries.follow_between(work, bob.id, ana.id) is None


async def test_a_follow_of_nobody_here_is_passed_over(work: Work, bob: Actor) -> None:
    cleo = await given_stranger(work, "cleo")

    await hear(work, says("Follow", bob, cleo.uri))

    assert await queries.follow_between(work, bob.id, cleo.id) is None
    assert said(work) == []


async def test_a_stranger_who_follows_is_looked_up_first(work: Work, ana: Actor) -> None:
    with pytest.raises(NeedsObject) as missing:
        await hear(work, says("Follow", "https://peer.example/users/new", ana.uri))

    assert missing.value.uri == "https://peer.example/users/new"


async def test_nobody_follows_herself_or_somebody_gone(
    work: Work, ana: Actor, eve: Actor, bob: Actor
) -> None:
    await service.suspend(work, eve)
    await service.delete(work, bob)

    for other in (ana, eve, bob):
        with pytest.raises(Refused):
            await service.follow(work, ana, other)


async def test_unfollowing_takes_the_question_back(work: Work, ana: Actor, bob: Actor) -> None:
    row = await service.follow(work, ana, bob)
    (follow,) = said(work)

    await service.unfollow(work, ana, bob)
    await service.unfollow(work, ana, bob)

    (undo,) = said(work)
    assert undo["type"] == "Undo"
    assert undo["object"] == follow
    assert (undo["actor"], undo["to"]) == (ana.uri, [bob.uri])
    assert await queries.follow_by_uri(work, row.uri) is None


async def test_unfollowing_one_of_ours_needs_no_letter(work: Work, ana: Actor, eve: Actor) -> None:
    await service.follow(work, ana, eve)

    await service.unfollow(work, ana, eve)

    assert said(work) == []
    assert await counts(work, eve) == (0, 0)


@pytest.mark.parametrize("form", ["id", "embedded", "other id"])
async def test_somebody_elsewhere_stops_following(
    work: Work, ana: Actor, bob: Actor, form: str
) -> None:
    question = says("Follow", bob, ana.uri)
    await hear(work, question)
    said(work)
    forms = {"id": question["id"], "embedded": question, "other id": question | {"id": "urn:x"}}

    await hear(work, says("Undo", bob, forms[form]))

    assert await counts(work, ana) == (0, 0)
    assert said(work) == []


async def test_nobody_ends_the_follow_of_another(work: Work, ana: Actor, bob: Actor) -> None:
    mallory = await given_stranger(work, "mallory")
    question = says("Follow", bob, ana.uri)
    await hear(work, question)

    await hear(work, says("Undo", mallory, question))
    await hear(work, says("Undo", mallory, question | {"id": "urn:x", "actor": bob.uri}))
    await hear(work, says("Undo", mallory, {"type": "Follow", "object": "https://x.example/"}))

    assert await queries.is_following(work, bob, ana)


async def test_what_an_address_is_and_whose(work: Work, ana: Actor, bob: Actor) -> None:
    row = await service.follow(work, ana, bob)
    block = await service.block(work, bob, ana, uri="https://peer.example/blocks/1")

    other = await service.follow(work, await given_member(work, "eve"), bob)

    assert await known(work, ana.uri) == Known("Person", ana.uri)
    assert await known(work, block.uri) == Known("Block", bob.uri)
    assert await known(work, other.uri) == Known("Follow", other.follower.uri)
    assert await known(work, row.uri) is None, "the block ended it"
    assert await known(work, "https://x.example/") is None


async def test_followers_come_page_by_page_without_the_gone(work: Work, ana: Actor) -> None:
    people = [await given_stranger(work, f"p{number}", f"h{number}.example") for number in range(4)]
    rows: list[Follow] = [
        await service.follow(work, each, ana, uri=f"{each.uri}#f") for each in people
    ]
    people[1].suspended_at = work.now()
    await work.session.flush()

    page = await queries.followers(work, ana, limit=2)
    rest = await queries.followers(work, ana, before=page[-1].id)

    assert [each.id for each in [*page, *rest]] == [rows[3].id, rows[2].id, rows[0].id]
    assert page[0].follower is people[3]
    assert len(await queries.follower_inboxes(work, ana)) == 3
    eve = await given_member(work, "eve")
    await service.follow(work, eve, ana)
    assert await queries.local_followers(work, ana) == [eve]
    assert await queries.has_local_follower(work, ana)
    assert not await queries.has_local_follower(work, people[0])
    assert [each.followed for each in await queries.following(work, eve)] == [ana]
