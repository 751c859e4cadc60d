"""Friendica: compacts everything as JSON-LD with its own prefixes, then looks for those words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyld import jsonld

from fedicoop.activitypub.contexts import LOADER, with_context
from tests.events.readers.seen import Seen, inner_of, moment, need

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document

PREFIXES = {
    "ldp": "http://www.w3.org/ns/ldp#",
    "dc": "http://purl.org/dc/terms/",
    "as": "https://www.w3.org/ns/activitystreams#",
    "w3id": "https://w3id.org/security#",
    "schema": "http://schema.org#",
    "toot": "http://joinmastodon.org/ns#",
    "litepub": "http://litepub.social/ns#",
    "sc": "http://schema.org#",
    "pt": "https://joinpeertube.org/ns#",
    "mobilizon": "https://joinmobilizon.org/ns#",
}


def friendica(activity: Document) -> Seen:
    """Read an event after a real compaction."""
    whole = with_context(activity)
    found = jsonld.compact(whole, PREFIXES, {"documentLoader": LOADER})
    event: dict[str, Any] = found["as:object"]
    need(holds=event["@type"] == "as:Event", why="not an Event")
    need(holds=inner_of(activity)["id"] == event["@id"], why="the id is lost")
    need(holds=_id(event["as:attributedTo"]) != "", why="nobody's")
    ends = event.get("as:endTime")
    place = event.get("as:location")
    return Seen(
        _text(event["as:name"]),
        moment(_text(event["as:startTime"])),
        moment(_text(ends)) if ends else None,
        _text(place["as:name"]) if place else None,
        _degrees(place) if place and "as:latitude" in place else None,
        text=_text(event.get("as:content", "")),
    )


def _text(value: Any) -> str:
    if isinstance(value, list):
        return _text(value[0])
    return str(value.get("@value", "")) if isinstance(value, dict) else str(value)


def _id(value: Any) -> str:
    return str(value["@id"]) if isinstance(value, dict) else str(value)


def _degrees(place: dict[str, Any]) -> tuple[float, float]:
    return float(_text(place["as:latitude"])), float(_text(place["as:longitude"]))
