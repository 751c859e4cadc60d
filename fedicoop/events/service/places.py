"""Places: kept once, never changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select

from fedicoop import gazetteer
from fedicoop.events.models import Place
from fedicoop.ids import hash_token, new_id

if TYPE_CHECKING:
    from fedicoop.events.service.drafts import PlaceDraft
    from fedicoop.gazetteer import Town
    from fedicoop.work import Work

_FRANCE = ("france", "fr", "fra")


async def find_or_keep(work: Work, draft: PlaceDraft | None) -> Place | None:
    """Give the place with exactly this address, kept now if there was none.

    One without coordinates gets those of its town, so that it is found around there.
    """
    if draft is None or draft.is_empty:
        return None
    draft = with_spot(draft)
    fingerprint = _fingerprint(draft)
    place = await work.session.scalar(select(Place).where(Place.fingerprint == fingerprint))
    if place is not None:
        return place
    ident = new_id(work.now())
    place = Place(
        id=ident,
        uri=draft.uri or work.urls.place(ident),
        fingerprint=fingerprint,
        name=draft.name,
        street=draft.street,
        postcode=draft.postcode,
        town=draft.town,
        region=draft.region,
        country=draft.country,
        latitude=draft.latitude,
        longitude=draft.longitude,
    )
    work.session.add(place)
    await work.session.flush()
    return place


def with_spot(draft: PlaceDraft) -> PlaceDraft:
    """Give a place the coordinates of its town when it has none and the town is known."""
    town = None if _has_spot(draft) else _town_of(draft)
    return replace(draft, latitude=town.latitude, longitude=town.longitude) if town else draft


def without_spot(draft: PlaceDraft) -> PlaceDraft:
    """Take coordinates away that are only those of the town: another town has others."""
    town = _town_of(draft)
    is_towns = town is not None and town.spot == (draft.latitude, draft.longitude)
    return replace(draft, latitude=None, longitude=None) if is_towns else draft


def _has_spot(draft: PlaceDraft) -> bool:
    return draft.latitude is not None or draft.longitude is not None


def _town_of(draft: PlaceDraft) -> Town | None:
    """Look for the town of a place; one that others describe must be in France by its words."""
    country = gazetteer.plain(draft.country)
    if country not in {"", *_FRANCE} or (draft.uri and not draft.postcode and not country):
        return None
    return gazetteer.the_town(draft.town, draft.postcode)


def _fingerprint(draft: PlaceDraft) -> str:
    words = (draft.name, draft.street, draft.postcode, draft.town, draft.region, draft.country)
    return hash_token("\n".join((*words, f"{draft.latitude} {draft.longitude}", draft.uri)))
