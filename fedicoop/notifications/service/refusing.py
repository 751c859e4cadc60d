"""Addresses that take no letters: counted, marked, and given another chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from fedicoop import text
from fedicoop.accounts import queries as accounts
from fedicoop.notifications import policy
from fedicoop.notifications.models import Mail, Refusal

if TYPE_CHECKING:
    from fedicoop.work import Work

_LONGEST_REASON = 500
_MOST = 1000


async def note_refusal(work: Work, address: str, reason: str) -> None:
    """Count that an address was refused for good, at most once a day; enough of it marks it."""
    if await accounts.by_email(work, address) is None:
        return
    row = await work.session.get(Refusal, address)
    if row is None:
        row = Refusal(address=address, times=0, last_at=work.now())
        work.session.add(row)
    elif work.now() - row.last_at < policy.REFUSED_AGAIN_AFTER:
        return
    row.times, row.last_at = row.times + 1, work.now()
    row.reason = " ".join(text.clean(reason, _LONGEST_REASON).split())
    if row.marked_at is None and policy.is_marked(row.times):
        row.marked_at = work.now()
    await work.session.flush()


async def note_bounce(work: Work, mail_id: str, reason: str) -> bool:
    """Believe that a letter of ours came back, once; False for one that we did not send."""
    row = await work.session.get(Mail, mail_id)
    if row is None or row.sent_at is None or row.bounced_at is not None:
        return False
    row.bounced_at = work.now()
    row.error = " ".join(text.clean(reason, _LONGEST_REASON).split()) or "came back"
    await note_refusal(work, row.to, reason)
    return True


async def forgive(work: Work, address: str) -> None:
    """Give an address another chance."""
    await work.session.execute(delete(Refusal).where(Refusal.address == address))


async def forget_refusals(work: Work) -> None:
    """Forget the addresses that are nobody's any more."""
    after = ""
    while True:
        rows = await _some(work, after)
        for row in rows:
            if await accounts.by_email(work, row.address) is None:
                await work.session.delete(row)
        if len(rows) < _MOST:
            return
        after = rows[-1].address


async def _some(work: Work, after: str) -> list[Refusal]:
    query = select(Refusal).where(Refusal.address > after).order_by(Refusal.address)
    return list(await work.session.scalars(query.limit(_MOST)))
