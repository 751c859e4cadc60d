"""What members hear about, once each, and what is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fedicoop.accounts import service as accounts
from fedicoop.actors import service as actors
from fedicoop.notifications import queries, service
from fedicoop.notifications.policy import Kind
from fedicoop.work import News
from tests.givens import given_member, given_stranger

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.work import Work
    from tests.clocks import StoppedClock

NOTE = "https://coop.example/notes/1"


@pytest.fixture
async def ana(work: Work) -> Actor:
    """Give a member."""
    return await given_member(work, "ana")


@pytest.fixture
async def bob(work: Work) -> Actor:
    """Give somebody of another server."""
    return await given_stranger(work, "bob")


async def heard(work: Work, actor: Actor) -> list[tuple[str, str, str]]:
    """Give what an actor is told: kind, from whom, about what."""
    notices = await queries.of(work, actor)
    return [(each.kind, each.from_actor.username, each.subject_uri) for each in notices]


async def test_a_member_hears_who_did_what(work: Work, ana: Actor, bob: Actor) -> None:
    await service.tell(work, ana, Kind.LIKE, bob, NOTE)
    await service.tell(work, ana, Kind.FOLLOW, bob)

    assert await heard(work, ana) == [("follow", "bob", ""), ("like", "bob", NOTE)]
    assert await service.unread_count(work, ana) == 2


async def test_the_same_thing_is_told_once(
    work: Work, ana: Actor, bob: Actor, clock: StoppedClock
) -> None:
    for _ in range(3):
        await service.tell(work, ana, Kind.LIKE, bob, NOTE)
        clock.move(timedelta(days=1))
    await service.tell(work, ana, Kind.BOOST, bob, NOTE)
    await service.tell(work, ana, Kind.LIKE, bob, NOTE + "2")

    assert len(await heard(work, ana)) == 3


async def test_nothing_is_told_elsewhere_or_to_oneself(work: Work, ana: Actor, bob: Actor) -> None:
    await service.tell(work, bob, Kind.LIKE, ana, NOTE)
    await service.tell(work, ana, Kind.LIKE, ana, NOTE)

    assert await heard(work, bob) == await heard(work, ana) == []


@pytest.mark.parametrize("by_ana", [True, False])
async def test_nothing_is_told_across_a_block(
    work: Work, ana: Actor, bob: Actor, by_ana: bool
) -> None:
    await actors.block(work, *((ana, bob) if by_ana else (bob, ana)))

    await service.tell(work, ana, Kind.MENTION, bob, NOTE)

    assert await heard(work, ana) == []


async def test_who_is_suspended_is_not_heard_until_she_is_back(
    work: Work, ana: Actor, bob: Actor
) -> None:
    await service.tell(work, ana, Kind.LIKE, bob, NOTE)
    await actors.suspend(work, bob)

    assert await heard(work, ana) == []
    assert await service.unread_count(work, ana) == 0
    await service.tell(work, ana, Kind.FOLLOW, bob)
    await actors.unsuspend(work, bob)
    assert await heard(work, ana) == [("like", "bob", NOTE)]


async def test_a_room_below_tells_by_row_ids(work: Work, ana: Actor, bob: Actor) -> None:
    await service.tell_news(work, News("quote", ana.id, bob.id, NOTE))
    await service.tell_news(work, News("quote", "nobody", bob.id, NOTE))
    await service.tell_news(work, News("quote", ana.id, "nobody", NOTE))

    assert await heard(work, ana) == [("quote", "bob", NOTE)]


async def test_what_is_deleted_is_no_longer_told_of(work: Work, ana: Actor, bob: Actor) -> None:
    await service.tell(work, ana, Kind.LIKE, bob, NOTE)
    await service.tell(work, ana, Kind.FOLLOW, bob)

    await service.forget_subject(work, NOTE)

    assert await heard(work, ana) == [("follow", "bob", "")]


async def test_what_was_taken_back_is_shown_no_more_and_told_once(
    work: Work, ana: Actor, bob: Actor
) -> None:
    """Else whoever likes and unlikes in turns would write to her as often as she can press."""
    member = await accounts.admit(work, "eve", email="eve@mail.example")
    await service.choose(work, member, {"reactions.mail": True})
    like = News("like", member.actor_id, bob.id, NOTE)
    for _ in range(3):
        await service.tell_news(work, like)
        assert await heard(work, member.actor) == [("like", "bob", NOTE)]
        assert await service.unread_count(work, member.actor) == 1
        await service.tell_news(work, replace(like, over=True))
        assert await heard(work, member.actor) == []
        assert await service.unread_count(work, member.actor) == 0

    assert await queries.mail_waiting(work) == 1


async def test_who_leaves_is_no_longer_told_of(work: Work, ana: Actor, bob: Actor) -> None:
    eve = await given_member(work, "eve")
    await service.tell(work, ana, Kind.LIKE, eve, NOTE)
    await service.tell(work, eve, Kind.LIKE, bob, NOTE)
    await service.tell(work, ana, Kind.LIKE, bob, NOTE)

    eve.deleted_at = work.now()
    await service.forget_departed(work)

    assert await heard(work, eve) == []
    assert await heard(work, ana) == [("like", "bob", NOTE)]


async def test_what_was_seen_is_no_longer_counted(work: Work, ana: Actor, bob: Actor) -> None:
    for number in range(3):
        await service.tell(work, ana, Kind.LIKE, bob, f"{NOTE}{number}")
    _, second, _ = await queries.of(work, ana)

    await service.mark_read(work, ana, up_to=second.id)
    assert await service.unread_count(work, ana) == 1
    await service.mark_read(work, ana)
    assert await service.unread_count(work, ana) == 0
    assert len(await heard(work, ana)) == 3


async def test_notices_come_page_by_page_and_by_kind(work: Work, ana: Actor, bob: Actor) -> None:
    for number in range(5):
        await service.tell(work, ana, Kind.LIKE, bob, f"{NOTE}{number}")
    await service.tell(work, ana, Kind.FOLLOW, bob)

    first = await queries.of(work, ana, limit=2)
    second = await queries.of(work, ana, before=first[-1].id, limit=2)

    assert [each.subject_uri[-1:] for each in [*first, *second]] == ["", "4", "3", "2"]
    assert [each.kind for each in await queries.of(work, ana, kinds=["follow"])] == ["follow"]
    assert await queries.of(work, ana, kinds=["report"]) == []
