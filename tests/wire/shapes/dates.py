"""Events in the shape of servers of which nobody published one: written after what they send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.wire.shapes.notes import BOB, PUBLIC

if TYPE_CHECKING:
    from collections.abc import Callable

    Event = tuple[dict[str, Any], dict[str, Any]]


def _banner(url: str) -> dict[str, Any]:
    return {"type": "Image", "mediaType": "image/jpeg", "url": url, "name": "Banner"}


def _website(url: str) -> dict[str, Any]:
    return {"type": "Link", "name": "Website", "mediaType": "text/html", "href": url}


def friendica(base: str, author: str) -> Event:
    """Give an event with a place that is a text, and times in UTC."""
    return (
        {
            "type": "Event",
            "id": f"{base}/objects/1",
            "attributedTo": author,
            "to": [PUBLIC],
            "cc": [f"{author}/followers"],
            "name": "Marché",
            "content": "<p>Sur la place</p>",
            "startTime": "2026-12-05T08:00:00+00:00",
            "endTime": "2026-12-05T12:00:00+00:00",
            "location": {"type": "Place", "name": "Place du Marché", "content": "Caen"},
            "dfrn:adjust": True,
        },
        {
            "name": "Marché",
            "starts": "2026-12-05T08:00:00",
            "timezone": "UTC",
            "place": ("Place du Marché", "", "", ""),
        },
    )


def hubzilla(base: str, author: str) -> Event:
    """Give an event whose title is its summary, with a place that has only a content."""
    return (
        {
            "type": "Event",
            "id": f"{base}/event/1",
            "actor": author,
            "attributedTo": author,
            "to": [BOB],
            "summary": "Veillée",
            "content": "<p>Au coin du feu</p>",
            "startTime": "2026-12-05T18:00:00Z",
            "endTime": "2026-12-05T20:00:00Z",
            "location": {"type": "Place", "content": "Chez Ana<br>2 rue du Port"},
        },
        {
            "name": "Veillée",
            "starts": "2026-12-05T18:00:00",
            "ends": "2026-12-05T20:00:00",
            "place": ("Chez Ana\n2 rue du Port", "", "", ""),
            "visibility": "direct",
        },
    )


def piefed(base: str, author: str) -> Event:
    """Give an event online with a price."""
    return (
        {
            "type": "Event",
            "id": f"{base}/post/1",
            "attributedTo": author,
            "to": [f"{base}/c/vent", PUBLIC],
            "cc": [],
            "name": "Parler de vent",
            "content": "<p>En ligne</p>",
            "mediaType": "text/html",
            "startTime": "2026-12-05T19:00:00+01:00",
            "endTime": "2026-12-05T21:00:00+01:00",
            "timezone": "Europe/Brussels",
            "maximumAttendeeCapacity": 30,
            "participantCount": 3,
            "onlineLink": f"{base}/visio",
            "joinMode": "external",
            "externalParticipationUrl": f"{base}/inscription",
            "anonymousParticipation": True,
            "isOnline": True,
            "buyTicketsLink": f"{base}/billets",
            "feeCurrency": "EUR",
            "feeAmount": 5.5,
            "image": {"type": "Image", "url": f"{base}/affiche.png"},
        },
        _piefed_means(base),
    )


def _piefed_means(base: str) -> dict[str, Any]:
    return {
        "name": "Parler de vent",
        "timezone": "Europe/Brussels",
        "starts": "2026-12-05T19:00:00",
        "capacity": 30,
        "seats_taken": 3,
        "online": True,
        "online_url": f"{base}/visio",
        "join_mode": "external",
        "external_url": f"{base}/inscription",
        "guests_by_mail": True,
        "tickets_url": f"{base}/billets",
        "fee": ("5.5", "EUR"),
        "poster": f"{base}/affiche.png",
        "place": None,
    }


def wordpress(base: str, author: str) -> Event:
    """Give an event of the event bridge: joined elsewhere, with a list of places."""
    return (
        {
            "type": "Event",
            "id": f"{base}/event/fete",
            "attributedTo": author,
            "to": [PUBLIC],
            "cc": [f"{author}/followers"],
            "name": "Fête",
            "nameMap": {"fr": "Fête"},
            "content": "<p>Venez</p>",
            "summary": "Une fête",
            "startTime": "2026-12-05T18:00:00+01:00",
            "endTime": "2026-12-05T23:00:00+01:00",
            "timezone": "Europe/Paris",
            "category": "PARTY",
            "status": "TENTATIVE",
            "joinMode": "external",
            "externalParticipationUrl": f"{base}/fete",
            "isOnline": False,
            "commentsEnabled": False,
            "location": [
                {"type": "Place", "name": "La halle", "address": {"addressLocality": "Ry"}}
            ],
            "attachment": [
                _banner(f"{base}/f.jpg"),
                _website(f"{base}/fete"),
            ],
        },
        _wordpress_means(base),
    )


def _wordpress_means(base: str) -> dict[str, Any]:
    return {
        "name": "Fête",
        "status": "tentative",
        "kind": "party",
        "join_mode": "external",
        "external_url": f"{base}/fete",
        "comments": "closed",
        "place": ("La halle", "", "", "Ry"),
        "poster": f"{base}/f.jpg",
        "alt": "",
        "website": f"{base}/fete",
    }


def mobilizon(base: str, author: str) -> Event:
    """Give an event of Mobilizon with everything a form there has."""
    return (
        {
            "type": "Event",
            "id": f"{base}/events/0f3c",
            "actor": author,
            "attributedTo": author,
            "to": [PUBLIC],
            "cc": [f"{author}/followers"],
            "name": "AG",
            "content": "<p>Ordre du jour</p>",
            "startTime": "2026-12-05T18:00:00+01:00",
            "endTime": "2026-12-05T20:00:00+01:00",
            "timezone": "Europe/Paris",
            "inLanguage": "fr",
            "category": "MOVEMENTS_POLITICS",
            "ical:status": "CANCELLED",
            "joinMode": "restricted",
            "maximumAttendeeCapacity": 40,
            "remainingAttendeeCapacity": 31,
            "participantCount": 9,
            "anonymousParticipationEnabled": True,
            "repliesModerationOption": "moderated",
            "isOnline": True,
            "contacts": [author],
            "attachment": _mobilizon_pages(base),
        },
        _mobilizon_means(base, author),
    )


def _mobilizon_pages(base: str) -> list[dict[str, Any]]:
    return [
        _website(f"{base}/ag"),
        {
            "type": "PropertyValue",
            "propertyID": "mz:live:youtube:url",
            "name": "Diffusion",
            "value": f"{base}/direct",
        },
        {
            "type": "PropertyValue",
            "propertyID": "mz:accessibility:wheelchairAccessible",
            "value": "fully",
        },
    ]


def _mobilizon_means(base: str, author: str) -> dict[str, Any]:
    return {
        "kind": "ag",
        "status": "cancelled",
        "join_mode": "restricted",
        "capacity": 40,
        "seats_left": 31,
        "seats_taken": 9,
        "guests_by_mail": True,
        "comments": "moderated",
        "online": True,
        "language": "fr",
        "contacts": [author],
        "website": f"{base}/ag",
        "tools": [{"name": "Diffusion", "url": f"{base}/direct"}],
        "accessibility": "wheelchairAccessible: fully",
    }


EVENTS: dict[str, Callable[[str, str], Event]] = {
    each.__name__: each for each in (friendica, hubzilla, piefed, wordpress, mobilizon)
}
