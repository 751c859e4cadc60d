"""Telling those who answered what becomes of an event: members by a notice, guests by a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.events import queries
from fedicoop.events.models import State
from fedicoop.events.service import letters, reminding

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.events.models import Event, Participation
    from fedicoop.work import Work

ASKED = "event_asked"
ACCEPTED = "event_accepted"
REJECTED = "event_rejected"
WAITING = "event_waiting"
CANCELLED = "event_cancelled"
MOVED = "event_moved"
ALERT = "event_alert"
MESSAGE = "event_message"
STOPPED = "event_stopped"
JOINED = "event_joined"
INVITED = "event_invited"
INVITATION = "event_invitation"
COMMENT_REFUSED = "event_comment_refused"
CONFIRM = "event_confirm"

ANSWERED = (State.GOING, State.ASKED, State.WAITING, State.MAYBE, State.UNANSWERED)


async def tell_all(work: Work, event: Event, kind: str, actor: Actor, words: str = "") -> None:
    """Tell everybody who answered, except whoever did it herself.

    Who was invited hears of another date too, but gets no message to those who come.
    """
    if kind in {MOVED, CANCELLED}:
        await reminding.take_back(work, event)
    states = ANSWERED if kind == MESSAGE else (*ANSWERED, State.INVITED)
    for row in await queries.participations(work, event, states):
        if row.actor_id != actor.id:
            await tell_one(work, event, row, kind, actor, words)


async def tell_one(  # noqa: PLR0913 - who hears what of whom about what
    work: Work,
    event: Event,
    row: Participation,
    kind: str,
    actor: Actor,
    words: str = "",
    link: str = "",
) -> None:
    """Tell one who answered; people elsewhere hear it from their own server."""
    words = words or event.cancelled_reason
    if row.actor is None:
        await letters.write_to_guest(work, event, row, kind, words, link)
    elif row.actor.is_local:
        work.tell(kind, row.actor.id, actor.id, event.uri)
        await letters.write_to_member(work, event, row.actor, kind, row.state)
