"""PieFed: asks for each word by its key, so that a missing one is an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.events.readers.seen import Seen, inner_of, moment, need

if TYPE_CHECKING:
    from fedicoop.activitypub.activity import Document

TEXTS = (
    "timezone",
    "onlineLink",
    "joinMode",
    "externalParticipationUrl",
    "buyTicketsLink",
    "feeCurrency",
)


def piefed(activity: Document) -> Seen:
    """Read an event from the activity that brings it."""
    event = inner_of(activity)
    for key in TEXTS:
        need(holds=isinstance(event[key], str), why=f"{key} is no text")
    for key in ("maximumAttendeeCapacity", "participantCount"):
        need(holds=type(event[key]) is int, why=f"{key} is no number")
    for key in ("anonymousParticipation", "isOnline"):
        need(holds=type(event[key]) is bool, why=f"{key} is neither true nor false")
    need(holds=float(event["feeAmount"]) >= 0, why="no amount")
    website = None
    for each in event["attachment"]:
        if each["type"] == "Link":
            website = each["href"]
            break
    return Seen(
        event["name"], moment(event["startTime"]), moment(event["endTime"]), website=website
    )
