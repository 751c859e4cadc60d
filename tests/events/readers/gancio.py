"""Gancio: takes events only from the very actor it follows, and reads the first of some lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.events.readers.seen import Seen, inner_of, moment, need

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document


def gancio(activity: Document) -> Seen:
    """Read an event from the activity that brings it, said by the actor that is followed."""
    event = inner_of(activity)
    need(holds=activity["actor"] == event["attributedTo"], why="by another than who is followed")
    for key in ("id", "name", "startTime"):
        need(holds=bool(event.get(key)), why=f"no {key}")
    for tag in event["tag"]:
        need(holds=len(tag["name"]) > 1, why="a tag of one letter")
    ends = event.get("endTime")
    return Seen(
        event["name"],
        moment(event["startTime"]),
        moment(ends) if ends else None,
        _place(event),
        picture=_picture(event, first=activity["type"] == "Update"),
    )


def _place(event: dict[str, Any]) -> str | None:
    said = event.get("location")
    if said is None:
        return None
    for place in said if isinstance(said, list) else [said]:
        if place["type"] != "VirtualLocation":
            return str(place["name"])
    return None


def _picture(event: dict[str, Any], *, first: bool) -> str | None:
    """Look for the first attachment that is a picture; in an Update it takes the first of all."""
    need(holds="attachment" in event, why="no attachment at all")
    found = None
    for each in event["attachment"]:
        need(holds=isinstance(each.get("mediaType"), str), why="an attachment without mediaType")
        if "image" in each["mediaType"]:
            found = each["url"]
            break
    if first and found is not None:
        need(holds=event["attachment"][0].get("url") == found, why="the picture is not the first")
    return found
