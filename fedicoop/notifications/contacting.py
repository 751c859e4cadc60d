"""Letters to the people named on the contact page: what somebody wrote there, and how to answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.accounts import policy as addresses
from fedicoop.errors import Invalid
from fedicoop.languages import known, msg, say
from fedicoop.notifications import service
from fedicoop.notifications.letters import one_line
from fedicoop.notifications.paper import Letter, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedicoop.work import Work

KIND = "contact"
LONGEST = 5000
_LONGEST_NAME, _LONGEST_SUBJECT = 100, 300
_SUBJECT = msg("{name} writes to {coop}")
_HEAD = msg("{name} wrote to you from the contact page of {coop}:")
_FOOT = msg("To answer, just reply to this e-mail: your answer goes to {email}")


@dataclass(frozen=True)
class Question:
    """What somebody asks, as she typed it; ``email`` is where the answer goes."""

    name: str
    email: str
    words: str


def checked(question: Question) -> Question:
    """Give what was typed as it is sent; raises Invalid, field by field."""
    name = " ".join(text.clean(question.name, _LONGEST_NAME).split())
    email = addresses.normal_email(question.email)
    words = text.clean(question.words, LONGEST + 1).strip()
    faults = {}
    if not name:
        faults["name"] = "Say who you are."
    if not email:
        faults["email"] = "This is not an e-mail address."
    if not words:
        faults["words"] = "Write your message."
    if len(words) > LONGEST:
        faults["words"] = "At most 5,000 characters."
    if faults:
        raise Invalid(faults)
    return Question(name, email, words)


async def pass_on(work: Work, question: Question, to: Sequence[tuple[str, str]]) -> None:
    """Queue a letter for each (address, language) of the contacts; ``question`` is checked.

    Nothing goes to who wrote: else the form would let anybody write to any address.
    """
    for address, wanted in dict.fromkeys(to):
        given = {"name": question.name, "coop": work.config.name, "email": question.email}
        subject, head, foot = (say(part, wanted, **given) for part in (_SUBJECT, _HEAD, _FOOT))
        letter = Letter(
            kind=KIND,
            language=known(wanted),
            subject=one_line(subject, _LONGEST_SUBJECT),
            parts=(Text(head), Text(question.words), Text(foot)),
            preheader=one_line(question.words),
        )
        await service.send_to_address(work, address, letter, question.email)
