"""Coming, perhaps coming, not coming, waiting, being let in: the same rule for everybody."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from fedicoop.actors import queries as actors
from fedicoop.errors import Invalid, NotFound, Refused
from fedicoop.events import State, queries, service
from fedicoop.events.service import NeedDraft, QuestionDraft, Wish
from fedicoop.urls import Urls
from fedicoop.work import Work
from tests.events.given import given_event, given_moderator, heard, kinds, sent, told
from tests.givens import given_member, given_stranger
from tests.groups.given import given_bare_group

if TYPE_CHECKING:
    from fedicoop.clock import Clock
    from fedicoop.config import Config
    from fedicoop.db import Database
    from tests.clocks import StoppedClock


async def test_who_joins_is_going_and_the_organiser_hears_of_it(work: Work) -> None:
    lea, ana = [await given_member(work, name) for name in ("lea", "ana")]
    event = await given_event(work, lea)

    row = await service.join(work, event, ana, Wish(message="Avec un gâteau"))

    assert (row.state, row.message) == (State.GOING, "Avec un gâteau")
    assert event.seats_taken == 1
    assert told(work) == [("event_joined", lea.id)]
    assert sent(work) == []


async def test_joining_twice_takes_one_seat(work: Work) -> None:
    lea, ana = [await given_member(work, name) for name in ("lea", "ana")]
    event = await given_event(work, lea, capacity=1)

    first = await service.join(work, event, ana)
    again = await service.join(work, event, ana)

    assert first is again
    assert event.seats_taken == 1


async def test_two_hundred_at_once_get_fifty_seats_and_a_line_in_order(
    database: Database, config: Config, clock: Clock
) -> None:
    async with database.writing() as session:
        work = Work(session, config, clock, Urls("https://coop.example"))
        lea = await given_member(work, "lea")
        people = [(await given_stranger(work, f"p{number}")).id for number in range(200)]
        event = await given_event(work, lea, capacity=50, waiting_list=True)
    order: list[str] = []

    async def come(ident: str) -> None:
        async with database.writing() as session:
            work = Work(session, config, clock, Urls("https://coop.example"))
            visitor = await actors.by_id(work, ident)
            found = await queries.by_id(work, event.id)
            assert visitor is not None
            assert found is not None
            await service.join(work, found, visitor, Wish(uri=f"{visitor.uri}/join"))
            order.append(ident)

    await asyncio.gather(*(come(ident) for ident in people))

    async with database.reading() as session:
        work = Work(session, config, clock, Urls("https://coop.example"))
        found = await queries.by_id(work, event.id)
        assert found is not None
        going = await queries.participations(work, found, (State.GOING,))
        waiting = await queries.participations(work, found, (State.WAITING,))
        assert (found.seats_taken, len(going), len(waiting)) == (50, 50, 150)
        assert [row.actor_id for row in [*going, *waiting]] == order


async def test_a_free_seat_goes_to_the_first_in_line_who_hears_of_it(work: Work) -> None:
    lea, ana, bob, eve = [await given_member(work, name) for name in ("lea", "ana", "bob", "eve")]
    event = await given_event(work, lea, capacity=1, waiting_list=True)
    await service.join(work, event, ana)
    first, second = [await service.join(work, event, each) for each in (bob, eve)]
    work.news.clear()

    await service.leave(work, event, ana)

    assert (first.state, second.state) == (State.GOING, State.WAITING)
    assert told(work) == [("event_accepted", bob.id)]
    assert event.seats_taken == 1


async def test_leaving_when_one_did_not_come_changes_nothing(work: Work) -> None:
    lea, ana = [await given_member(work, name) for name in ("lea", "ana")]
    event = await given_event(work, lea)

    await service.leave(work, event, ana)

    assert await queries.participation(work, event, ana) is None
    assert await queries.participation(work, event, None) is None


async def test_a_full_event_without_a_line_refuses(work: Work) -> None:
    lea, ana, bob = [await given_member(work, name) for name in ("lea", "ana", "bob")]
    event = await given_event(work, lea, capacity=1)
    await service.join(work, event, ana)

    with pytest.raises(Refused) as refusal:
        await service.join(work, event, bob)

    assert refusal.value.safe == "There is no seat left."
    assert await queries.participation(work, event, bob) is None


async def test_what_only_members_see_does_not_exist_for_others(work: Work) -> None:
    lea = await given_member(work, "lea")
    event = await given_event(work, lea, visibility="members")
    stranger = await given_stranger(work, "mallory")
    with pytest.raises(NotFound):
        await service.join(work, event, stranger)
    with pytest.raises(NotFound):
        await service.answer(work, event, stranger, State.MAYBE)


async def test_who_must_ask_is_let_in_or_turned_down_once(work: Work) -> None:
    lea, ana, bob = [await given_member(work, name) for name in ("lea", "ana", "bob")]
    event = await given_event(work, lea, join_mode="restricted", capacity=1)
    first, second = [await service.join(work, event, each) for each in (ana, bob)]
    assert (first.state, second.state) == (State.ASKED, State.ASKED)
    assert told(work) == [("event_asked", lea.id)] * 2
    with pytest.raises(Refused):
        await service.approve(work, event, first, ana)
    work.news.clear()

    await service.approve(work, event, first, lea)
    with pytest.raises(Refused):
        await service.approve(work, event, second, lea)
    await service.decline(work, event, second, lea)
    await service.decline(work, event, second, lea)

    assert (first.state, second.state) == (State.GOING, State.REJECTED)
    assert told(work) == [("event_accepted", ana.id), ("event_rejected", bob.id)]
    with pytest.raises(Refused):
        await service.join(work, event, bob)


async def test_approving_above_the_seats_puts_on_the_waiting_list(work: Work) -> None:
    lea, ana, bob = [await given_member(work, name) for name in ("lea", "ana", "bob")]
    event = await given_event(work, lea, join_mode="restricted", capacity=1, waiting_list=True)
    first, second = [await service.join(work, event, each) for each in (ana, bob)]

    await service.approve(work, event, first, lea)
    await service.approve(work, event, first, lea)
    await service.approve(work, event, second, lea)
    await service.decline(work, event, first, lea)

    assert (first.state, second.state) == (State.REJECTED, State.GOING)


async def test_perhaps_and_no_give_the_seat_back(work: Work) -> None:
    lea, ana, bob = [await given_member(work, name) for name in ("lea", "ana", "bob")]
    event = await given_event(work, lea, capacity=1)
    await service.join(work, event, ana)

    row = await service.answer(work, event, ana, State.MAYBE)
    await service.join(work, event, bob)

    assert row.state == State.MAYBE
    assert (await queries.counts(work, event)) == {"maybe": 1, "going": 1}
    with pytest.raises(ValueError, match="no answer"):
        await service.answer(work, event, ana, State.GOING)


async def test_guests_take_seats(work: Work) -> None:
    lea, ana = [await given_member(work, name) for name in ("lea", "ana")]
    event = await given_event(work, lea, capacity=3, guests_per_person=5)
    with pytest.raises(Refused):
        await service.join(work, event, ana, Wish(guests=3))
    with pytest.raises(Invalid):
        await service.join(work, event, ana, Wish(guests=6))

    row = await service.join(work, event, ana, Wish(guests=1))
    await service.join(work, event, ana, Wish(guests=2))
    with pytest.raises(Refused):
        await service.join(work, event, ana, Wish(guests=3))
    with pytest.raises(Invalid):
        await service.join(work, event, ana, Wish(guests=6))

    assert (row.guests, event.seats_taken) == (2, 3)


async def test_questions_and_roles(work: Work) -> None:
    lea, ana, bob = [await given_member(work, name) for name in ("lea", "ana", "bob")]
    event = await given_event(
        work,
        lea,
        questions=(QuestionDraft("Régime ?", required=True),),
        needs=(NeedDraft("facilitation", 1), NeedDraft("accueil", 2)),
    )
    role = event.needs[0]
    with pytest.raises(Invalid):
        await service.join(work, event, ana)

    row = await service.join(work, event, ana, Wish(answers=("Végétarien",), need=role))
    with pytest.raises(Invalid):
        await service.join(work, event, bob, Wish(answers=("Rien",), need=role))
    other = await service.join(work, event, bob, Wish(answers=("Rien",)))
    with pytest.raises(Invalid):
        await service.take_need(work, event, other, role)
    await service.take_need(work, event, row, None)
    await service.join(work, event, bob, Wish(answers=("Tout",), need=role))

    assert await queries.needs_taken(work, event) == {role.id: 1}
    assert (row.need_id, other.need_id, other.answers) == (None, role.id, ["Tout"])


async def test_nobody_joins_what_is_over_or_closed(work: Work, clock: StoppedClock) -> None:
    lea, ana = [await given_member(work, name) for name in ("lea", "ana")]
    event = await given_event(work, lea)
    clock.move(timedelta(days=30))
    with pytest.raises(Refused) as refusal:
        await service.join(work, event, ana)
    assert refusal.value.safe == "This event is over."


async def test_the_organiser_is_told_once_that_many_come(work: Work) -> None:
    lea = await given_member(work, "lea")
    event = await given_event(work, lea, alert_over=1)
    for name in ("ana", "bob", "eve"):
        await service.join(work, event, await given_member(work, name))

    assert [kind for kind, _ in told(work)].count("event_alert") == 1


async def test_visitors_from_elsewhere_are_answered_by_the_host(work: Work) -> None:
    lea = await given_moderator(work, "lea")
    lille = (await given_bare_group(work, lea, "lille")).actor
    ana, bob = [await given_stranger(work, name) for name in ("ana", "bob")]
    event = await given_event(work, lea, lille, capacity=1, waiting_list=True)

    await service.join(work, event, ana, Wish(uri=f"{ana.uri}/join"))
    await service.join(work, event, bob, Wish(uri=f"{bob.uri}/join"))
    await service.leave(work, event, ana)

    answers = [(each["type"], each["actor"], each["to"]) for each in sent(work)]
    assert answers == [
        ("Accept", lille.uri, [ana.uri]),
        ("TentativeAccept", lille.uri, [bob.uri]),
        ("Accept", lille.uri, [bob.uri]),
    ]


async def test_a_member_joins_elsewhere_and_waits_for_the_answer(work: Work) -> None:
    lea = await given_member(work, "lea")
    club = await given_stranger(work, "club", kind="Group")
    event = await heard(work, club)

    row = await service.join(work, event, lea, Wish(message="Bonjour"))
    again = await service.join(work, event, lea)

    assert again is row
    assert row.state == State.UNANSWERED
    (join,) = sent(work)
    assert (join["type"], join["object"], join["to"]) == ("Join", event.uri, [club.uri])
    assert join["participationMessage"] == "Bonjour"

    await service.leave(work, event, lea)
    assert kinds(work) == ["Join", "Leave"]
    await service.answer(work, event, lea, State.DECLINED)
    assert kinds(work) == ["Join", "Leave", "Reject"]
    with pytest.raises(Refused):
        await service.join(work, event, await given_stranger(work, "zoe"))


async def test_nobody_passes_the_line_although_she_needs_fewer_seats(work: Work) -> None:
    lea = await given_member(work, "lea")
    event = await given_event(work, lea, capacity=2, waiting_list=True, guests_per_person=3)
    ana, bob, eve = [await given_member(work, name) for name in ("ana", "bob", "eve")]

    await service.join(work, event, ana)
    family = await service.join(work, event, bob, Wish(guests=2))
    single = await service.join(work, event, eve)

    assert (family.state, single.state) == (State.WAITING, State.WAITING)
