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
from fedicoop.notifications import paper
from fedicoop.notifications import service as notifications
from fedicoop.notifications.letters import one_line, typeset
from fedicoop.notifications.paper import Button, Letter, Text

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.actors import Actor
    from fedicoop.events.models import Event, Participation
    from fedicoop.notifications.paper import Part
    from fedicoop.work import Work

# Typed as on a keyboard; the apostrophes of print are put in when a letter is written.
LETTERS: dict[str, dict[str, tuple[str, str]]] = {
    "event_confirm": {
        "fr": (
            "Confirmez votre venue : {title}",
            "Pour confirmer votre venue, ouvrez ce lien. Il sert aussi à l'annuler.",
        ),
        "en": (
            "Confirm that you come: {title}",
            "To confirm that you come, open this link. It also serves to cancel.",
        ),
    },
    "event_accepted": {
        "fr": ("Vous êtes inscrit : {title}", "Votre place est réservée."),
        "en": ("You are registered: {title}", "Your seat is kept for you."),
    },
    "event_waiting": {
        "fr": ("Liste d'attente : {title}", "C'est complet ; vous êtes sur la liste d'attente."),
        "en": ("Waiting list: {title}", "It is full; you are on the waiting list."),
    },
    "event_rejected": {
        "fr": ("Inscription refusée : {title}", "Votre inscription n'a pas été retenue."),
        "en": ("Registration declined: {title}", "Your registration was not accepted."),
    },
    "event_cancelled": {
        "fr": ("Annulé : {title}", "Cet événement n'a pas lieu."),
        "en": ("Cancelled: {title}", "This event does not take place."),
    },
    "event_moved": {
        "fr": ("Changement : {title}", "La date ou le lieu a changé."),
        "en": ("Change: {title}", "The date or the place has changed."),
    },
    "event_message": {
        "fr": ("Message : {title}", "Un message de l'organisation :"),
        "en": ("Message: {title}", "A message of the organisers:"),
    },
    "event_invited": {
        "fr": ("Invitation : {title}", "Vous êtes invité à cet événement."),
        "en": ("Invitation: {title}", "You are invited to this event."),
    },
}
_ANSWER = {
    "fr": "Répondre ou changer ma réponse, sans me connecter",
    "en": "Answer or change my answer, without signing in",
}
_OPEN = {"fr": "Ouvrir ce lien", "en": "Open this link"}
_SEE = {"fr": "Voir l'événement", "en": "See the event"}
METHODS = {
    "event_accepted": "REQUEST",
    "event_waiting": "REQUEST",
    "event_moved": "REQUEST",
    "event_invited": "REQUEST",
    "event_cancelled": "CANCEL",
    "event_rejected": "CANCEL",
}
"""What a letter does to the reader's own calendar; the others leave it alone."""


_INVITED = "event_invited"


@dataclass(frozen=True)
class _Reader:
    email: str
    name: str
    language: str
    state: str
    member: Member | None = None
    guest: Participation | None = None

    @property
    def actor(self) -> Actor | None:
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
    name = actor.name or actor.username
    reader = _Reader(member.email, name, member.language, state, member=member)
    letter = await _write(work, event, reader, kind)
    await notifications.send_letter(work, member, letter)


async def write_to_guest(
    work: Work, event: Event, row: Participation, kind: str, words: str = "", link: str = ""
) -> None:
    """Write to a guest without an account, in the language in which she registered."""
    if not row.email:
        return
    reader = _Reader(row.email, row.name, row.language, row.state, guest=row)
    letter = await _write(work, event, reader, kind, words, link)
    await notifications.send_to_address(work, row.email, letter)


async def _write(
    work: Work, event: Event, reader: _Reader, kind: str, words: str = "", link: str = ""
) -> Letter:
    language = "en" if reader.language.startswith("en") else "fr"
    subject, said = (typeset(part, language) for part in LETTERS[kind][language])
    title = one_line(event.post.name, 200)
    when = documents.summary(event, language)
    answer = "" if link else await _answer(work, event, reader, kind)
    parts: list[Part] = [paper.Heading(title), Text(when), Text(said)]
    if words:
        parts.append(Text(text.clean(words, 5000)))
    if answer or link:
        parts.append(
            Button(typeset((_ANSWER if answer else _OPEN)[language], language), answer or link)
        )
    parts.append(Button(typeset(_SEE[language], language), event.uri))
    return Letter(
        # What other servers say of their events counts among the letters of a month.
        kind=kind if event.local else f"{kind}_elsewhere",
        language=language,
        subject=subject.format(title=title),
        parts=tuple(parts),
        url=answer or event.uri,
        preheader=when,
        calendar=_calendar(work, event, reader, kind, language),
    )


async def _answer(work: Work, event: Event, reader: _Reader, kind: str) -> str:
    """Give the address that leads to an answer, where there is something to answer."""
    if METHODS.get(kind) != "REQUEST":
        return ""
    token = await answer_key(work, event, reader.actor, reader.guest)
    return f"{work.urls.base}/answer/{token}"


def _calendar(work: Work, event: Event, reader: _Reader, kind: str, language: str) -> str:
    method = METHODS.get(kind)
    if method is None:
        return ""
    sees = reader.state == State.GOING and event.tools_shown == Shown.PARTICIPANTS
    heading = Heading(work.config.name, language, open_links=frozenset({event.id} if sees else ()))
    guest = Guest(reader.email, reader.name, reader.state)
    return invitation(event, heading, guest, notifications.sender(work.config), method)
