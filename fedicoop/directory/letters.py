"""The letter by which the cooperative calls on a member: who asks, what for, and how to answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from fedicoop.notifications.letters import one_line, typeset
from fedicoop.notifications.paper import Button, Letter, Text

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.directory.models import Call
    from fedicoop.notifications.paper import Part
    from fedicoop.work import Work

KIND = "call"
ANSWERED = "call_answered"
# Typed as on a keyboard; typeset gives them the apostrophes and spaces of print.
_TEXTS = {
    "fr": (
        "Bonjour {name},",
        "{by} vous écrit au nom de {speaker}. {why}",
        "{words}",
        ">Je peux",
        ">Je ne peux pas",
        ">Ne plus m'appeler",
        "Un clic suffit, sans mot de passe. {by} voit le nom de qui répond oui, et rien des "
        "autres.",
        ">Écrire à {by} en privé",
    ),
    "en": (
        "Hello {name},",
        "{by} writes to you in the name of {speaker}. {why}",
        "{words}",
        ">I can",
        ">I cannot",
        ">Do not call on me again",
        "One click will do, without a password. {by} sees the names of those who say yes, and "
        "nothing of the others.",
        ">Write to {by} privately",
    ),
}
_WHY = {
    "fr": (
        "Vous figurez dans l'annuaire des membres, et vous correspondez à ce qui est cherché : "
        "{wanted}.",
        "Vous faites partie de ce groupe, et vous acceptez que l'on fasse appel à vous.",
    ),
    "en": (
        "You are in the members' directory, and you fit what is looked for: {wanted}.",
        "You belong to this group, and you agreed to be called on.",
    ),
}
_SAYS = ("yes", "no", "never")


@dataclass(frozen=True)
class CallDraft:
    """What a call says; ``wanted`` tells those who get it by what they were found."""

    subject: str
    text: str
    wanted: str = ""


def url_of(work: Work, call: Call) -> str:
    """Give where a call is read and answered by those who sign in."""
    return f"{work.urls.base}/calls/{call.id}"


def write(work: Work, by: Member, member: Member, call: Call, key: str, group: str = "") -> Letter:
    """Write a call to one member in her language; no address of anybody stands in it.

    ``key`` lets her answer without signing in; ``group`` is in whose name it is, if in a group's.
    """
    language = "en" if member.language.startswith("en") else "fr"
    base = work.urls.base
    links = [f"{base}/calls/answer/{key}?say={each}" for each in _SAYS]
    links.append(f"{base}/messages/new?to={quote(by.actor.username)}")
    why = typeset(_WHY[language][0 if call.wanted else 1], language)
    given = {
        "name": _name(member),
        "by": _name(by),
        "speaker": one_line(group) or work.config.name,
        "why": why.format(wanted=call.wanted),
        "words": call.text,
    }
    rest = iter(links)
    parts: list[Part] = []
    for part in _TEXTS[language]:
        told = typeset(part.removeprefix(">"), language).format(**given)
        parts.append(Button(told, next(rest)) if part.startswith(">") else Text(told))
    return Letter(
        kind=KIND,
        language=language,
        subject=one_line(call.subject, 200),
        parts=tuple(parts),
        url=url_of(work, call),
        preheader=one_line(call.text, 120),
    )


def _name(member: Member) -> str:
    return " ".join((member.actor.name or member.actor.username).split())
