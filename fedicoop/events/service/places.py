"""Places: kept once, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from fedicoop.events.models import Place
from fedicoop.ids import hash_token, new_id

if TYPE_CHECKING:
    from fedicoop.events.service.drafts import PlaceDraft
    from fedicoop.work import Work


async def find_or_keep(work: Work, draft: PlaceDraft | None) -> Place | None:
    """Give the place with exactly this address, kept now if there was none."""
    if draft is None or draft.is_empty:
        return None
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


def _fingerprint(draft: PlaceDraft) -> str:
    words = (draft.name, draft.street, draft.postcode, draft.town, draft.region, draft.country)
    return hash_token("\n".join((*words, f"{draft.latitude} {draft.longitude}", draft.uri)))
