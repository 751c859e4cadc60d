"""The letter by which the cooperative calls on a member: who asks, what for, and how to answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from fedicoop.languages import known, msg, say
from fedicoop.notifications.letters import one_line
from fedicoop.notifications.paper import Button, Letter, Text

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.directory.models import Call
    from fedicoop.notifications.paper import Part
    from fedicoop.work import Work

KIND = "call"
ANSWERED = "call_answered"
_HELLO = msg("Hello {name},")
_WHO = msg("{by} writes to you in the name of {speaker}.")
_FITS = msg("You are in the members' directory, and you fit what is looked for: {wanted}.")
_BELONGS = msg("You belong to this group, and you agreed to be called on.")
_ANSWERS = (
    (msg("I can"), "yes"),
    (msg("I cannot"), "no"),
    (msg("Do not call on me again"), "never"),
)
_KNOWN = msg(
    "One click will do, without a password. {by} sees the names of those who say yes, and "
    "nothing of the others."
)
_WRITE = msg("Write to {by} privately")


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
    spoken, base, name = known(member.language), work.urls.base, _name(by)
    speaker = one_line(group) or work.config.name
    why = say(_FITS if call.wanted else _BELONGS, spoken, wanted=call.wanted)
    answers = f"{base}/calls/answer/{key}?say="
    parts: tuple[Part, ...] = (
        Text(say(_HELLO, spoken, name=_name(member))),
        Text(f"{say(_WHO, spoken, by=name, speaker=speaker)} {why}"),
        Text(call.text),
        *(
            Button(say(told, spoken), answers + answer, calm=answer != "yes")
            for told, answer in _ANSWERS
        ),
        Text(say(_KNOWN, spoken, by=name)),
        Button(
            say(_WRITE, spoken, by=name),
            f"{base}/messages/new?to={quote(by.actor.username)}",
            calm=True,
        ),
    )
    return Letter(
        kind=KIND,
        language=spoken,
        subject=one_line(call.subject, 200),
        parts=parts,
        url=url_of(work, call),
        preheader=one_line(call.text, 120),
    )


def _name(member: Member) -> str:
    return " ".join((member.actor.name or member.actor.username).split())
