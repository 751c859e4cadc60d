"""How many letters a member gets in a month: the one place where the budget is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fedicoop.accounts import service as accounts
from fedicoop.notifications import service
from fedicoop.notifications.paper import Letter, Text

if TYPE_CHECKING:
    from fedicoop.work import Work
    from tests.clocks import StoppedClock

DIGEST = Letter("digest", "fr", "Vos rendez-vous", (Text("Bonjour"),))


async def test_a_member_gets_no_more_than_her_budget_and_always_her_sign_in_links(
    work: Work, clock: StoppedClock
) -> None:
    budget = work.config.limits.mails_per_member_per_month
    member = await accounts.admit(work, "ana", email="ana@mail.example", name="Ana")
    for _ in range(budget):
        assert await service.send_letter(work, member, DIGEST) is not None

    assert await service.send_letter(work, member, DIGEST) is None
    assert await service.send_sign_in_link(work, member, "https://coop.example/x") is not None

    clock.move(timedelta(days=30, minutes=1))
    assert await service.send_letter(work, member, DIGEST) is not None
