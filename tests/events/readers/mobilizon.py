"""Mobilizon 5: it reads keys as they are written, and some nulls and lists make it crash."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

from tests.events.readers.seen import Seen, host_of, inner_of, moment, need

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document

PUBLIC = ("https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public")
MODES = ("free", "restricted", "invite", "external")
NEVER_NULL = ("attachment", "contacts", "image", "to", "status", "ical:status", "content", "tag")
CATEGORIES = re.compile(
    "ARTS|BOOK_CLUBS|BUSINESS|CAUSES|COMEDY|CRAFTS|FOOD_DRINK|HEALTH|MUSIC|AUTO_BOAT_AIR|"
    "COMMUNITY|FAMILY_EDUCATION|FASHION_BEAUTY|FILM_MEDIA|GAMES|LANGUAGE_CULTURE|LEARNING|LGBTQ|"
    "MOVEMENTS_POLITICS|NETWORKING|PARTY|PERFORMING_VISUAL_ARTS|PETS|PHOTOGRAPHY|"
    "OUTDOORS_ADVENTURE|SPIRITUALITY_RELIGION_BELIEFS|SCIENCE_TECH|SPORTS|THEATRE|MEETING"
)


def mobilizon(activity: Document) -> Seen:
    """Read an event from the activity that brings it."""
    event = inner_of(activity)
    need(holds=event.get("type") == "Event", why="not an Event")
    _people(event)
    for key in NEVER_NULL:
        need(holds=key not in event or event[key] is not None, why=f"{key} is null")
    need(holds=3 <= len(event["name"]) <= 200, why="the title is too short or too long")
    need(holds=isinstance(event["content"], str), why="the content is no text")
    need(holds=isinstance(event.get("to"), list) and event["to"] != [], why="no to")
    starts, ends = moment(event["startTime"]), moment(event["endTime"])
    need(holds=ends >= starts, why="it ends before it starts")
    if "uuid" in event:
        uuid.UUID(event["uuid"])
    _ways_to_join(event)
    _tags(event)
    place, coordinates = _place(event)
    picture, website = _attachments(event)
    return Seen(event["name"], starts, ends, place, coordinates, picture, website)


def mobilizon_group(activity: Document) -> tuple[str, str | None]:
    """Give the organiser and the group on whose page an event is shown, None without one."""
    event = inner_of(activity)
    person, group = event["actor"], event["attributedTo"]
    return person, None if person == group else group


def _people(event: dict[str, Any]) -> None:
    by = event.get("actor") or event.get("attributedTo")
    need(holds=isinstance(event.get("attributedTo"), str), why="attributedTo is not one address")
    need(holds=host_of(event["id"]) == host_of(by), why="the id is on another host")
    for each in event.get("contacts", []):
        need(holds=isinstance(each, (str, dict)), why="a contact is no address")


def _ways_to_join(event: dict[str, Any]) -> None:
    need(holds=event.get("joinMode", "free") in MODES, why=f"joinMode {event.get('joinMode')}")
    need(holds=event.get("status", "CONFIRMED") in {"CONFIRMED", "TENTATIVE", "CANCELLED"}, why="?")
    filed = CATEGORIES.fullmatch(event.get("category", "MEETING"))
    need(holds=filed is not None, why="it files this under MEETING")
    capacity = event.get("maximumAttendeeCapacity", 0)
    need(holds=type(capacity) is int and capacity >= 0, why="no number of seats")
    said = event.get("repliesModerationOption", "allow_all")
    need(holds=said in {"allow_all", "moderated", "closed"}, why="no way to comment")
    need(holds=event.get("draft") is not True, why="a draft is hidden")


def _tags(event: dict[str, Any]) -> None:
    for tag in event.get("tag", []):
        if tag["type"] == "Hashtag":
            need(holds=1 < len(tag["name"].lstrip("#")) <= 40, why=f"a tag like {tag['name']}")


def _place(event: dict[str, Any]) -> tuple[str | None, tuple[float, float] | None]:
    if "location" not in event:
        return None, None
    place = event["location"]
    need(holds=isinstance(place, dict), why="a list of places crashes it")
    need(holds=place["type"] == "Place" and bool(place["id"]), why="a place without an id")
    need(holds=isinstance(place["address"], (dict, str)), why="no address")
    here = place.get("latitude"), place.get("longitude")
    if here == (None, None):
        return place["name"], None
    need(holds=isinstance(here[0], float) and isinstance(here[1], float), why="whole degrees")
    return place["name"], (float(here[0] or 0), float(here[1] or 0))


def _attachments(event: dict[str, Any]) -> tuple[str | None, str | None]:
    """Take the banner by its name, else the image, else the first picture."""
    entries = event.get("attachment", [])
    need(holds=isinstance(entries, list), why="attachment is no list")
    website, pictures, banner = None, [], None
    for each in entries:
        need(holds=isinstance(each, dict), why="an attachment is no object")
        if each["type"] in {"Document", "Image"}:
            need(holds=isinstance(each["url"], str) and "name" in each, why="a picture without url")
            pictures.append(each["url"])
            banner = each["url"] if each["name"] == "Banner" else banner
        elif each["type"] == "Link" and each["name"] == "Website":
            website = website or each["href"]
        elif each["type"] == "PropertyValue":
            need(holds=bool(each["propertyID"]) and bool(each["value"]), why="an empty property")
    if banner is None and "image" in event:
        need(holds=isinstance(event["image"]["url"], str), why="an image without url")
        banner = event["image"]["url"]
    return banner or next(iter(pictures), None), website
