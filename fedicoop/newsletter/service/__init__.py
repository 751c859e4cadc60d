"""What happens to newsletters: written, looked at, tried, sent piece by piece, stopped."""

from fedicoop.newsletter.service.composing import (
    LONGEST_WAIT,
    NewsletterDraft,
    compose,
    drop,
    recompose,
)
from fedicoop.newsletter.service.issues import Issue, Line, issue_of, letter_of
from fedicoop.newsletter.service.sending import (
    begin_due,
    go_on,
    resume,
    schedule,
    send_piece,
    start,
    stop,
    subscribers,
    try_out,
)

__all__ = [
    "LONGEST_WAIT",
    "Issue",
    "Line",
    "NewsletterDraft",
    "begin_due",
    "compose",
    "drop",
    "go_on",
    "issue_of",
    "letter_of",
    "recompose",
    "resume",
    "schedule",
    "send_piece",
    "start",
    "stop",
    "subscribers",
    "try_out",
]
