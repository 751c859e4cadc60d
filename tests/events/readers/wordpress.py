"""The WordPress event bridge: public events of the followed actor, first place, first picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.events.readers.seen import Seen, inner_of, moment, need

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document


def wordpress(activity: Document) -> Seen:
    """Read an event from the activity that brings it, said by the actor that is followed."""
    event = inner_of(activity)
    need(holds=activity["type"] in {"Create", "Update"}, why="neither Create nor Update")
    need(holds=activity["actor"] == event["attributedTo"], why="by another than who is followed")
    said = event.get("location")
    place = said[0] if isinstance(said, list) else said
    pictures = [
        each["url"] for each in event["attachment"] if each.get("mediaType", "").startswith("image")
    ]
    return Seen(
        event["name"],
        moment(event["startTime"]),
        moment(event["endTime"]),
        place["name"] if place else None,
        picture=next(iter(pictures), None),
    )
