"""Events as an iCalendar file (RFC 5545, 7986): what programs subscribe to, and people keep."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from icalendar import Calendar, Timezone, vCalAddress, vUri
from icalendar import Event as Entry

from fedicoop import text
from fedicoop.events import times
from fedicoop.events.models import Shown, Status
from fedicoop.events.wording import NO_LONGER, ONLINE
from fedicoop.languages import msg, say

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from fedicoop.events.models import Event, Place

MIME = "text/calendar; charset=utf-8"
PRODUCT = "-//fedicoop//fedicoop//EN"
REFRESH = timedelta(hours=1)
_LONGEST = 5000
_MARGIN = timedelta(days=400)
_WORDS = {
    "accessibility": msg("Accessibility:"),
    "cancelled": NO_LONGER,
    "links": msg("Links:"),
    "with": msg("Organised by"),
}


@dataclass(frozen=True)
class Heading:
    """What stands over a calendar: its name, its language, and where it is found.

    ``open_links`` are the row ids of events whose meeting rooms and pads the reader may see; those
    of events that show them to everybody are always written.
    """

    name: str
    language: str = "fr"
    url: str = ""
    open_links: frozenset[str] = field(default_factory=frozenset)

    @property
    def words(self) -> dict[str, str]:
        """Give our own words in the language of the calendar."""
        return {key: say(word, self.language) for key, word in _WORDS.items()}


def calendar(events: Iterable[Event], heading: Heading) -> bytes:
    """Write events, loaded as ``queries.LOADED`` says, as the bytes of a calendar file.

    Moments are wall times of each event's zone, which the file brings along, so that an hour
    stays what was announced across summer time.
    """
    shown = list(events)
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("method", "PUBLISH")
    found.add("name", _line(heading.name))
    found.add("x-wr-calname", _line(heading.name))
    found.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    found.add("x-published-ttl", "PT1H")
    if heading.url:
        found.add("source", vUri(heading.url), parameters={"VALUE": "URI"})
    for zone in zones(shown):
        found.add_component(zone)
    for event in shown:
        found.add_component(entry(event, heading))
    return bytes(found.to_ical(sorted=False))


def zones(events: Iterable[Event]) -> list[Timezone]:
    """Give the time zones that events are told in, for the years that they need."""
    spans: dict[str, tuple[datetime, datetime]] = {}
    for event in events:
        if event.timezone in {"UTC", "Etc/UTC"} or not times.is_zone(event.timezone):
            continue
        end = event.ends_at or event.starts_at
        first, last = spans.get(event.timezone, (event.starts_at, end))
        spans[event.timezone] = (min(first, event.starts_at), max(last, end))
    return [
        _zone(name, date(max(1, (first - _MARGIN).year), 1, 1), date((last + _MARGIN).year, 12, 31))
        for name, (first, last) in sorted(spans.items())
    ]


@lru_cache(maxsize=200)
def _zone(name: str, first: date, last: date) -> Timezone:
    zone = Timezone.from_tzid(name, first_date=first, last_date=last)
    zone.pop("comment", None)
    return zone


def entry(event: Event, heading: Heading) -> Entry:
    """Write one event."""
    found = Entry()
    found.add("uid", event.uri)
    found.add("dtstamp", event.changed_at)
    found.add("created", event.created_at)
    found.add("last-modified", event.changed_at)
    found.add("sequence", event.sequence)
    found.add("summary", _title(event, heading))
    found.add("status", str(event.status).upper())
    _add_moments(found, event)
    _add_place(found, event, heading)
    found.add("description", description(event, heading))
    found.add("url", vUri(event.uri if event.local else event.post.url or event.uri))
    found.add("organizer", _organiser(event))
    labels = [_line(each.name) for each in event.post.tags]
    labels += [event.kind] if event.kind else []
    if labels:
        found.add("categories", labels)
    return found


def _title(event: Event, heading: Heading) -> str:
    title = _line(event.post.name) or "-"
    if event.status == Status.CANCELLED:
        return f"{heading.words['cancelled']} · {title}"
    return title


def _add_moments(found: Entry, event: Event) -> None:
    found.add("dtstart", _wall(event.starts_wall, event.starts_at, event.timezone))
    if event.ends_at is not None and event.ends_at > event.starts_at:
        found.add("dtend", _wall(event.ends_wall, event.ends_at, event.timezone))


def _wall(said: str, moment: datetime, zone: str) -> datetime:
    """Give what the clock on the wall of a zone shows; UTC where the zone is none."""
    wall = times.read_wall(said)
    if wall is None or zone in {"UTC", "Etc/UTC"} or not times.is_zone(zone):
        return moment.astimezone(UTC)
    return wall.replace(tzinfo=times.zone_of(zone))


def _add_place(found: Entry, event: Event, heading: Heading) -> None:
    where = [_address(event.place)] if event.place else []
    if event.online:
        where.append(say(ONLINE, heading.language))
    if where:
        found.add("location", " · ".join(each for each in where if each))
    place = event.place
    if place is not None and place.latitude is not None and place.longitude is not None:
        found.add("geo", (float(place.latitude), float(place.longitude)))


def _address(place: Place) -> str:
    town = " ".join(each for each in (place.postcode, place.town) if each)
    parts = (place.name, place.street, town, place.country)
    return _line(", ".join(dict.fromkeys(each for each in parts if each)))


def description(event: Event, heading: Heading) -> str:
    """Say in plain words what an event is, and where it is looked at."""
    words = heading.words
    parts = []
    if event.status == Status.CANCELLED:
        parts.append(
            " · ".join(each for each in (words["cancelled"], event.cancelled_reason) if each)
        )
    parts.append(text.plain(event.post.content, _LONGEST))
    if event.accessibility:
        parts.append(f"{words['accessibility']} {event.accessibility}")
    links = _links(event, heading)
    if links:
        parts.append("\n".join([words["links"], *links]))
    parts.append(event.uri)
    return "\n\n".join(part for part in parts if part)


def _links(event: Event, heading: Heading) -> list[str]:
    """Give the addresses a reader may see; those of the meeting only to whom they are shown."""
    links = [event.website, event.tickets_url, event.external_url]
    if event.tools_shown == Shown.EVERYONE or event.id in heading.open_links:
        links.append(event.online_url)
        links += [f"{each['name']} {each['url']}" for each in event.tools]
    return [_line(each) for each in dict.fromkeys(links) if each]


def _organiser(event: Event) -> vCalAddress:
    found = vCalAddress(event.host.uri)
    found.params["CN"] = _line(event.host.name or event.host.username)
    return found


def _line(words: str) -> str:
    return " ".join(text.clean(words, _LONGEST).split())
