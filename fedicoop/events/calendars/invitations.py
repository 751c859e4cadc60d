"""Invitations as mail programs understand them (iTIP, RFC 5546): one event, one person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from icalendar import Calendar, vCalAddress

from fedicoop import text
from fedicoop.events.calendars.writing import PRODUCT, entry, zones
from fedicoop.events.models import State

if TYPE_CHECKING:
    from fedicoop.events.calendars.writing import Heading
    from fedicoop.events.models import Event

REQUEST, CANCEL = "REQUEST", "CANCEL"
_ANSWERS: dict[str, str] = {
    State.GOING: "ACCEPTED",
    State.WAITING: "TENTATIVE",
    State.ASKED: "TENTATIVE",
    State.MAYBE: "TENTATIVE",
    State.UNANSWERED: "TENTATIVE",
    State.DECLINED: "DECLINED",
}


@dataclass(frozen=True)
class Guest:
    """Who gets an invitation, and what she said so far; "" when she was not asked before."""

    email: str
    name: str = ""
    state: str = ""


def invitation(event: Event, heading: Heading, guest: Guest, sender: str, method: str) -> str:
    """Write the calendar part of a letter; ``sender`` is the e-mail address the letter is from.

    Nobody else who comes is named. REQUEST puts the event into the calendar, or moves it there
    (SEQUENCE tells which is the newer one); CANCEL takes it out.
    """
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("method", method)
    for zone in zones([event]):
        found.add_component(zone)
    said = entry(event, heading)
    said["ORGANIZER"] = _address(sender, event.host.name or event.host.username)
    said.add("attendee", _attendee(guest))
    if method == CANCEL:
        said["STATUS"] = "CANCELLED"
    found.add_component(said)
    return bytes(found.to_ical(sorted=False)).decode()


def _attendee(guest: Guest) -> vCalAddress:
    found = _address(guest.email, guest.name or guest.email)
    found.params["CUTYPE"] = "INDIVIDUAL"
    found.params["ROLE"] = "REQ-PARTICIPANT"
    found.params["PARTSTAT"] = _ANSWERS.get(guest.state, "NEEDS-ACTION")
    # The answer is given on the page that the letter leads to: nobody reads what is sent back.
    found.params["RSVP"] = "FALSE"
    return found


def _address(email: str, name: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{email}")
    found.params["CN"] = " ".join(text.clean(name, 200).split())
    return found
