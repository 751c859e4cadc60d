"""What can be asked about the directory: who is in it, and who was called on."""

from fedicoop.directory.queries.calls import (
    Tally,
    answers,
    call_by_id,
    called_by_token,
    called_of,
    calls_by,
    calls_of_groups,
    calls_to,
    every_call,
    may_see_answers,
    who_can,
)
from fedicoop.directory.queries.listed import (
    Entry,
    Wanted,
    called,
    listed,
    listing_of,
    shown_of,
    skills_here,
)

__all__ = [
    "Entry",
    "Tally",
    "Wanted",
    "answers",
    "call_by_id",
    "called",
    "called_by_token",
    "called_of",
    "calls_by",
    "calls_of_groups",
    "calls_to",
    "every_call",
    "listed",
    "listing_of",
    "may_see_answers",
    "shown_of",
    "skills_here",
    "who_can",
]
