"""Letters about an event to those who answered or are asked: words, a calendar part, a link.

Members and guests get the same letter; the link in it answers without signing in, and changes
nothing before a button is pressed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.accounts import queries as accounts
from fedicoop.events import documents
from fedicoop.events.calendars import Guest, Heading, invitation
from fedicoop.events.models import Shown, State
from fedicoop.events.service.keys import answer_key, was_asked
from fedicoop.languages import known, msg, say
from fedicoop.notifications import paper
from fedicoop.notifications import service as notifications
from fedicoop.notifications.letters import one_line
from fedicoop.notifications.paper import Button, Letter, Text

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.actors import Actor
    from fedicoop.events.models import Event, Participation
    from fedicoop.notifications.paper import Part
    from fedicoop.work import Work

# The subject, and what the letter says first.
LETTERS = {
    "event_confirm": (
        msg("Confirm that you come: {title}"),
        msg("To confirm that you come, open this link. It also serves to cancel."),
    ),
    "event_accepted": (msg("You are registered: {title}"), msg("Your seat is kept for you.")),
    "event_waiting": (
        msg("Waiting list: {title}"),
        msg("It is full; you are on the waiting list."),
    ),
    "event_rejected": (
        msg("Registration declined: {title}"),
        msg("Your registration was not accepted."),
    ),
    "event_cancelled": (msg("Cancelled: {title}"), msg("This event does not take place.")),
    "event_moved": (msg("Change: {title}"), msg("The date or the place has changed.")),
    "event_message": (msg("Message: {title}"), msg("A message of the organisers:")),
    "event_invited": (msg("Invitation: {title}"), msg("You are invited to this event.")),
}
_ANSWER = msg("Answer or change my answer, without signing in")
_OPEN = msg("Open this link")
_SEE = msg("See the event")
METHODS = {
    "event_accepted": "REQUEST",
    "event_waiting": "REQUEST",
    "event_moved": "REQUEST",
    "event_invited": "REQUEST",
    "event_reminder": "REQUEST",
    "event_cancelled": "CANCEL",
    "event_rejected": "CANCEL",
}
"""What a letter does to the reader's own calendar; the others leave it alone."""


_INVITED = "event_invited"


@dataclass(frozen=True)
class Reader:
    """Who gets a letter: a member, or a guest without an account, and what she answered."""

    email: str
    name: str
    language: str
    state: str
    member: Member | None = None
    guest: Participation | None = None

    @property
    def actor(self) -> Actor | None:
        """Give who she is, if she has an account."""
        return self.member.actor if self.member else None


async def write_to_member(
    work: Work, event: Event, actor: Actor, kind: str, state: str = ""
) -> None:
    """Write to a member who gave an address, within what she gets a month; else nothing happens."""
    if kind not in METHODS:
        return
    member = await accounts.by_actor(work, actor.id)
    if member is None or not member.email or member.disabled_at is not None:
        return
    if kind == _INVITED and await was_asked(work, event, actor):
        return
    reader = reader_of(member, state)
    letter = await _write(work, event, reader, kind)
    await notifications.send_letter(work, member, letter)


async def write_to_guest(
    work: Work, event: Event, row: Participation, kind: str, words: str = "", link: str = ""
) -> None:
    """Write to a guest without an account, in the language in which she registered."""
    if not row.email:
        return
    letter = await _write(work, event, guest_of(row), kind, words, link)
    await notifications.send_to_address(work, row.email, letter)


def reader_of(member: Member, state: str) -> Reader:
    """Give a member as the reader of a letter; she has an address."""
    name = member.actor.name or member.actor.username
    return Reader(member.email or "", name, member.language, state, member=member)


def guest_of(row: Participation) -> Reader:
    """Give a guest as the reader of a letter; she has an address."""
    return Reader(row.email or "", row.name, row.language, row.state, guest=row)


async def _write(
    work: Work, event: Event, reader: Reader, kind: str, words: str = "", link: str = ""
) -> Letter:
    language = reader.language
    title = one_line(event.post.name, 200)
    subject, said = (say(part, language, title=title) for part in LETTERS[kind])
    when = documents.summary(event, language)
    answer = "" if link else await answer_address(work, event, reader, kind)
    parts: list[Part] = [paper.Heading(title), Text(when), Text(said)]
    if words:
        parts.append(Text(text.clean(words, 5000)))
    if answer or link:
        parts.append(Button(say(_ANSWER if answer else _OPEN, language), answer or link))
    parts.append(see(event, language))
    return Letter(
        # What other servers say of their events counts among the letters of a month.
        kind=kind if event.local else f"{kind}_elsewhere",
        language=known(language),
        subject=subject,
        parts=tuple(parts),
        url=answer or event.uri,
        preheader=when,
        calendar=calendar_part(work, event, reader, kind),
    )


def see(event: Event, language: str) -> Button:
    """Give the way to the page of an event."""
    return Button(say(_SEE, language), event.uri, calm=True)


async def answer_address(work: Work, event: Event, reader: Reader, kind: str) -> str:
    """Give the address that leads to an answer, where there is something to answer."""
    if METHODS.get(kind) != "REQUEST":
        return ""
    token = await answer_key(work, event, reader.actor, reader.guest)
    return f"{work.urls.base}/answer/{token}"


def calendar_part(work: Work, event: Event, reader: Reader, kind: str) -> str:
    """Give the calendar part of a letter, in which nobody is named but its reader."""
    method = METHODS.get(kind)
    if method is None:
        return ""
    sees = sees_meeting(event, reader.state)
    heading = Heading(
        work.config.name, reader.language, open_links=frozenset({event.id} if sees else ())
    )
    guest = Guest(reader.email, reader.name, reader.state)
    return invitation(event, heading, guest, notifications.sender(work.config), method)


def sees_meeting(event: Event, state: str) -> bool:
    """Tell whether who answered so sees where one meets online, if not everybody does."""
    return state == State.GOING and event.tools_shown == Shown.PARTICIPANTS
