"""The letter by which the cooperative calls on a member: who asks, what for, and how to answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from fedicoop.notifications.letters import one_line, typeset
from fedicoop.notifications.paper import Button, Letter, Text

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.notifications.paper import Part
    from fedicoop.work import Work

KIND = "call"
# Typed as on a keyboard; typeset gives them the apostrophes and spaces of print.
_TEXTS = {
    "fr": (
        "Bonjour {name},",
        "{by} vous écrit au nom de {coop}. Vous figurez dans l'annuaire des membres, et ce que "
        "vous y montrez correspond à ce qui est cherché : {wanted}.",
        "{words}",
        ">Répondre à {by} par un message privé",
        ">Choisir d'être sollicité ou non de cette façon",
    ),
    "en": (
        "Hello {name},",
        "{by} writes to you in the name of {coop}. You are in the members' directory, and what "
        "you show there fits what is looked for: {wanted}.",
        "{words}",
        ">Answer {by} by a private message",
        ">Choose whether to be called on in this way",
    ),
}


@dataclass(frozen=True)
class CallDraft:
    """What a call says; ``wanted`` tells those who get it by what they were found."""

    subject: str
    text: str
    wanted: str = ""


def write(work: Work, by: Member, member: Member, said: CallDraft) -> Letter:
    """Write a call to one member in her language; no address of anybody stands in it."""
    language = "en" if member.language.startswith("en") else "fr"
    base = work.urls.base
    given = {
        "name": _name(member),
        "by": _name(by),
        "coop": work.config.name,
        "wanted": said.wanted,
        "words": said.text,
    }
    answer = f"{base}/messages/new?to={quote(by.actor.username)}"
    links = iter((answer, f"{base}/settings/directory"))
    parts: list[Part] = []
    for part in _TEXTS[language]:
        told = typeset(part.removeprefix(">"), language).format(**given)
        parts.append(Button(told, next(links)) if part.startswith(">") else Text(told))
    return Letter(
        kind=KIND,
        language=language,
        subject=one_line(said.subject, 200),
        parts=tuple(parts),
        url=answer,
        preheader=one_line(said.text, 120),
    )


def _name(member: Member) -> str:
    return " ".join((member.actor.name or member.actor.username).split())
