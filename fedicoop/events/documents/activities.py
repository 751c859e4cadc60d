"""What is said about events: that there is one, who comes, who organises it with others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.events.documents.objects import to_ap
from fedicoop.ids import new_id
from fedicoop.posts import documents as posts

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.actors import Actor
    from fedicoop.events.models import CoOrganiser, Event, EventShare, Participation
    from fedicoop.work import Work


def create(work: Work, event: Event) -> Document:
    """Say that an event was announced, by its host: Gancio takes it from nobody else."""
    post = event.post
    return {
        "id": f"{event.uri}#create",
        "type": "Create",
        "actor": event.host.uri,
        "attributedTo": event.host.uri,
        "published": posts.stamp(post.published_at),
        "to": post.to,
        "cc": post.cc,
        "object": to_ap(work, event),
    }


def update(work: Work, event: Event) -> Document:
    """Say that an event changed."""
    inner = to_ap(work, event)
    document = activity(work, "Update", event.host, inner, to=event.post.to, cc=event.post.cc)
    return document | {"attributedTo": event.host.uri}


def delete(work: Work, event: Event, to: list[str], cc: list[str]) -> Document:
    """Say that an event is no more, to those to whom it was said."""
    return activity(work, "Delete", event.host, posts.tombstone(event.post), to=to, cc=cc)


def announce(row: EventShare, actor: Actor, event: Event) -> Document:
    """Say to an actor's followers that there is an event."""
    return {
        "id": row.uri,
        "type": "Announce",
        "actor": actor.uri,
        "published": posts.stamp(row.at),
        "object": event.uri,
        "to": [actor.followers],
        "cc": [PUBLIC],
    }


def announce_to(work: Work, actor: Actor, event: Event, follower: Actor) -> Document:
    """Say once more, to one new follower, that there is an event."""
    document = activity(work, "Announce", actor, event.uri, to=[follower.uri], cc=[PUBLIC])
    return document | {"published": posts.stamp(work.now())}


def join(row: Participation, event: Event) -> Document:
    """Say that somebody here would like to come, to the host and the organiser alone."""
    if row.actor is None or row.uri is None:
        raise ValueError("guests without an account say nothing to others")
    document: Document = {
        "id": row.uri,
        "type": "Join",
        "actor": row.actor.uri,
        "object": event.uri,
        "to": _to_hosts(event),
    }
    return document | ({"participationMessage": row.message} if row.message else {})


def leave(work: Work, row: Participation, event: Event, actor: Actor) -> Document:
    """Say that somebody here does not come after all."""
    document = activity(work, "Leave", actor, event.uri, to=_to_hosts(event))
    return document | ({"context": row.uri} if row.uri else {})


def _to_hosts(event: Event) -> list[str]:
    return list(dict.fromkeys([event.host.uri, event.organiser.uri]))


def answer(work: Work, kind: str, event: Event, row: Participation, visitor: Actor) -> Document:
    """Say Accept, Reject or TentativeAccept of a wish to come; by the host, to the visitor."""
    inner: Document = {
        "id": row.uri,
        "type": "Join",
        "actor": visitor.uri,
        "object": event.uri,
    }
    return activity(work, kind, event.host, inner, to=[visitor.uri])


def invite(work: Work, row: CoOrganiser, event: Event, partner: Actor) -> Document:
    """Ask a group to organise an event with its host; whole, for a server that has it not yet."""
    return {
        "id": row.uri,
        "type": "Invite",
        "actor": event.host.uri,
        "object": to_ap(work, event),
        "target": partner.uri,
        "to": [partner.uri],
    }


def invite_person(work: Work, event: Event, by: Actor, person: Actor) -> Document:
    """Ask somebody elsewhere to come; whole, for a server that has the event not yet (Hubzilla)."""
    speaker = by if by.id == event.organiser_id else event.host
    said = activity(work, "Invite", speaker, to_ap(work, event), to=[person.uri])
    return said | {"target": person.uri}


def invite_answer(
    work: Work, kind: str, row: CoOrganiser, event: Event, partner: Actor
) -> Document:
    """Say Accept or Reject of an invitation to organise together."""
    inner: Document = {
        "id": row.uri,
        "type": "Invite",
        "actor": event.host.uri,
        "object": event.uri,
        "target": partner.uri,
    }
    return activity(work, kind, partner, inner, to=[event.host.uri])


def activity(
    work: Work,
    kind: str,
    actor: Actor,
    inner: Document | str,
    *,
    to: list[str],
    cc: list[str] | None = None,
) -> Document:
    """Say anything under an id of its own."""
    document: Document = {
        "id": work.urls.activity(new_id(work.now())),
        "type": kind,
        "actor": actor.uri,
        "to": to,
    }
    return document | ({"cc": cc} if cc else {}) | {"object": inner}
