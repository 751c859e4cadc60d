"""Who left for good comes to nothing any more, and leaves nothing of what she wrote."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from fedicoop.accounts import service as accounts
from fedicoop.actors import service as actors
from fedicoop.events import queries, service
from fedicoop.events.models import CalendarKey, EventKey, Participation, Sketch, State
from fedicoop.events.service import Wish
from fedicoop.notifications import Mail
from tests.clocks import StoppedClock
from tests.events.given import a_draft, given_event, told
from tests.givens import given_member, given_stranger
from tests.groups.given import given_account

if TYPE_CHECKING:
    from fedicoop.work import Work


async def test_the_seat_of_who_left_goes_to_the_next_in_line(work: Work) -> None:
    lea, eve = await given_member(work, "lea"), await given_member(work, "eve")
    ben = await given_account(work, "ben")
    zoe = await given_stranger(work, "zoe")
    event = await given_event(work, lea, capacity=2, waiting_list=True)
    for each in (ben.actor, zoe):
        await service.join(work, event, each, Wish(message="Je suis malade"))
    row = await service.join(work, event, eve)
    assert row.state == State.WAITING
    await accounts.erase(work, ben)
    work.news.clear()

    assert await service.forget_departed(work) == 1
    assert await service.forget_departed(work) == 0

    assert row.state == State.GOING
    assert told(work) == [("event_accepted", eve.id)]
    assert event.seats_taken == 2
    await actors.delete(work, zoe)
    assert await service.forget_departed(work) == 1
    found = await queries.by_id(work, event.id)
    assert found is not None
    assert found.seats_taken == 1
    assert list(await work.session.scalars(select(Participation.actor_id))) == [eve.id]


async def test_her_drafts_and_the_keys_of_her_calendar_go(work: Work) -> None:
    ben = await given_account(work, "ben")
    await service.draft(work, ben.actor, a_draft())
    key = CalendarKey(id="k", actor_id=ben.actor_id, token_hash="x", created_at=work.now())
    work.session.add(key)
    event = await given_event(work, await given_member(work, "lea"))
    await service.answer_key(work, event, ben.actor)
    await accounts.erase(work, ben)

    assert await service.forget_departed(work) == 3

    assert await work.session.scalar(select(Sketch.id)) is None
    assert await work.session.scalar(select(CalendarKey.id)) is None
    assert await work.session.scalar(select(EventKey.id)) is None


async def test_the_calendar_of_who_was_shut_out_is_shut_too(work: Work) -> None:
    ben = await given_account(work, "ben")
    token = await service.open_calendar(work, ben.actor)
    assert await queries.calendar_key(work, token) is not None

    await accounts.disable(work, ben)

    assert await queries.calendar_key(work, token) is None


async def test_who_the_guests_were_is_forgotten_some_weeks_after_the_event(work: Work) -> None:
    """Their number stays; who never confirmed goes altogether; members keep their history."""
    lea, ben = await given_member(work, "lea"), await given_member(work, "ben")
    event = await given_event(work, lea, guests_by_mail=True)
    await service.join(work, event, ben)
    await service.register_guest(work, event, "Inès", "ines@mail.example")
    await service.register_guest(work, event, "Paul", "paul@mail.example")
    letters = list(await work.session.scalars(select(Mail).where(Mail.kind == "event_confirm")))
    token = next(each for each in letters if each.to.startswith("ines")).text.partition("token=")[2]
    row = await service.confirm_guest(work, event, token.split()[0])
    row.message, row.attended = "Avec mon chat", True
    assert await work.session.scalar(select(EventKey.id)) is not None
    ended = event.ends_at or event.starts_at

    clock = StoppedClock()
    later = replace(work, clock=clock)
    clock.now = ended + timedelta(days=29)
    assert await service.forget_guests(later) == 0
    clock.now = ended + timedelta(days=31)
    assert await service.forget_guests(later) == 2
    assert await service.forget_guests(later) == 0

    kept = list(await work.session.scalars(select(Participation).order_by(Participation.id)))
    assert [(each.name, each.email, each.message) for each in kept] == [("", None, "")] * 2
    assert [each.actor_id for each in kept] == [ben.id, None]
    assert (kept[1].attended, kept[1].token_hash, kept[1].answers) == (True, None, [])
    guests = select(EventKey.id).where(EventKey.participation_id.isnot(None))
    assert await work.session.scalar(guests) is None
