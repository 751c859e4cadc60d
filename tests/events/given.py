"""What the events' tests start from: events of ours, people who come, events of others."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from fedicoop.accounts import service as accounts
from fedicoop.activitypub.activity import object_uri
from fedicoop.activitypub.addressing import PUBLIC
from fedicoop.actors import federation as actors_room
from fedicoop.actors import service as actors
from fedicoop.events import Event, queries, service
from fedicoop.events.federation import handlers
from fedicoop.events.service import EventDraft, PlaceDraft
from fedicoop.handlers import Handlers, Incoming
from fedicoop.posts import federation as posts_room

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document
    from fedicoop.actors import Actor
    from fedicoop.work import Work

table = Handlers.merged((actors_room.handlers, handlers, posts_room.handlers))
HOUSE = PlaceDraft(
    name="Maison de la coopération",
    street="1 rue des Arts",
    postcode="59000",
    town="Lille",
    region="Hauts-de-France",
    country="France",
    latitude=50.0,
    longitude=3.06,
)


def a_draft(**more: Any) -> EventDraft:
    """Write what a member would into the form: a meeting on 3 December 2026 in Lille."""
    said: dict[str, Any] = {
        "title": "Assemblée du groupe local",
        "starts": datetime(2026, 12, 3, 18, 30),  # noqa: DTZ001 - a wall time
        "ends": datetime(2026, 12, 3, 20, 30),  # noqa: DTZ001 - a wall time
        "source": "Venez **nombreux**. #cooperation",
        "place": HOUSE,
    }
    return EventDraft(**(said | more))


async def given_event(
    work: Work, organiser: Actor, host: Actor | None = None, **more: Any
) -> Event:
    """Announce an event, and forget what was sent and told about it."""
    event = await service.announce(work, organiser, a_draft(**more), host)
    work.outgoing.clear()
    work.news.clear()
    found = await queries.by_id(work, event.id)
    assert found is not None
    return found


async def given_moderator(work: Work, username: str) -> Actor:
    """Open the account of somebody who moderates the cooperative."""
    member = await accounts.admit(
        work, username, email=f"{username}@coop.example", roles=["moderation"]
    )
    work.news.clear()
    return member.actor


async def given_follow(work: Work, follower: Actor, followed: Actor) -> None:
    """Let somebody follow somebody, accepted."""
    follow = await actors.follow(work, follower, followed)
    await actors.accepted(work, follow)
    await work.session.flush()
    work.outgoing.clear()
    work.news.clear()


def an_event(host: Actor, number: int = 1, **more: Any) -> Document:
    """Write a public event as a small server would."""
    document: Document = {
        "id": f"https://{host.host}/events/{number}",
        "type": "Event",
        "attributedTo": host.uri,
        "name": "Fête du quartier",
        "content": "<p>Venez !</p>",
        "startTime": "2026-12-05T14:00:00+01:00",
        "endTime": "2026-12-05T18:00:00+01:00",
        "timezone": "Europe/Paris",
        "published": "2026-11-24T11:59:00Z",
        "to": [PUBLIC],
        "cc": [host.followers],
    }
    return document | more


def says(kind: str, sender: Actor, inner: Document | str, **more: Any) -> Document:
    """Write an activity."""
    document: Document = {
        "id": f"{sender.uri}/activities/{kind.lower()}",
        "type": kind,
        "actor": sender.uri,
        "object": inner,
    }
    return document | more


async def hear(work: Work, activity: Document, sender: Actor) -> None:
    """Let a verified sender say something, through the table that finds the handler."""
    handler = table.find(activity, await table.known(work, object_uri(activity)))
    if handler is not None:
        await handler(work, Incoming(activity, sender.uri))
        await work.session.flush()


async def heard(work: Work, host: Actor, number: int = 1, **more: Any) -> Event:
    """Give an event of another server that was fetched from its own address."""
    document = an_event(host, number, **more)
    keeper = table.keeper(document)
    assert keeper is not None
    await keeper(work, document)
    event = await queries.by_uri(work, document["id"])
    assert event is not None
    work.news.clear()
    return event


def sent(work: Work) -> list[Document]:
    """Give the activities that were published."""
    return [letter.activity for letter in work.outgoing]


def kinds(work: Work) -> list[str]:
    """Give the types of the activities that were published."""
    return [each["type"] for each in sent(work)]


def told(work: Work) -> list[tuple[str, str]]:
    """Give who heard of what: (kind, recipient's row id)."""
    return [(news.kind, news.recipient_id) for news in work.news if not news.over]
