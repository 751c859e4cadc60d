"""Events in one line each: what, when, where, and of which cooperative."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop.events import Status, documents
from fedicoop.events.times import with_offset
from fedicoop.web.pages.agenda import outline

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fedicoop.events import Event
    from fedicoop.network.cooperatives import Cooperative
    from fedicoop.web.i18n import Language

_MOST = 100


@dataclass(frozen=True)
class Line:
    """An event of the network; ``house`` is the cooperative it is of."""

    path: str
    url: str
    title: str
    when: str
    starts: str
    group: str
    house: Cooperative
    cancelled: bool
    visibility: str


def line(event: Event, language: Language, house: Cooperative) -> Line:
    """Show an event in one line; its summary says when and where."""
    host = event.host
    return Line(
        path=f"/events/{event.id}",
        url=event.post.url or event.uri,
        title=event.post.name,
        when=documents.summary(event, language.code),
        starts=with_offset(event.starts_at, event.timezone),
        group=(host.name or host.username) if host.type == "Group" else "",
        house=house,
        cancelled=event.status == Status.CANCELLED,
        visibility=event.post.visibility,
    )


@dataclass(frozen=True)
class Dot:
    """Where an event is on the map, in the colour of its cooperative; ``says`` is its text."""

    x: float
    y: float
    hue: int
    says: str
    path: str


def dots(events: Iterable[Event], houses: Sequence[Cooperative]) -> list[Dot]:
    """Give the dots of those events that have a place on the map."""
    by_host = {each.host: each for each in houses}
    found = []
    for event in events:
        place, house = event.place, by_host.get(event.post.author.host)
        if place is None or place.latitude is None or place.longitude is None or house is None:
            continue
        if outline.is_on_map(place.latitude, place.longitude):
            x, y = outline.project(place.latitude, place.longitude)
            says = f"{event.post.name}, {house.name}"
            found.append(Dot(x, y, house.hue, says, f"/events/{event.id}"))
    return found


def lines(events: Iterable[Event], language: Language, houses: Sequence[Cooperative]) -> list[Line]:
    """Show events of the network, each with its cooperative."""
    by_host = {each.host: each for each in houses}
    return [
        line(event, language, by_host[event.post.author.host])
        for event in events
        if event.post.author.host in by_host
    ]


def picked(houses: Sequence[Cooperative], asked: Sequence[str]) -> list[Cooperative]:
    """Give the cooperatives that are asked for by their keys; all of them when none is."""
    keys = {each.strip().lower()[:300] for each in asked[:_MOST]}
    return [each for each in houses if each.key in keys] or list(houses)
