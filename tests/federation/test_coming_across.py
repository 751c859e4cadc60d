"""Coming to an event of another cooperative, from one's own: both servers say the same of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from fedicoop.errors import Refused
from fedicoop.events import State, service
from fedicoop.inbox import lookup
from tests.federation.between import announces, calls_off, moves
from tests.federation.coming import (
    copy_of,
    decides,
    event_at,
    joins,
    leaves,
    says,
    state_of,
)
from tests.federation.telling import Member, found, said_to_others

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.network import Internet


@pytest.fixture
async def ana(coop: Instance) -> Member:
    """Give a member of coop.example, who organises."""
    return await Member(coop, "ana").arrives()


@pytest.fixture
async def ben(neighbour: Instance) -> Member:
    """Give a member of neighbour.example."""
    return await Member(neighbour, "ben").arrives()


@pytest.fixture
async def carla(neighbour: Instance) -> Member:
    """Give another member of neighbour.example."""
    return await Member(neighbour, "carla").arrives()


async def _both(ana: Member, visitor: Member, uri: str) -> tuple[str, str]:
    """Give what the two servers know: (the organiser's, the visitor's)."""
    return (
        await state_of(ana.home, uri, visitor.uri),
        await state_of(visitor.home, uri, visitor.uri),
    )


async def test_who_joins_from_her_server_is_going_on_both(
    ana: Member, ben: Member, internet: Internet
) -> None:
    uri = await announces(ana)
    await joins(ben, uri, "Avec un gâteau")
    assert await state_of(ben.home, uri, ben.uri) == State.UNANSWERED

    await internet.settle()

    assert await _both(ana, ben, uri) == (State.GOING, State.GOING)
    async with ana.home.reading() as work:
        assert (await event_at(work, uri)).seats_taken == 1
    await leaves(ben, uri)
    await internet.settle()
    assert await _both(ana, ben, uri) == (State.CANCELLED, State.CANCELLED)
    async with ana.home.reading() as work:
        assert (await event_at(work, uri)).seats_taken == 0


async def test_who_left_may_come_after_all(ana: Member, ben: Member, internet: Internet) -> None:
    uri = await announces(ana)
    for deed in (joins, leaves, joins):
        await deed(ben, uri)
        await internet.settle()

    assert await _both(ana, ben, uri) == (State.GOING, State.GOING)


async def test_the_next_in_line_hears_of_her_seat_at_her_own_server(
    ana: Member, ben: Member, carla: Member, internet: Internet
) -> None:
    uri = await announces(ana, capacity=1, waiting_list=True)
    await joins(ben, uri)
    await internet.settle()
    await joins(carla, uri)
    await internet.settle()
    assert await _both(ana, carla, uri) == (State.WAITING, State.WAITING)

    await leaves(ben, uri)
    await internet.settle()

    assert await _both(ana, carla, uri) == (State.GOING, State.GOING)
    assert await _both(ana, ben, uri) == (State.CANCELLED, State.CANCELLED)


async def test_a_full_event_says_no(
    ana: Member, ben: Member, carla: Member, internet: Internet
) -> None:
    uri = await announces(ana, capacity=1)
    await joins(ben, uri)
    await internet.settle()
    await joins(carla, uri)
    await internet.settle()

    assert await _both(ana, ben, uri) == (State.GOING, State.GOING)
    assert await _both(ana, carla, uri) == ("", State.REJECTED)


@pytest.mark.parametrize(("yes", "state"), [(True, State.GOING), (False, State.REJECTED)])
async def test_the_organiser_decides_and_the_visitor_hears_of_it(
    ana: Member, ben: Member, internet: Internet, state: State, *, yes: bool
) -> None:
    uri = await announces(ana, join_mode="restricted")
    await joins(ben, uri)
    await internet.settle()
    assert await _both(ana, ben, uri) == (State.ASKED, State.UNANSWERED)

    await decides(ana, uri, ben.uri, yes=yes)
    await internet.settle()

    assert await _both(ana, ben, uri) == (state, state)


async def test_a_seat_can_be_taken_back(ana: Member, ben: Member, internet: Internet) -> None:
    uri = await announces(ana)
    await joins(ben, uri)
    await internet.settle()

    await decides(ana, uri, ben.uri, yes=False)
    await internet.settle()

    assert await _both(ana, ben, uri) == (State.REJECTED, State.REJECTED)


async def test_perhaps_and_no_travel_too(ana: Member, ben: Member, internet: Internet) -> None:
    uri = await announces(ana)
    await joins(ben, uri)
    await internet.settle()

    await says(ben, uri, State.MAYBE)
    await internet.settle()
    assert await _both(ana, ben, uri) == (State.MAYBE, State.MAYBE)

    await says(ben, uri, State.DECLINED)
    await internet.settle()
    assert await _both(ana, ben, uri) == (State.DECLINED, State.DECLINED)


async def test_who_comes_hears_that_it_moves_and_that_it_does_not_take_place(
    ana: Member, ben: Member, internet: Internet
) -> None:
    """Nobody of her server follows the organiser: she took part, and so her server is told."""
    uri = await announces(ana)
    await joins(ben, uri)
    await internet.settle()

    await moves(ana, uri, datetime(2026, 12, 10, 19, 0))  # noqa: DTZ001 - a wall time
    await internet.settle()
    copy = await copy_of(ben.home, uri)
    assert copy is not None
    assert copy.starts_wall == "2026-12-10T19:00:00"

    await calls_off(ana, uri)
    await internet.settle()
    copy = await copy_of(ben.home, uri)
    assert copy is not None
    assert copy.post.is_deleted


async def test_what_is_asked_and_answered_goes_to_the_two_servers_alone(
    ana: Member, ben: Member, internet: Internet
) -> None:
    uri = await announces(ana)
    third = await Member(ben.home, "dora").arrives()
    await third.follows(ana)
    await internet.settle()
    internet.requests.clear()

    await joins(ben, uri, "perroquet-4711")
    await internet.settle()

    hosts = {each.url.host for each in internet.requests if each.method == "POST"}
    assert hosts == {"coop.example", "neighbour.example"}
    assert said_to_others(internet).count(b"perroquet-4711") == 1


async def test_an_event_for_invited_people_across_servers(
    ana: Member, ben: Member, carla: Member, internet: Internet
) -> None:
    """Ben is invited at his own server, answers there, and has his seat; Carla is not."""
    uri = await announces(ana, join_mode="invite", capacity=5)
    await lookup.resolve(ana.home, ben.handle)
    async with ana.home.writing() as work:
        event = await event_at(work, uri)
        await service.invite(work, event, await found(work, ana.uri), await found(work, ben.uri))
    await internet.settle()

    assert await _both(ana, ben, uri) == (State.INVITED, State.INVITED)
    with pytest.raises(Refused):
        await joins(carla, uri)
    await joins(ben, uri)
    await internet.settle()

    assert await _both(ana, ben, uri) == (State.GOING, State.GOING)
