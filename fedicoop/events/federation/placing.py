"""Where an event takes place, out of Mobilizon's, Gancio's, Friendica's and Hubzilla's shapes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.activitypub.activity import id_of, list_of, text_of, types_of
from fedicoop.events.service import PlaceDraft
from fedicoop.urls import host_of

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document, Json

_MOST = 10
_LONGEST = 300


def is_address(uri: str) -> bool:
    """Tell whether a text is an http(s) address that can be kept."""
    return bool(host_of(uri)) and len(uri) <= 2048


def place_of(document: Document) -> PlaceDraft | None:
    """Give the first place with a name or an address; an online one is none."""
    for each in list_of(document.get("location"))[:_MOST]:
        found = None if virtual(each) else _place(each)
        if found is not None and not found.is_empty:
            return found
    return None


def online_of(document: Document) -> str:
    """Give where to take part online: PieFed's link, or the address of a virtual place."""
    said = id_of(document.get("onlineLink")) or ""
    links = [said, *(virtual(each) for each in list_of(document.get("location"))[:_MOST])]
    return next((link for link in links if is_address(link)), "")


def virtual(place: Json) -> str:
    """Give the address of a VirtualLocation; "" for any other place."""
    if not isinstance(place, dict):
        return ""
    for part in (place, place.get("address")):
        if isinstance(part, dict) and "VirtualLocation" in types_of(part):
            return id_of(part.get("url")) or id_of(place.get("url")) or id_of(place) or ""
    return ""


def _place(place: Json) -> PlaceDraft | None:
    if isinstance(place, str):
        return None if host_of(place) else PlaceDraft(name=_line(place))
    if not isinstance(place, dict):
        return None
    said = place.get("address")
    address: Document = said if isinstance(said, dict) else {}
    latitude, longitude = _coordinates(place)
    uri = id_of(place) or ""
    return PlaceDraft(
        name=_line(text_of(place, "name") or text.plain(text_of(place, "content"), _LONGEST)),
        street=_line(said if isinstance(said, str) else text_of(address, "streetAddress")),
        postcode=_line(text_of(address, "postalCode"))[:20],
        town=_line(text_of(address, "addressLocality"))[:200],
        region=_line(text_of(address, "addressRegion"))[:200],
        country=_line(text_of(address, "addressCountry"))[:200],
        latitude=latitude,
        longitude=longitude,
        uri=uri if is_address(uri) else "",
    )


def _line(said: str) -> str:
    return text.clean(said, _LONGEST).strip()


def _coordinates(place: Document) -> tuple[float | None, float | None]:
    geo = place.get("geo")
    for part in (place, geo if isinstance(geo, dict) else {}):
        latitude, longitude = _degrees(part, "latitude", 90), _degrees(part, "longitude", 180)
        if latitude is not None and longitude is not None:
            return latitude, longitude
    return None, None


def _degrees(part: Document, key: str, most: int) -> float | None:
    value = part.get(key)
    if not isinstance(value, (int, float, str)) or isinstance(value, bool):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) and -most <= found <= most else None
