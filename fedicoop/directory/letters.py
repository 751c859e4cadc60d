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
    from fedicoop.notifications.paper import Part
    from fedicoop.work import Work

KIND = "call"
_TEXTS = (
    msg("Hello {name},"),
    msg(
        "{by} writes to you in the name of {coop}. You are in the members' directory, and what "
        "you show there fits what is looked for: {wanted}."
    ),
)
_ANSWER = msg("Answer {by} by a private message")
_CHOOSE = msg("Choose whether to be called on in this way")


@dataclass(frozen=True)
class CallDraft:
    """What a call says; ``wanted`` tells those who get it by what they were found."""

    subject: str
    text: str
    wanted: str = ""


def write(work: Work, by: Member, member: Member, said: CallDraft) -> Letter:
    """Write a call to one member in her language; no address of anybody stands in it."""
    base = work.urls.base
    given = {
        "name": _name(member),
        "by": _name(by),
        "coop": work.config.name,
        "wanted": said.wanted,
    }
    answer = f"{base}/messages/new?to={quote(by.actor.username)}"
    parts: list[Part] = [Text(say(part, member.language, **given)) for part in _TEXTS]
    parts += [
        Text(said.text),
        Button(say(_ANSWER, member.language, **given), answer),
        Button(say(_CHOOSE, member.language), f"{base}/settings/directory", calm=True),
    ]
    return Letter(
        kind=KIND,
        language=known(member.language),
        subject=one_line(said.subject, 200),
        parts=tuple(parts),
        url=answer,
        preheader=one_line(said.text, 120),
    )


def _name(member: Member) -> str:
    return " ".join((member.actor.name or member.actor.username).split())
