"""Events by the place where they are: dots on the map, and beside it the same as a list."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fedicoop.web.pages.agenda import outline
from fedicoop.web.pages.events import cards

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fedicoop.events import Event
    from fedicoop.web.pages.agenda.asking import Asked
    from fedicoop.web.pages.events.cards import Card
    from fedicoop.web.visit import Visit

_FINE = 0.05
_SMALL, _STEP, _LARGE = 7.0, 1.5, 15.0


@dataclass
class Spot:
    """Some events at one place; ``number`` names it in the list, ``x`` is None off the map."""

    number: int
    title: str
    latitude: float | None = None
    longitude: float | None = None
    x: float | None = None
    y: float | None = None
    cards: list[Card] = field(default_factory=list)

    @property
    def radius(self) -> float:
        """Give the size of its dot: the more events, the larger."""
        return min(_LARGE, _SMALL + _STEP * (len(self.cards) - 1))

    @property
    def href(self) -> str:
        """Give where its dot leads: to the one event, or to its part of the list."""
        return self.cards[0].path if len(self.cards) == 1 else f"#place-{self.number}"


@dataclass(frozen=True)
class Tiles:
    """What a map with tiles is made of; a spot that is ``home`` is on the outline too."""

    url: str
    credit: str
    origin: str
    spots: list[dict[str, str | float]]


@dataclass(frozen=True)
class Circle:
    """What the list is cut to, as drawn."""

    x: float
    y: float
    radius: float


def by_place(visit: Visit, events: Iterable[Event]) -> list[Spot]:
    """Put events together that are at most some kilometres apart; those without a place last."""
    found: dict[tuple[float, float] | None, Spot] = {}
    for event in events:
        place = event.place
        key = None
        if place is not None and place.latitude is not None and place.longitude is not None:
            key = (round(place.latitude / _FINE), round(place.longitude / _FINE))
        if key not in found:
            found[key] = _spot(event, len(found) + 1, has_place=key is not None)
        found[key].cards.append(cards.card(visit, event))
    return sorted(found.values(), key=lambda spot: spot.latitude is None)


def _spot(event: Event, number: int, *, has_place: bool) -> Spot:
    place = event.place
    if not has_place or place is None or place.latitude is None or place.longitude is None:
        return Spot(number, "")
    spot = Spot(number, place.town or place.name, place.latitude, place.longitude)
    if outline.is_on_map(place.latitude, place.longitude):
        spot.x, spot.y = outline.project(place.latitude, place.longitude)
    return spot


def circle_of(asked: Asked) -> Circle | None:
    """Draw the circle that was asked for; None when there is none on the map."""
    near = asked.agenda.near
    if near is None or not outline.is_on_map(*near):
        return None
    x, y = outline.project(*near)
    return Circle(x, y, outline.length_of(asked.agenda.km))


def tiles_of(visit: Visit, found: list[Spot]) -> Tiles | None:
    """Give what the operator's tile server needs; None where none is set."""
    settings = visit.instance.config.map
    if not settings.tiles:
        return None
    parts = urlsplit(settings.tiles)
    shown: list[dict[str, str | float]] = [
        {
            "north": spot.latitude,
            "east": spot.longitude,
            "radius": spot.radius,
            "href": spot.href,
            "title": spot.title,
            "home": spot.x is not None,
        }
        for spot in found
        if spot.latitude is not None and spot.longitude is not None
    ]
    return Tiles(settings.tiles, settings.credit, f"{parts.scheme}://{parts.netloc}", shown)
