"""Mastodon: shows an event as a post of its name, its summary and a link; never its content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.events.readers.seen import Seen, host_of, inner_of, need

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document


def mastodon(activity: Document) -> Seen:
    """Read what becomes of an event; people see when and where only if the summary says it."""
    event = inner_of(activity)
    by = event["attributedTo"]
    need(holds=activity["actor"] == by, why="signed by one, attributed to another")
    need(holds=host_of(event["id"]) == host_of(by), why="the id is on another host")
    need(holds=host_of(event["url"]) == host_of(event["id"]), why="it would link the id instead")
    summary = event["summary"]
    need(holds=bool(summary) and "<" not in summary, why="only the title would be shown")
    pictures = [
        each["url"]
        for each in event["attachment"]
        if each["type"] in {"Document", "Image"} and each["mediaType"].startswith("image/")
    ]
    text = f"{event['name']} {summary} {event['url']}"
    return Seen(event["name"], picture=next(iter(pictures), None), text=text)
