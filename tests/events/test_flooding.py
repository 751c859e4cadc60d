"""Nobody fills a stranger's letter box by typing her address into our forms."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from fedicoop.events import service
from fedicoop.notifications import Mail
from tests.events.given import given_event
from tests.givens import given_member

if TYPE_CHECKING:
    from fedicoop.work import Work
    from tests.clocks import StoppedClock

VICTIM = "lea@mail.example"


async def test_an_address_is_asked_five_times_a_day_for_whatever_event(
    work: Work, clock: StoppedClock
) -> None:
    """The answer stays the same, and so does the link that she has already."""
    ana = await given_member(work, "ana")
    events = [await given_event(work, ana, guests_by_mail=True) for _ in range(3)]

    async def register(times: int) -> list[Mail]:
        for number in range(times):
            await service.register_guest(work, events[number % 3], "Léa", VICTIM)
        return list(await work.session.scalars(select(Mail).order_by(Mail.id)))

    sent = await register(9)
    assert len(sent) == 5
    token = sent[4].text.partition("token=")[2].split()[0]
    assert (await service.guest(work, events[1], token)).email == VICTIM

    clock.move(timedelta(hours=25))
    assert len(await register(1)) == 6
