"""What other kinds of servers send: events, pages, films, articles, questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.wire.shapes.notes import PUBLIC

if TYPE_CHECKING:
    from tests.wire.shapes.notes import Shape


def mobilizon(base: str, author: str) -> Shape:
    """Give an event with its place and times."""
    address = {
        "type": "PostalAddress",
        "streetAddress": "1 rue du Port",
        "postalCode": "14000",
        "addressLocality": "Caen",
    }
    return (
        {
            "type": "Event",
            "actor": author,
            "to": [PUBLIC],
            "cc": [f"{author}/followers"],
            "name": "Assemblée générale",
            "content": "<p>Ordre du jour</p>",
            "startTime": "2026-12-05T18:00:00+01:00",
            "endTime": "2026-12-05T20:00:00+01:00",
            "timezone": "Europe/Paris",
            "category": "MEETING",
            "joinMode": "free",
            "repliesModerationOption": "allow_all",
            "ical:status": "CONFIRMED",
            "location": {"type": "Place", "name": "Salle des fêtes", "address": address},
            "attachment": [{"type": "Link", "href": f"{base}/event/1", "name": "Website"}],
            "url": f"{base}/events/1",
            "mediaType": "text/html",
            "uuid": "1",
        },
        {
            "visibility": "public",
            "name": "Assemblée générale",
            "says": "Ordre du jour",
            "starts": "2026-12-05T18:00:00",
            "ends": "2026-12-05T20:00:00",
            "timezone": "Europe/Paris",
            "place": ("Salle des fêtes", "1 rue du Port", "14000", "Caen"),
            "website": f"{base}/event/1",
        },
    )


def gancio(base: str, author: str) -> Shape:
    """Give an event at two places, without content."""
    return (
        {
            "type": "Event",
            "to": [PUBLIC],
            "cc": [f"{author}/followers"],
            "name": "Concert",
            "summary": "<p>Dans la cour</p>",
            "startTime": "2026-12-05T18:00:00Z",
            "location": [
                {"type": "Place", "name": "La cour", "address": "2 rue du Port"},
                {"type": "VirtualLocation", "url": f"{base}/direct"},
            ],
            "attachment": [{"type": "Document", "mediaType": "image/jpeg", "url": f"{base}/a.jpg"}],
        },
        {
            "name": "Concert",
            "attachments": [("image/jpeg", "", None)],
            "says": "Dans la cour",
            "starts": "2026-12-05T18:00:00",
            "ends": "",
            "timezone": "UTC",
            "place": ("La cour", "2 rue du Port", "", ""),
            "online_url": f"{base}/direct",
        },
    )


def lemmy(base: str, _author: str) -> Shape:
    """Give a page that links elsewhere."""
    return (
        {
            "type": "Page",
            "to": [f"{base}/c/vent", PUBLIC],
            "cc": [],
            "name": "Une carte",
            "content": "<p>Regardez</p>",
            "mediaType": "text/html",
            "source": {"content": "Regardez", "mediaType": "text/markdown"},
            "attachment": [{"type": "Link", "href": "https://else.example/carte"}],
            "image": {"type": "Image", "url": f"{base}/vignette.png"},
            "language": {"identifier": "fr", "name": "Français"},
            "audience": f"{base}/c/vent",
        },
        {"visibility": "public", "name": "Une carte", "says": "Regardez"},
    )


def friendica(_base: str, author: str) -> Shape:
    """Give a note with a title."""
    return (
        {
            "type": "Note",
            "to": [PUBLIC, f"{author}/followers"],
            "cc": [],
            "name": "Un titre",
            "summary": "",
            "content": "<p>Un <b>mot</b></p>",
            "directMessage": False,
            "diaspora:guid": "1",
            "attachment": [],
            "tag": [],
            "attributedTo": [author],
        },
        {"visibility": "public", "says": "Un mot"},
    )


def peertube(base: str, author: str) -> Shape:
    """Give a film with many addresses and two authors."""
    film = {"type": "Link", "mediaType": "video/mp4", "href": f"{base}/1.mp4", "height": 720}
    return (
        {
            "type": "Video",
            "to": [PUBLIC],
            "cc": [f"{author}/followers"],
            "name": "Le parc vu du ciel",
            "mediaType": "text/markdown",
            "content": "Un **film**",
            "attributedTo": [
                {"type": "Person", "id": author},
                {"type": "Group", "id": f"{base}/channels/vent"},
            ],
            "url": [{"type": "Link", "mediaType": "text/html", "href": f"{base}/w/1"}, film],
            "icon": [{"type": "Image", "url": f"{base}/1.jpg", "mediaType": "image/jpeg"}],
            "duration": "PT10S",
        },
        {"name": "Le parc vu du ciel", "says": "Un film", "also": f"{base}/w/1"},
    )


def wordpress(base: str, author: str) -> Shape:
    """Give an article whose page is on another host."""
    return (
        {
            "type": "Article",
            "to": [PUBLIC],
            "cc": [f"{author}/followers"],
            "name": "Nouvelles",
            "summary": "En bref",
            "content": "<h2>Nouvelles</h2><script>alert(1)</script><p>Tout va bien</p>",
            "contentMap": {"fr": "<p>Tout va bien</p>"},
            "url": "https://blog.example/nouvelles",
            "tag": [{"type": "Hashtag", "name": "#nouvelles", "href": f"{base}/tag/nouvelles"}],
        },
        {
            "name": "Nouvelles",
            "tags": ["nouvelles"],
            "says": "Tout va bien",
            "also": "https://blog.example/nouvelles",
        },
    )


def poll(_base: str, _author: str) -> Shape:
    """Give a question with two answers."""
    return (
        {
            "type": "Question",
            "to": [PUBLIC],
            "content": "<p>Quand ?</p>",
            "endTime": "2026-12-01T12:00:00Z",
            "votersCount": 2,
            "oneOf": [
                {"type": "Note", "name": "Samedi", "replies": {"totalItems": 2}},
                {"type": "Note", "name": "Dimanche", "replies": {"totalItems": 0}},
            ],
        },
        {"says": "Quand ?", "also": "Samedi"},
    )
