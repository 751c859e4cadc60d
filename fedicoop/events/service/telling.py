"""Telling those who answered what becomes of an event: members by a notice, guests by a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.events import documents, queries
from fedicoop.events.models import State
from fedicoop.notifications import service as notifications

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.events.models import Event, Participation
    from fedicoop.work import Work

ASKED = "event_asked"
ACCEPTED = "event_accepted"
REJECTED = "event_rejected"
WAITING = "event_waiting"
CANCELLED = "event_cancelled"
MOVED = "event_moved"
ALERT = "event_alert"
MESSAGE = "event_message"
JOINED = "event_joined"
INVITED = "event_invited"
CONFIRM = "event_confirm"

ANSWERED = (State.GOING, State.ASKED, State.WAITING, State.MAYBE, State.UNANSWERED)

# Typed as on a keyboard; the apostrophes of print are put in when a letter is written.
LETTERS: dict[str, dict[str, tuple[str, str]]] = {
    CONFIRM: {
        "fr": (
            "Confirmez votre venue : {title}",
            "Pour confirmer votre venue, ouvrez ce lien. Il sert aussi à l'annuler.",
        ),
        "en": (
            "Confirm that you come: {title}",
            "To confirm that you come, open this link. It also serves to cancel.",
        ),
    },
    ACCEPTED: {
        "fr": ("Vous êtes inscrit : {title}", "Votre place est réservée."),
        "en": ("You are registered: {title}", "Your seat is kept for you."),
    },
    WAITING: {
        "fr": ("Liste d'attente : {title}", "C'est complet ; vous êtes sur la liste d'attente."),
        "en": ("Waiting list: {title}", "It is full; you are on the waiting list."),
    },
    REJECTED: {
        "fr": ("Inscription refusée : {title}", "Votre inscription n'a pas été retenue."),
        "en": ("Registration declined: {title}", "Your registration was not accepted."),
    },
    CANCELLED: {
        "fr": ("Annulé : {title}", "Cet événement n'a pas lieu."),
        "en": ("Cancelled: {title}", "This event does not take place."),
    },
    MOVED: {
        "fr": ("Changement : {title}", "La date ou le lieu a changé."),
        "en": ("Change: {title}", "The date or the place has changed."),
    },
    MESSAGE: {
        "fr": ("Message : {title}", "Un message de l'organisation :"),
        "en": ("Message: {title}", "A message of the organisers:"),
    },
}


async def tell_all(work: Work, event: Event, kind: str, actor: Actor, words: str = "") -> None:
    """Tell everybody who answered, except whoever did it herself."""
    for row in await queries.participations(work, event, ANSWERED):
        if row.actor_id != actor.id:
            await tell_one(work, event, row, kind, actor, words)


async def tell_one(  # noqa: PLR0913 - who hears what of whom about what
    work: Work,
    event: Event,
    row: Participation,
    kind: str,
    actor: Actor,
    words: str = "",
    link: str = "",
) -> None:
    """Tell one who answered; people elsewhere hear it from their own server."""
    if row.actor is None:
        await write_to_guest(work, event, row, kind, words or event.cancelled_reason, link)
    elif row.actor.is_local:
        work.tell(kind, row.actor.id, actor.id, event.uri)


async def write_to_guest(
    work: Work, event: Event, row: Participation, kind: str, words: str = "", link: str = ""
) -> None:
    """Write to a guest without an account, in the language in which she registered."""
    if not row.email:
        return
    language = "en" if row.language.startswith("en") else "fr"
    subject, said = (part.replace("'", "\u2019") for part in LETTERS[kind][language])
    title = " ".join(text.clean(event.post.name, 200).split())
    when = documents.summary(event, language)
    parts = [title, when, said, text.clean(words, 5000), link or event.uri, work.config.name]
    body = "\n\n".join(part for part in parts if part) + "\n"
    await notifications.send_mail(work, row.email, subject.format(title=title), body, kind=kind)
