"""Coming, perhaps coming, not coming: one rule for a click here and a Join from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.errors import Invalid, NotFound, Refused
from fedicoop.events import documents, policy, queries
from fedicoop.events.models import Event, Participation, State
from fedicoop.events.policy import ACTIVE
from fedicoop.events.service import letters, seats, telling
from fedicoop.events.service.hosts import check_manages
from fedicoop.ids import new_id

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.events.models import Need
    from fedicoop.work import Work

LONGEST_MESSAGE = 1000


@dataclass(frozen=True)
class Wish:
    """What somebody says with her wish to come; ``uri`` is the activity that said it elsewhere."""

    message: str = ""
    answers: tuple[str, ...] = ()
    guests: int = 0
    need: Need | None = None
    uri: str = ""


async def join(work: Work, event: Event, visitor: Actor, wish: Wish | None = None) -> Participation:
    """Let somebody come: at once, after approval, on the waiting list, or not at all.

    A member here who joins an event elsewhere waits for its answer (UNANSWERED). Raises NotFound
    for an event she does not see, Refused when it takes nobody (full, closed, over), Invalid for
    an unanswered question. Saying it twice changes what she brings, not her place in the line.
    """
    wish = wish or Wish()
    if not await queries.can_see(work, event, visitor):
        raise NotFound(f"{visitor.uri} does not see {event.uri}")
    if not event.local:
        return await _join_elsewhere(work, event, visitor, wish)
    await seats.lock(work, event)
    known = await queries.participation(work, event, visitor)
    if known is not None and known.state == State.REJECTED:
        raise Refused(f"{visitor.uri} was turned down for {event.uri}", safe=_TURNED_DOWN)
    if known is not None and known.state in ACTIVE:
        return await _join_again(work, event, known, wish)
    await _check_wish(work, event, visitor, wish)
    line = await queries.somebody_waits(work, event)
    invited = known is not None and known.is_invited
    state = policy.joining(event, work.now(), 1 + wish.guests, line=line, invited=invited)
    if state is None:
        raise Refused(f"{event.uri} takes nobody now", safe=refusal(event, work))
    row = await note(work, event, visitor, state, wish, known)
    await _tell(work, event, row, visitor)
    return row


_TURNED_DOWN = "The organisers did not accept your registration."


def refusal(event: Event, work: Work) -> str:
    """Say why an event takes nobody now."""
    return {
        policy.Registration.FULL: "There is no seat left.",
        policy.Registration.OPEN: "There are not enough seats left for all of you.",
        policy.Registration.CLOSED: "Registration is closed.",
        policy.Registration.OVER: "This event is over.",
        policy.Registration.CANCELLED: "This event was cancelled.",
        policy.Registration.INVITED_ONLY: "This event is for invited people.",
        policy.Registration.ELSEWHERE: "Registration is on another site.",
    }.get(policy.registration(event, work.now()), "This event takes no registrations.")


async def _check_wish(work: Work, event: Event, visitor: Actor, wish: Wish) -> None:
    if not policy.may_bring(event, wish.guests):
        raise Invalid({"guests": "You cannot bring so many people."})
    if visitor.is_local and not policy.is_answered(event, wish.answers):
        raise Invalid({"answers": "Please answer every question that is marked."})
    if wish.need is not None:
        taken = await queries.needs_taken(work, event)
        if taken.get(wish.need.id, 0) >= wish.need.count:
            raise Invalid({"need": "Enough people took this role already."})


async def note(
    work: Work,
    event: Event,
    visitor: Actor,
    state: State,
    wish: Wish,
    known: Participation | None = None,
) -> Participation:
    """Keep somebody's answer; a new answer of the same person takes the place of the old one."""
    row = known
    if row is None:
        row = Participation(
            id=new_id(work.now()), event_id=event.id, actor=visitor, created_at=work.now()
        )
        work.session.add(row)
    row.uri = wish.uri or row.uri
    row.state = state
    row.message = text.clean(wish.message, LONGEST_MESSAGE)
    row.answers = [text.clean(each, LONGEST_MESSAGE) for each in wish.answers[:50]]
    row.guests = wish.guests
    row.need_id = wish.need.id if wish.need else None
    row.position = new_id(work.now())
    row.changed_at = work.now()
    await work.session.flush()
    await seats.count(work, event)
    return row


async def _tell(work: Work, event: Event, row: Participation, visitor: Actor) -> None:
    """Answer a visitor from elsewhere, and tell the organiser who asks or comes."""
    if row.state == State.GOING:
        seats.answer(work, event, row, "Accept")
    elif row.state == State.WAITING:
        seats.answer(work, event, row, "TentativeAccept")
    kind = telling.ASKED if row.state == State.ASKED else telling.JOINED
    if visitor.id != event.organiser_id:
        work.tell(kind, event.organiser_id, visitor.id, event.uri)
    await _write(work, event, row, visitor)
    await seats.alert(work, event)


async def _write(work: Work, event: Event, row: Participation, visitor: Actor) -> None:
    """Write to a member what became of her wish, with the event for her own calendar."""
    kinds: dict[str, str] = {State.GOING: telling.ACCEPTED, State.WAITING: telling.WAITING}
    if visitor.is_local and row.state in kinds:
        await letters.write_to_member(work, event, visitor, kinds[row.state], row.state)


