"""Inviting single persons to an event: members here, people elsewhere, or an e-mail address."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fedicoop.accounts import queries as accounts
from fedicoop.accounts.policy import normal_email
from fedicoop.actors import queries as actors
from fedicoop.db import take_turn
from fedicoop.errors import Invalid, Refused, TooMany
from fedicoop.events import documents, policy, queries
from fedicoop.events.models import State
from fedicoop.events.policy import ACTIVE
from fedicoop.events.service import letters, telling
from fedicoop.events.service.guests import row_of
from fedicoop.events.service.hosts import check_manages
from fedicoop.events.service.joining import Wish, note
from fedicoop.notifications.policy import mail_fault

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.events.models import Event, Participation
    from fedicoop.work import Work

MOST_INVITED = 500
MOST_AN_HOUR = 100
_HOUR = timedelta(hours=1)


async def invite(work: Work, event: Event, by: Actor, person: Actor) -> Participation:
    """Invite somebody: a member here gets a notice and a letter, others an Invite of the event.

    Who answered already keeps her answer. Raises Refused for who may not invite, for a person who
    is no guest for this event, above 500; TooMany above 100 an hour in all events of an organiser.
    """
    await _check(work, event, by)
    known = await queries.participation(work, event, person)
    if known is not None and (known.is_invited or known.state in ACTIVE):
        return known
    at_odds = await actors.blocked_either_way(work, person, by)
    may = person.type in {"Person", "Service"} and not person.is_gone and not at_odds
    if not may or not await queries.can_see(work, event, person):
        raise Refused(f"{person.uri} is no guest for {event.uri}", safe=_NO_GUEST)
    row = await note(work, event, person, State.INVITED, Wish(), known)
    row.invited_at = work.now()
    await work.session.flush()
    if person.is_local:
        work.tell(telling.INVITATION, person.id, by.id, event.uri)
        if not await actors.mutes(work, person, by):
            await letters.write_to_member(work, event, person, telling.INVITED)
    else:
        work.publish(documents.invite_person(work, event, by, person), about=event.uri)
    return row


_NO_GUEST = "This person cannot be invited to this event."


async def invite_address(work: Work, event: Event, by: Actor, email: str) -> Participation:
    """Write to somebody without an account; her link answers without signing in.

    Raises Invalid for what is no address, and Refused where she would not see the event.
    """
    await _check(work, event, by)
    email = normal_email(email)
    if mail_fault(email, "x", {}):
        raise Invalid({"who": "This is not an e-mail address."})
    if not await queries.can_see(work, event, None):
        raise Refused(f"{event.uri} is not for everybody", safe=_NO_GUEST)
    row = await row_of(work, event, email)
    if row.is_invited or row.confirmed_at is not None:
        return row
    member = await accounts.by_actor(work, by.id)
    row.state, row.invited_at = State.INVITED, work.now()
    row.language = member.language if member is not None else row.language
    await work.session.flush()
    await letters.write_to_guest(work, event, row, telling.INVITED)
    return row


async def withdraw(work: Work, event: Event, row: Participation, by: Actor) -> None:
    """Take an invitation back that was not answered; raises Refused once it was.

    The row stays: whoever invites and takes back without end is stopped all the same.
    """
    await check_manages(work, event, by)
    if row.state != State.INVITED:
        raise Refused(f"{row.id} answered", safe="This person has answered already.")
    row.state, row.changed_at = State.WITHDRAWN, work.now()
    await work.session.flush()


async def _check(work: Work, event: Event, by: Actor) -> None:
    await check_manages(work, event, by)
    stopped = policy.registration(event, work.now())
    if stopped in {policy.Registration.OVER, policy.Registration.CANCELLED}:
        raise Refused(f"{event.uri} is over", safe="This event takes no registrations.")
    if await _is_much(work, event):
        raise TooMany(f"{by.uri} invites too many to {event.uri}", retry_after=3600)
    if await queries.invited_to(work, event) >= MOST_INVITED:
        raise Refused(f"{event.uri} has {MOST_INVITED} guests", safe=_ENOUGH)


async def _is_much(work: Work, event: Event) -> bool:
    """Tell whether an organiser invited as many as she may in an hour, to all of her events."""
    since = work.now() - _HOUR
    await take_turn(work.session, f"invitations {event.organiser_id}")
    return await queries.invited_since(work, event.organiser_id, since) >= MOST_AN_HOUR


async def is_enough(work: Work, event: Event) -> bool:
    """Tell whether no more people can be invited to an event, now or at all."""
    return await _is_much(work, event) or await queries.invited_to(work, event) >= MOST_INVITED


_ENOUGH = "As many people as can be are invited to this event."
