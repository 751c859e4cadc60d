"""The operator's page about letters: what waits, and which addresses take none any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.accounts import queries as accounts
from fedicoop.notifications import queries
from fedicoop.notifications import service as notifications
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.notifications import Refusal
    from fedicoop.web.views import Moment, Person
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_SIZE = 50
_LONGEST = 254


@dataclass(frozen=True)
class DeadAddress:
    """An address that takes no letters, whose it is, and what its server said last."""

    address: str
    whose: Person | None
    since: Moment | None
    times: int
    reason: str


@members
async def show_letters(visit: Visit) -> Response:
    """Show how many letters wait, and the addresses that were given up."""
    visit.must_administer()
    async with visit.reading() as work:
        waiting = await queries.mail_waiting(work)
        rows = await queries.refused(work, visit.query("after", _LONGEST), _SIZE + 1)
        dead = [await _view(visit, work, row) for row in rows[:_SIZE]]
    return visit.page(
        "admin/letters.html",
        waiting=waiting,
        dead=dead,
        next=rows[_SIZE - 1].address if len(rows) > _SIZE else "",
        budget=visit.instance.config.limits.mails_per_member_per_month,
    )


async def _view(visit: Visit, work: Work, row: Refusal) -> DeadAddress:
    member = await accounts.by_email(work, row.address)
    return DeadAddress(
        row.address,
        visit.reader.person(member.actor) if member else None,
        visit.reader.moment(row.marked_at) if row.marked_at else None,
        row.times,
        row.reason,
    )


@members
async def forgive(visit: Visit) -> Response:
    """Give an address another chance."""
    visit.must_administer()
    form = await visit.form()
    async with visit.writing() as work:
        await notifications.forgive(work, form.line("address", _LONGEST))
    return visit.redirect("/admin/letters", say="address_forgiven")


routes = [
    Route("/admin/letters", show_letters),
    Route("/admin/letters/forgive", forgive, methods=["POST"]),
]
