"""What the page of an event says to whoever links to it: Open Graph, and schema.org's Event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fedicoop import text
from fedicoop.events import Status
from fedicoop.web.i18n import msg
from fedicoop.web.sharing import SCHEMA, Sharing, brief

if TYPE_CHECKING:
    from fedicoop.urls import Urls
    from fedicoop.web.pages.events.cards import Spot
    from fedicoop.web.pages.events.shapes import Whole
    from fedicoop.web.views import Person, PostView

_WORDS = 300
_DESCRIPTION = 1000


def of_event(urls: Urls, event: Whole, post: PostView, *, indexed: bool) -> Sharing:
    """Say what an event is, as search engines and other agendas read it."""
    url = f"{urls.base}{event.path}"
    image = next((each.src for each in post.pictures if each.src), "")
    where = f" · {event.place.short}" if event.place and event.place.short else ""
    words = f"{event.when.text}{where}. {text.plain(str(post.content), _WORDS)}"
    data: dict[str, Any] = {
        "@context": SCHEMA,
        "@type": "Event",
        "name": event.title,
        "description": brief(text.plain(str(post.content), _DESCRIPTION)),
        "startDate": event.when.start,
        "eventStatus": f"{SCHEMA}/{_status(event)}",
        "eventAttendanceMode": f"{SCHEMA}/{_mode(event)}",
        "location": _places(event, url),
        "organizer": [_organiser(urls, each) for each in (event.host, *event.together)],
        "url": url,
    }
    data |= {"endDate": event.when.end} if event.when.end else {}
    data |= {"image": [f"{urls.base}{image}"]} if image else {}
    data |= {"inLanguage": event.language} if event.language else {}
    if event.seats.capacity is not None:
        data["maximumAttendeeCapacity"] = event.seats.capacity
    return Sharing(
        title=f"{event.title} — {event.host.name}",
        description=brief(words),
        url=url if event.local else event.url,
        image=f"{urls.base}{image}" if image else "",
        kind="event",
        activity=event.uri,
        feed="" if event.host.host else f"{urls.base}{event.host.path}.atom",
        calendar=f"{url}.ics",
        indexed=indexed,
        data=data,
        trail=((msg("Agenda"), "/agenda"),),
    )


def _organiser(urls: Urls, person: Person) -> dict[str, str]:
    kind = "Organization" if person.square else "Person"
    return {"@type": kind, "name": person.name, "url": f"{urls.base}{person.path}"}


def _mode(event: Whole) -> str:
    if event.online and event.place:
        return "MixedEventAttendanceMode"
    return "OnlineEventAttendanceMode" if event.online else "OfflineEventAttendanceMode"


def _places(event: Whole, url: str) -> list[dict[str, Any]]:
    """Say where; the link of a meeting is not for everybody, so the page stands for it."""
    found = [_place(event.place)] if event.place else []
    return found + ([{"@type": "VirtualLocation", "url": url}] if event.online else [])


def _place(place: Spot) -> dict[str, Any]:
    address = {"@type": "PostalAddress", **place.address}
    data: dict[str, Any] = {"@type": "Place", "name": place.name or place.short, "address": address}
    if place.geo:
        geo = {"latitude": float(place.latitude), "longitude": float(place.longitude)}
        data["geo"] = {"@type": "GeoCoordinates", **geo}
    return data


def _status(event: Whole) -> str:
    return "EventCancelled" if event.status == Status.CANCELLED else "EventScheduled"
