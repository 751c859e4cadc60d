"""A place that says its town stands on the map there; what says more is left as it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.events import queries, service
from fedicoop.events.queries import Agenda
from fedicoop.events.service import PlaceDraft
from tests.events.given import given_event, heard
from tests.givens import given_member, given_stranger

if TYPE_CHECKING:
    from fedicoop.events import Event
    from fedicoop.work import Work

ROUEN, LILLE = (49.443, 1.099), (50.634, 3.055)


def spot(event: Event) -> Any:
    """Give the coordinates of an event's place."""
    assert event.place is not None
    return event.place.latitude, event.place.longitude


@pytest.mark.parametrize(
    ("place", "where"),
    [
        (PlaceDraft(town="Rouen"), ROUEN),
        (PlaceDraft(town="rouen", postcode="76100", country="France"), ROUEN),
        (PlaceDraft(name="Salle", street="1 rue des Arts", town="LILLE", country="FR"), LILLE),
        (PlaceDraft(town="Saint-Denis"), None),
        (PlaceDraft(town="Rouen", country="Canada"), None),
        (PlaceDraft(name="Rouen"), None),
    ],
)
async def test_a_place_without_coordinates_gets_those_of_its_town(
    work: Work, place: PlaceDraft, where: tuple[float, float] | None
) -> None:
    """When only one town can be meant."""
    lea = await given_member(work, "lea")
    event = await given_event(work, lea, place=place)
    assert spot(event) == (pytest.approx(where, abs=0.01) if where else (None, None))


async def test_coordinates_that_were_said_are_kept(work: Work) -> None:
    """They are of a house, not of a town; and a form shows them again."""
    lea = await given_member(work, "lea")
    exact = PlaceDraft(town="Rouen", latitude=49.4, longitude=1.05)
    event = await given_event(work, lea, place=exact)
    assert spot(event) == (49.4, 1.05)
    place = service.draft_of(event).place
    assert place is not None
    assert (place.latitude, place.longitude) == (49.4, 1.05)


async def test_another_town_has_another_place_on_the_map(work: Work) -> None:
    """A form does not hold on to where the first town was; the same town is the same place."""
    lea = await given_member(work, "lea")
    event = await given_event(work, lea, place=PlaceDraft(town="Rouen"))
    first = event.place_id
    draft = service.draft_of(event)
    assert draft.place is not None
    await service.revise(work, event, lea, draft)
    assert event.place_id == first
    await service.revise(work, event, lea, replace(draft, place=replace(draft.place, town="Lille")))
    assert spot(event) == pytest.approx(LILLE, abs=0.01)


async def test_an_event_of_another_server_is_found_around_its_town(work: Work) -> None:
    """Gancio says a town and no coordinates; what could be abroad is left alone."""
    mo = await given_stranger(work, "mo")
    address = {"type": "PostalAddress", "addressLocality": "Rouen", "postalCode": "76000"}
    place = {"type": "Place", "id": "https://peer.example/p/1", "name": "Bar", "address": address}
    await heard(work, mo, location=place)
    abroad = {"type": "PostalAddress", "addressLocality": "Rouen"}
    place = {"type": "Place", "id": "https://peer.example/p/2", "name": "Bar", "address": abroad}
    await heard(work, mo, 2, location=place)
    near = Agenda(near=ROUEN, km=5)
    found = [each.uri for each in (await queries.upcoming(work, None, near)).items]
    assert found == [f"https://{mo.host}/events/1"]
