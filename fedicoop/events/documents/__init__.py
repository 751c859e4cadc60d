"""How events, and what is done about them, are said in ActivityPub."""

from fedicoop.events.documents.activities import (
    activity,
    announce,
    announce_to,
    answer,
    create,
    delete,
    invite,
    invite_answer,
    invite_person,
    join,
    leave,
    update,
)
from fedicoop.events.documents.objects import organizers, place_to_ap, summary, to_ap
from fedicoop.events.documents.threads import announced

__all__ = [
    "activity",
    "announce",
    "announce_to",
    "announced",
    "answer",
    "create",
    "delete",
    "invite",
    "invite_answer",
    "invite_person",
    "join",
    "leave",
    "organizers",
    "place_to_ap",
    "summary",
    "to_ap",
    "update",
]