async def _join_again(work: Work, event: Event, row: Participation, wish: Wish) -> Participation:
    """Take what somebody who comes already says anew; more guests need more seats."""
    if wish.guests != row.guests:
        if not policy.may_bring(event, wish.guests):
            raise Invalid({"guests": "You cannot bring so many people."})
        more = wish.guests - row.guests
        if row.state == State.GOING and more > 0 and not policy.has_room(event, more):
            raise Refused(
                f"{event.uri} has no room for {more} more",
                safe="There are not enough seats left for all of you.",
            )
        row.guests = wish.guests
    row.uri = wish.uri or row.uri
    row.message = text.clean(wish.message, LONGEST_MESSAGE) or row.message
    if wish.answers:
        row.answers = [text.clean(each, LONGEST_MESSAGE) for each in wish.answers[:50]]
    if wish.need is not None:
        await take_need(work, event, row, wish.need)
    if row.state == State.GOING:
        seats.answer(work, event, row, "Accept")
    await seats.fill(work, event)
    return row


async def _join_elsewhere(work: Work, event: Event, member: Actor, wish: Wish) -> Participation:
    """Say to the event's server that a member here would like to come."""
    if not member.is_local:
        raise Refused(f"{event.uri} is not ours to join")
    known = await queries.participation(work, event, member)
    possible = policy.registration(event, work.now())
    takes = {policy.Registration.OPEN, policy.Registration.APPROVAL}
    if known is not None and known.is_invited:
        takes.add(policy.Registration.INVITED_ONLY)
    if possible not in takes:
        raise Refused(f"{event.uri} takes nobody now", safe=refusal(event, work))
    if known is not None and known.state in ACTIVE:
        return known
    uri = work.urls.activity(new_id(work.now()))
    wish = Wish(message=wish.message, uri=uri)
    row = await note(work, event, member, State.UNANSWERED, wish, known)
    work.publish(documents.join(row, event), about=uri)
    return row


async def leave(work: Work, event: Event, visitor: Actor) -> None:
    """Let somebody not come after all; her seat goes to the next in line."""
    row = await queries.participation(work, event, visitor)
    if row is None:
        return
    if event.local:
        await seats.lock(work, event)
    was = row.state
    row.need_id = None
    if was != State.REJECTED or not event.local:
        row.state = State.CANCELLED
    row.changed_at = work.now()
    for kind in (telling.ASKED, telling.JOINED) if event.local else ():
        work.untell(kind, event.organiser_id, visitor.id, event.uri)
    await work.session.flush()
    if not event.local and visitor.is_local and was in ACTIVE:
        work.publish(documents.leave(work, row, event, visitor), about=row.uri or "")
    if event.local:
        await seats.fill(work, event)


async def answer(
    work: Work, event: Event, visitor: Actor, state: State, uri: str = ""
) -> Participation:
    """Say "perhaps" or "no": who had a seat gives it back.

    Events elsewhere hear it as TentativeAccept or Reject of the event (Friendica, Hubzilla).
    """
    if state not in {State.MAYBE, State.DECLINED}:
        raise ValueError(f"{state} is no answer")
    if not await queries.can_see(work, event, visitor):
        raise NotFound(f"{visitor.uri} does not see {event.uri}")
    known = await queries.participation(work, event, visitor)
    if known is not None and known.state in ACTIVE:
        await leave(work, event, visitor)
    if known is not None and known.state == State.REJECTED:
        return known
    if not event.local and visitor.is_local:
        kind = "TentativeAccept" if state == State.MAYBE else "Reject"
        said = documents.activity(work, kind, visitor, event.uri, to=[event.host.uri])
        work.publish(said, about=event.uri)
        uri = str(said["id"])
    return await note(work, event, visitor, state, Wish(uri=uri), known)


async def approve(work: Work, event: Event, row: Participation, actor: Actor) -> None:
    """Let somebody in who asked; a full event puts her on its waiting list or refuses."""
    await check_manages(work, event, actor)
    await seats.lock(work, event)
    if row.state not in {State.ASKED, State.WAITING, State.REJECTED}:
        return
    if policy.has_room(event, row.seats):
        await seats.seat(work, event, row)
    elif event.waiting_list:
        row.state = State.WAITING
        row.changed_at = work.now()
        await telling.tell_one(work, event, row, telling.WAITING, event.host)
    else:
        raise Refused(f"{event.uri} is full", safe="There is no seat left.")
    await work.session.flush()


async def decline(work: Work, event: Event, row: Participation, actor: Actor) -> None:
    """Turn somebody down, or take her seat back."""
    await check_manages(work, event, actor)
    await seats.lock(work, event)
    if row.state == State.REJECTED:
        return
    row.state = State.REJECTED
    row.need_id = None
    row.changed_at = work.now()
    await telling.tell_one(work, event, row, telling.REJECTED, event.host)
    seats.answer(work, event, row, "Reject")
    await seats.fill(work, event)


async def take_need(work: Work, event: Event, row: Participation, need: Need | None) -> None:
    """Take a role, or give it back; Invalid when enough people took it."""
    if need is not None and row.need_id != need.id:
        taken = await queries.needs_taken(work, event)
        if taken.get(need.id, 0) >= need.count:
            raise Invalid({"need": "Enough people took this role already."})
    row.need_id = need.id if need else None
    row.changed_at = work.now()
    await work.session.flush()


async def accepted(work: Work, event: Event, row: Participation, kind: str) -> None:
    """Take the answer of the event's server to one of ours: Accept, Reject or TentativeAccept."""
    states = {
        "Accept": (State.GOING, telling.ACCEPTED),
        "Reject": (State.REJECTED, telling.REJECTED),
        "TentativeReject": (State.REJECTED, telling.REJECTED),
        "TentativeAccept": (State.WAITING, telling.WAITING),
    }
    state, notice = states[kind]
    if row.state in {State.CANCELLED, State.DECLINED, state} or row.actor is None:
        return
    row.state = state
    row.changed_at = work.now()
    work.tell(notice, row.actor.id, event.host_id, event.uri)
    await letters.write_to_member(work, event, row.actor, notice, row.state)
    await work.session.flush()
