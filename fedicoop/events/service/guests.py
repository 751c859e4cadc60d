"""People without an account: they come by name and e-mail, which a link in a letter confirms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from fedicoop import text
from fedicoop.accounts.policy import normal_email
from fedicoop.db import take_turn
from fedicoop.errors import Invalid, NotFound, Refused, TooMany
from fedicoop.events import policy, queries
from fedicoop.events.models import Event, Participation, State
from fedicoop.events.service import joining, letters, seats, telling
from fedicoop.ids import hash_token, new_id, new_token
from fedicoop.notifications import service as notifications
from fedicoop.notifications.policy import mail_fault

if TYPE_CHECKING:
    from fedicoop.work import Work

MOST_UNCONFIRMED = 200


async def register_guest(
    work: Work, event: Event, name: str, email: str, language: str = "fr"
) -> None:
    """Note that somebody without an account would like to come, and write to her.

    She has no seat before she opens the link of the letter. The answer is the same whether she
    was known or not, so that nobody can ask who comes; and when she had enough such letters today,
    so that nobody fills her letter box.
    """
    if not event.local or not event.guests_by_mail:
        raise Refused(f"{event.uri} takes no guests by e-mail")
    if not await queries.can_see(work, event, None):
        raise NotFound(f"{event.uri} is not for everybody")
    name, email = text.clean(name, 200).strip(), normal_email(email)
    faults = {} if name else {"name": "Please say your name."}
    if mail_fault(email, "x", {}):
        faults["email"] = "This is not an e-mail address."
    if faults:
        raise Invalid(faults)
    await _check_flood(work, event)
    if await notifications.asks_too_often(work, email, telling.CONFIRM):
        return
    token = new_token()
    row = await row_of(work, event, email)
    row.name = name if row.confirmed_at is None else row.name
    row.language = language[:10]
    row.token_hash = hash_token(token)
    await work.session.flush()
    link = f"{work.urls.event(event.id)}/guest?token={token}"
    await letters.write_to_guest(work, event, row, telling.CONFIRM, link=link)


async def _check_flood(work: Work, event: Event) -> None:
    query = select(func.count()).where(
        Participation.event_id == event.id,
        Participation.actor_id.is_(None),
        Participation.confirmed_at.is_(None),
        Participation.invited_at.is_(None),
    )
    await take_turn(work.session, f"guests {event.id}")
    if (await work.session.scalar(query) or 0) >= MOST_UNCONFIRMED:
        raise TooMany(f"too many unconfirmed guests of {event.uri}", retry_after=3600)


async def row_of(work: Work, event: Event, email: str) -> Participation:
    """Give the answer of a guest by her address; a new one when there is none."""
    known = await work.session.scalar(
        select(Participation).where(
            Participation.event_id == event.id, Participation.email == email
        )
    )
    if known is not None:
        return known
    row = Participation(
        id=new_id(work.now()),
        event_id=event.id,
        email=email,
        state=State.UNANSWERED,
        position=new_id(work.now()),
        created_at=work.now(),
        changed_at=work.now(),
    )
    work.session.add(row)
    return row


async def guest(work: Work, event: Event, token: str) -> Participation:
    """Give the guest whose link this is; raise NotFound for anybody else's."""
    row = await work.session.scalar(
        select(Participation)
        .where(Participation.event_id == event.id, Participation.token_hash == hash_token(token))
        .options(joinedload(Participation.actor))
    )
    if row is None:
        raise NotFound("no such guest")
    return row


async def confirm_guest(work: Work, event: Event, token: str) -> Participation:
    """Give a guest her seat, or her place in the line, because her address is hers."""
    return await guest_comes(work, event, await guest(work, event, token))


async def guest_comes(work: Work, event: Event, row: Participation) -> Participation:
    """Give a guest whose address is known to be hers a seat, or her place in the line."""
    await seats.lock(work, event)
    if row.confirmed_at is not None and row.state in policy.ACTIVE:
        return row
    line = await queries.somebody_waits(work, event)
    invited = row.is_invited
    state = policy.joining(event, work.now(), row.seats, line=line, invited=invited)
    if state is None:
        raise Refused(f"{event.uri} takes nobody now", safe=joining.refusal(event, work))
    row.confirmed_at = work.now()
    row.state = state
    row.position = new_id(work.now())
    row.changed_at = work.now()
    await work.session.flush()
    await seats.count(work, event)
    if state == State.GOING:
        await letters.write_to_guest(work, event, row, telling.ACCEPTED)
    elif state == State.WAITING:
        await letters.write_to_guest(work, event, row, telling.WAITING)
    await seats.alert(work, event)
    return row


async def leave_guest(work: Work, event: Event, token: str) -> None:
    """Let a guest not come after all."""
    await guest_leaves(work, event, await guest(work, event, token))


async def guest_leaves(work: Work, event: Event, row: Participation) -> None:
    """Give a guest's seat to the next in line."""
    await seats.lock(work, event)
    row.state = State.CANCELLED
    row.need_id = None
    row.changed_at = work.now()
    await seats.fill(work, event)
