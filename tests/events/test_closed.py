"""Events of closed groups stay there, whoever left, was asked to help, or says so elsewhere."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from fedicoop.errors import Refused
from fedicoop.events import queries, service
from fedicoop.events.service import Wish
from fedicoop.groups import service as grouping
from tests.events.given import a_draft, an_event, given_event, hear, says, told
from tests.givens import given_member, given_stranger
from tests.groups.given import forget, given_bare_group, given_membership, given_person, sent

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.work import Work


@pytest.fixture
async def ana(work: Work) -> Actor:
    """Give a member of ours."""
    return await given_person(work, "ana")


@pytest.fixture
async def zoe(work: Work) -> Actor:
    """Give somebody of another server."""
    return await given_stranger(work, "zoe")


async def test_who_was_excluded_manages_no_event_of_the_group_any_more(
    work: Work, ana: Actor
) -> None:
    group = await given_bare_group(work, ana, visibility="private")
    ben = await given_person(work, "ben")
    await given_membership(work, group, ben)
    event = await given_event(work, ben, group.actor, visibility="group")
    assert await service.manages(work, event, ben)

    await grouping.exclude(work, group, ben, ana)

    assert not await service.manages(work, event, ben)
    with pytest.raises(Refused):
        await service.revise(work, event, ben, a_draft(title="Le mien"))
    assert await service.manages(work, event, ana)


async def test_the_end_of_an_event_reaches_who_was_excluded(
    work: Work, ana: Actor, zoe: Actor
) -> None:
    """Her server has a copy; what it held goes, and nothing new comes."""
    group = await given_bare_group(work, ana, visibility="private")
    await given_membership(work, group, zoe)
    event = await given_event(work, ana, group.actor, visibility="group")

    await service.delete(work, event, ana)

    (letter,) = work.outgoing
    assert letter.activity["type"] == "Delete"
    assert (letter.only, letter.about) == (False, event.uri)
    assert "Assemblée" not in str(letter.activity)


async def test_nobody_is_asked_to_help_with_what_she_may_not_see(work: Work, ana: Actor) -> None:
    group = await given_bare_group(work, ana, visibility="private")
    garden = await given_stranger(work, "garden", kind="Group")
    event = await given_event(work, ana, group.actor, visibility="group")

    with pytest.raises(Refused):
        await service.ask_partner(work, event, ana, garden)

    assert sent(work) == []


@pytest.mark.parametrize("sight", ["private", "secret"])
async def test_a_closed_group_organises_nothing_before_everybody(
    work: Work, ana: Actor, sight: str
) -> None:
    closed = await given_bare_group(work, ana, "ferme", visibility=sight)
    event = await given_event(work, ana)
    with pytest.raises(Refused):
        await service.ask_partner(work, event, ana, closed.actor)

    shut = await given_bare_group(work, ana, "ouvert")
    row = await service.ask_partner(work, event, ana, shut.actor)
    shut.visibility = sight
    forget(work)
    with pytest.raises(Refused):
        await service.organise_too(work, row, event, ana)

    assert sent(work) == []


async def test_a_secret_group_is_asked_nothing_from_elsewhere(
    work: Work, ana: Actor, zoe: Actor
) -> None:
    closed = await given_bare_group(work, ana, "ferme", visibility="secret")
    document = an_event(zoe)

    with pytest.raises(Refused):
        await hear(work, says("Invite", zoe, document, target=closed.actor.uri), zoe)

    event = await queries.by_uri(work, str(document["id"]))
    assert event is not None
    assert await queries.co_organiser(work, event, closed.actor) is None
    assert work.news == []


async def test_nobody_of_the_same_server_rewrites_an_event_by_saying_it_again(
    work: Work, ana: Actor
) -> None:
    garden = await given_stranger(work, "garden", kind="Group")
    mallory = await given_stranger(work, "mallory")
    document = an_event(garden, to=[*an_event(garden)["to"], ana.uri])
    await hear(work, says("Create", garden, document), garden)
    event = await queries.by_uri(work, str(document["id"]))
    assert event is not None
    name = event.post.name

    hers = document | {"actor": mallory.uri, "name": "Chez moi", "updated": "2026-11-24T12:00:00Z"}
    for kind in ("Create", "Invite"):
        with pytest.raises(Refused):
            await hear(work, says(kind, mallory, hers), mallory)

    assert event.post.name == name
    assert event.organiser.uri == garden.uri


async def test_an_organiser_writes_to_those_who_come_to_an_event_of_a_closed_group(
    work: Work, ana: Actor
) -> None:
    group = await given_bare_group(work, ana, visibility="private")
    ben = await given_member(work, "ben")
    await given_membership(work, group, ben)
    event = await given_event(work, ana, group.actor, visibility="group")
    await service.join(work, event, ben, Wish())

    post = await service.message_participants(work, event, ana, "À demain")

    assert post is not None
    assert post.visibility == "direct"


async def test_who_was_excluded_hears_nothing_more_of_what_she_wanted_to_come_to(
    work: Work, ana: Actor
) -> None:
    """Neither by a notice or a letter, nor in a message to all who come; her seat is given back."""
    group = await given_bare_group(work, ana, visibility="private")
    ben, cyd = await given_person(work, "ben"), await given_person(work, "cyd")
    for each in (ben, cyd):
        await given_membership(work, group, each)
    event = await given_event(
        work, ana, group.actor, visibility="group", capacity=1, waiting_list=True
    )
    for each in (ben, cyd):
        await service.join(work, event, each)
    await grouping.exclude(work, group, ben, ana)
    forget(work)

    await service.move(work, event, ana, datetime(2026, 12, 9, 18, 30))  # noqa: DTZ001
    assert {recipient for _, recipient in told(work)} == {cyd.id}
    assert await service.message_participants(work, event, ana, "À demain") is None

    assert await service.forget_departed(work) == 1
    assert await service.forget_departed(work) == 0
    going = await queries.participations(work, event)
    assert [row.actor_id for row in going] == [cyd.id]
