"""Letters to the people named on the contact page: what somebody wrote there, and how to answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.accounts import policy as addresses
from fedicoop.errors import Invalid
from fedicoop.notifications import service

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedicoop.work import Work

KIND = "contact"
LONGEST = 5000
_LONGEST_NAME = 100
_LETTER = {
    "fr": (
        "{name} écrit à {coop}",
        "{name} vous a écrit depuis la page de contact de {coop} :",
        "Pour répondre, répondez simplement à ce courriel : votre réponse va à {email}",
    ),
    "en": (
        "{name} writes to {coop}",
        "{name} wrote to you from the contact page of {coop}:",
        "To answer, just reply to this e-mail: your answer goes to {email}",
    ),
}


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
    for address, language in dict.fromkeys(to):
        subject, head, foot = _LETTER[language if language in _LETTER else "fr"]
        given = {"name": question.name, "coop": work.config.name, "email": question.email}
        parts = [head.format(**given), question.words, foot.format(**given)]
        await service.send_mail(
            work,
            address,
            subject.format(**given),
            "\n\n".join(parts) + "\n",
            kind=KIND,
            headers={"Reply-To": question.email},
        )
