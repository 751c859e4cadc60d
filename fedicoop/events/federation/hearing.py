"""What others announce, change, move and delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.activitypub.activity import Document, embedded, id_of, object_uri
from fedicoop.actors import queries as actors
from fedicoop.errors import NeedsObject, Refused
from fedicoop.events import queries, service
from fedicoop.events.federation.reading import from_ap, post_of, updated_of
from fedicoop.handlers import Handlers, Incoming, Known
from fedicoop.posts import service as posts
from fedicoop.posts.federation.hearing import said, sender_of

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.events.models import Event
    from fedicoop.work import Work

handlers = Handlers()


@handlers.knows
async def known(work: Work, uri: str) -> Known | None:
    """Say whether a URI is an event, somebody's answer to one, or an invitation to organise one.

    An event is its host's and its organiser's.
    """
    found = await queries.kind_and_owners(work, uri)
    return Known(found[0], found[1], tuple(found[2:])) if found else None


@handlers.on("Create", "Event")
async def on_create(work: Work, incoming: Incoming) -> None:
    """Somebody announces an event; kept when it concerns somebody here."""
    document = said(incoming)
    if document is not None:
        await _hear(work, document, await sender_of(work, incoming))


@handlers.on("Update", "Event")
async def on_update(work: Work, incoming: Incoming) -> None:
    """Somebody changes an event; those here who answered hear of a new time or place."""
    document = said(incoming)
    if document is None:
        work.wish(object_uri(incoming.activity))
        return
    await _hear(work, document, await sender_of(work, incoming))


async def _hear(work: Work, document: Document, sender: Actor) -> None:
    """Take an event from whoever it is by: its host, or the organiser in the host's name."""
    document = (
        document if document.get("attributedTo") else {**document, "attributedTo": sender.uri}
    )
    draft = from_ap(document)
    if sender.uri not in {draft.host_uri, draft.organiser_uri}:
        raise Refused(f"{draft.uri} is not {sender.uri}'s to say")
    known = await queries.by_uri(work, draft.uri)
    _check_hers(known, sender)
    host = sender if sender.uri == draft.host_uri else await actors.by_uri(work, draft.host_uri)
    if known is None and not await _concerns_us(work, document, sender, host):
        return
    if host is None:
        raise NeedsObject(draft.host_uri)
    await _keep(work, document, host, draft)


def _check_hers(known: Event | None, sender: Actor) -> None:
    """Raise Refused for who is neither host nor organiser of what is here already."""
    if known is not None and sender.uri not in {known.host.uri, known.organiser.uri}:
        raise Refused(f"{known.uri} is not {sender.uri}'s")


async def _concerns_us(work: Work, document: Document, sender: Actor, host: Actor | None) -> bool:
    """Tell whether somebody here follows who says it, or is addressed, or the whole network is."""
    for each in (sender, host):
        if each is not None and await actors.has_local_follower(work, each):
            return True
    addressed = post_of(document, "").addressed
    if await posts.is_for_circle(work, sender, addressed):
        return True
    return any(actor.is_local for actor in await actors.by_uris(work, addressed))


async def _keep(
    work: Work, document: Document, host: Actor, draft: service.RemoteDraft
) -> Event | None:
    organiser = await actors.by_uri(work, draft.organiser_uri)
    if organiser is None:  # only who is known as the organiser may change it later
        raise NeedsObject(draft.organiser_uri)
    return await service.receive(
        work,
        host,
        organiser,
        post_of(document, host.followers),
        draft,
        updated=updated_of(document, work.now()),
    )


@handlers.on("Delete", "Event")
async def on_delete(work: Work, incoming: Incoming) -> None:
    """Somebody deletes an event; those here who answered hear that it does not take place."""
    event = await queries.by_uri(work, object_uri(incoming.activity))
    if event is None:
        return
    if event.local or incoming.sender not in {event.host.uri, event.organiser.uri}:
        raise Refused(f"{incoming.sender} may not delete {event.uri}")
    await service.forget(work, event)


@handlers.on_object("Event")
async def keep(work: Work, document: Document) -> None:
    """Store an event that was fetched from its own address; its host is of the same server."""
    uri = id_of(document) or ""
    if work.urls.is_local(uri):
        raise Refused(f"{uri} is ours")
    draft = from_ap(document)
    host = await actors.by_uri(work, draft.host_uri)
    if host is None:
        raise NeedsObject(draft.host_uri)
    await _keep(work, document, host, draft)


@handlers.on("Invite", "Event")
async def on_invite(work: Work, incoming: Incoming) -> None:
    """Somebody invites people here to an event (Hubzilla), or a group to organise it together."""
    activity = incoming.activity
    sender = await sender_of(work, incoming)
    inner = embedded(activity)
    if inner is not None and not work.urls.is_local(object_uri(activity)):
        document = said(incoming) or inner
        draft = from_ap(document)
        if sender.uri not in {draft.host_uri, draft.organiser_uri}:
            raise Refused(f"{draft.uri} is not {sender.uri}'s to say")
        _check_hers(await queries.by_uri(work, draft.uri), sender)
        await keep(work, document)
    event = await queries.by_uri(work, object_uri(activity))
    if event is None or event.local:
        return
    partner = await actors.by_uri(work, id_of(activity.get("target")) or "")
    if partner is not None and partner.is_local and partner.type != "Person":
        await service.asked_to_organise(work, event, sender, partner, id_of(activity) or "")
    else:
        await service.invited(
            work, event, sender, post_of(activity | {"type": "Event"}, "").addressed
        )
