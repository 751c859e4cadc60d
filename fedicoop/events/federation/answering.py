"""Coming and not coming, in every dialect: a Join of Mobilizon, an Accept of Friendica."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.activitypub.activity import embedded, id_of, ids_of, object_uri, text_of, type_of
from fedicoop.actors import queries as actors
from fedicoop.errors import Invalid, Refused
from fedicoop.events import policy, queries, service
from fedicoop.events.models import State
from fedicoop.events.service import Wish
from fedicoop.handlers import Handlers, Incoming
from fedicoop.posts.federation.hearing import sender_of

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.events.models import Event
    from fedicoop.work import Work

handlers = Handlers()


async def _ours(work: Work, incoming: Incoming) -> Event | None:
    """Give the event of ours that is answered; nobody answers one of others through us."""
    event = await queries.by_uri(work, object_uri(incoming.activity))
    return event if event is not None and event.local and not event.post.is_deleted else None


@handlers.on("Join", "Event")
@handlers.on("Accept", "Event")
async def on_join(work: Work, incoming: Incoming) -> None:
    """Somebody elsewhere would like to come; who cannot is told so (Reject)."""
    event = await _ours(work, incoming)
    if event is None:
        return
    visitor = await sender_of(work, incoming)
    uri = await _id(work, event, visitor, incoming)
    message = text_of(incoming.activity, "participationMessage") or text_of(
        incoming.activity, "content"
    )
    try:
        await service.join(work, event, visitor, Wish(message=message, uri=uri))
    except (Refused, Invalid):
        service.turn_away(work, event, visitor, uri)


async def _id(work: Work, event: Event, visitor: Actor, incoming: Incoming) -> str:
    """Give the id of what somebody says; one without gets none, and is found by who and what.

    Raises Refused for an id under which something else was said.
    """
    uri = id_of(incoming.activity) or ""
    row = await queries.participation_by_uri(work, uri)
    if row is not None and (row.event_id, row.actor_id) != (event.id, visitor.id):
        raise Refused(f"{uri} is something else that was said")
    return uri


@handlers.on("Leave", "Event")
async def on_leave(work: Work, incoming: Incoming) -> None:
    """Somebody elsewhere does not come after all."""
    event = await _ours(work, incoming)
    if event is not None:
        await service.leave(work, event, await sender_of(work, incoming))


@handlers.on("Reject", "Event")
@handlers.on("TentativeReject", "Event")
async def on_decline(work: Work, incoming: Incoming) -> None:
    """Somebody elsewhere does not come (Friendica, Hubzilla)."""
    await _answer(work, incoming, State.DECLINED)


@handlers.on("TentativeAccept", "Event")
async def on_maybe(work: Work, incoming: Incoming) -> None:
    """Somebody elsewhere comes perhaps (Friendica, Hubzilla)."""
    await _answer(work, incoming, State.MAYBE)


async def _answer(work: Work, incoming: Incoming, state: State) -> None:
    event = await _ours(work, incoming)
    if event is not None:
        visitor = await sender_of(work, incoming)
        uri = await _id(work, event, visitor, incoming)
        await service.answer(work, event, visitor, state, uri=uri)


@handlers.on("Accept", "Participation")
@handlers.on("Reject", "Participation")
@handlers.on("TentativeAccept", "Participation")
@handlers.on("TentativeReject", "Participation")
async def on_answer(work: Work, incoming: Incoming) -> None:
    """Somebody answers one of ours who would like to come; only the server of the event may."""
    row = await queries.participation_by_uri(work, object_uri(incoming.activity))
    event = await _answered(work, incoming, row.event_id if row else "")
    if row is not None and event is not None:
        await service.accepted(work, event, row, type_of(incoming.activity))


@handlers.on("Ignore", "Participation")
async def on_ignore(work: Work, incoming: Incoming) -> None:
    """Somebody takes no answers to her event (WordPress, FEP-8a8e)."""
    row = await queries.participation_by_uri(work, object_uri(incoming.activity))
    event = await _answered(work, incoming, row.event_id if row else "")
    if event is not None:
        service.takes_no_answers(event)


async def _answered(work: Work, incoming: Incoming, ident: str) -> Event | None:
    """Give the event, if the sender may answer for it."""
    event = await queries.by_id(work, ident)
    sender = await actors.by_uri(work, incoming.sender)
    spoken_for = ids_of(incoming.activity.get("attributedTo"))
    if event is None or sender is None or not policy.may_answer_for(event, sender, spoken_for):
        return None
    return event


@handlers.on("Undo", "Participation")
async def on_undo(work: Work, incoming: Incoming) -> None:
    """Somebody takes back her wish to come; only whoever said it may."""
    row = await queries.participation_by_uri(work, object_uri(incoming.activity))
    if row is None or row.actor is None or row.actor.uri != incoming.sender:
        return
    event = await queries.by_id(work, row.event_id)
    if event is not None and event.local:
        await service.leave(work, event, row.actor)


@handlers.on("Undo", "Join")
async def on_undo_join(work: Work, incoming: Incoming) -> None:
    """Somebody takes back a Join that we know under another id, or none: it is hers alone."""
    event = await queries.by_uri(
        work, id_of((embedded(incoming.activity) or {}).get("object")) or ""
    )
    if event is not None and event.local and not event.post.is_deleted:
        await service.leave(work, event, await sender_of(work, incoming))


@handlers.on("Accept", "Invitation")
async def on_partner(work: Work, incoming: Incoming) -> None:
    """Somebody elsewhere, a group, agrees to organise one of our events with its host."""
    await _partner(work, incoming, "accepted")


@handlers.on("Reject", "Invitation")
async def on_no_partner(work: Work, incoming: Incoming) -> None:
    """Somebody elsewhere, a group, does not organise one of our events, or no longer."""
    await _partner(work, incoming, "declined")


async def _partner(work: Work, incoming: Incoming, state: str) -> None:
    row = await queries.co_organiser_by_uri(work, object_uri(incoming.activity))
    if row is not None and row.actor.uri == incoming.sender:
        event = await queries.by_id(work, row.event_id)
        if event is not None and event.local:
            await service.partner_answered(work, event, row, state)
