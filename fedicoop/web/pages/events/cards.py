"""Events as one reader gets them: in a list, and whole on their own page."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fedicoop.errors import Gone, NotFound
from fedicoop.events import State, Status, policy, queries, times
from fedicoop.events.policy import Registration
from fedicoop.web.i18n import msg

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.events import Event, Place
    from fedicoop.web.views import Person
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

LONGEST_ID = 40
_MAY_STILL_COME = {"", State.INVITED, State.MAYBE, State.WITHDRAWN, State.CANCELLED}
_SAME_DAY = msg("%(day)s, from %(start)s to %(end)s")
_ONE_HOUR = msg("%(day)s at %(hour)s")
_DAYS = msg("From %(start)s to %(end)s")


@dataclass(frozen=True)
class When:
    """When something happens, by the clocks of its place.

    ``text`` says it in full, ``month`` and ``number`` for the leaf of a calendar; ``start`` and
    ``end`` are for machines; ``zone`` is "" where the reader's own clock shows the same.
    """

    text: str
    hour: str
    weekday: str
    number: str
    month: str
    start: str
    end: str
    zone: str


@dataclass(frozen=True)
class Spot:
    """Where something happens; ``geo`` opens a map program of the reader's own."""

    name: str
    lines: tuple[str, ...]
    short: str
    latitude: str
    longitude: str
    geo: str
    address: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Card:
    """An event in a list; ``state`` is the reader's own answer.

    ``joins`` says that one press of a button is all it takes to come.
    """

    id: str
    path: str
    title: str
    when: When
    place: str
    online: bool
    kind: str
    host: Person
    cancelled: bool
    tentative: bool
    visibility: str
    state: str = ""
    joins: bool = False


async def seen(visit: Visit, work: Work, ident: str = "") -> Event:
    """Give the event of the address; Gone for one that was deleted and open, NotFound else."""
    event = await queries.by_id(work, (ident or visit.param("ident"))[:LONGEST_ID])
    if event is None:
        raise NotFound("no such event")
    if event.post.is_deleted and event.local and event.post.visibility in {"public", "unlisted"}:
        raise Gone(f"{event.uri} was deleted")
    if not await queries.can_see(work, event, visit.member.actor if visit.member else None):
        raise NotFound("not for this reader")
    return event


def path_of(event: Event) -> str:
    """Give the page of an event on this site, wherever it is from."""
    return f"/events/{event.id}"


def card(visit: Visit, event: Event, state: str = "") -> Card:
    """Show an event in a list; everything that is shown of it is loaded."""
    place = spot(event.place)
    return Card(
        id=event.id,
        path=path_of(event),
        title=event.post.name,
        when=when_of(visit, event.starts_at, event.ends_at, event.timezone),
        place=place.short if place else "",
        online=event.online,
        kind=event.kind,
        host=visit.reader.person(event.host),
        cancelled=event.status == Status.CANCELLED,
        tentative=event.status == Status.TENTATIVE,
        visibility=event.post.visibility,
        state=state,
    )


def card_to_join(visit: Visit, event: Event, state: str = "") -> Card:
    """Show a member an event in a list, with a button to come where nothing is to be asked."""
    open_to_all = policy.registration(event, visit.instance.clock()) == Registration.OPEN
    unasked = event.local and not any(each.get("required") for each in event.questions)
    return replace(
        card(visit, event, state), joins=open_to_all and unasked and state in _MAY_STILL_COME
    )


def when_of(visit: Visit, start: datetime, end: datetime | None, zone: str) -> When:
    """Say when something happens: "jeudi 3 décembre 2026, de 18 h 30 à 20 h 30"."""
    language = visit.language
    there = times.wall_at(start, zone)
    elsewhere = there != times.wall_at(start, visit.zone)
    said = _span(visit, start, end, zone)
    day = language.date(start, zone)
    return When(
        text=said[:1].upper() + said[1:],
        hour=language.hour(start, zone),
        weekday=day.partition(" ")[0],
        number=str(there.day),
        month=language.month(start, zone),
        start=times.with_offset(start, zone),
        end=times.with_offset(end, zone) if end else "",
        zone=zone.rpartition("/")[2].replace("_", " ") if elsewhere else "",
    )


def _span(visit: Visit, start: datetime, end: datetime | None, zone: str) -> str:
    language = visit.language
    day, hour = language.date(start, zone), language.hour(start, zone)
    if end is None or end <= start:
        return visit.say(_ONE_HOUR) % {"day": day, "hour": hour}
    if times.wall_at(start, zone).date() == times.wall_at(end, zone).date():
        values = {"day": day, "start": hour, "end": language.hour(end, zone)}
        return visit.say(_SAME_DAY) % values
    return visit.say(_DAYS) % {"start": language.at(start, zone), "end": language.at(end, zone)}


def spot(place: Place | None) -> Spot | None:
    """Say where something happens."""
    if place is None:
        return None
    town = " ".join(each for each in (place.postcode, place.town) if each)
    lines = tuple(each for each in (place.street, town, place.country) if each)
    found = place.latitude is not None and place.longitude is not None
    north, east = (str(place.latitude), str(place.longitude)) if found else ("", "")
    return Spot(
        name=place.name,
        lines=lines,
        short=", ".join(dict.fromkeys(each for each in (place.name, place.town) if each)),
        latitude=north,
        longitude=east,
        geo=f"geo:{north},{east}" if found else "",
        address={name: said for name, said in _address(place).items() if said},
    )


def _address(place: Place) -> dict[str, str]:
    """Give an address in the words of schema.org."""
    return {
        "streetAddress": place.street,
        "postalCode": place.postcode,
        "addressLocality": place.town,
        "addressRegion": place.region,
        "addressCountry": place.country,
    }
