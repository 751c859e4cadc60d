"""What members are told, and what may stand in a letter's head: pure rules."""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from fedicoop.retry import RETRY_FOR

if TYPE_CHECKING:
    from fedicoop.actors import Actor

MAIL_KEPT = timedelta(days=30)
LEASE = timedelta(minutes=10)
MONTH = timedelta(days=30)
ESSENTIAL = frozenset(
    {"sign_in", "welcome", "password_changed", "test", "contact", "activation_asked"}
    | {"email_asked", "email_changed"}
    | {"event_accepted", "event_waiting", "event_rejected", "event_cancelled", "event_moved"}
)
"""What a member asked for herself, or must know at once: never held back, never counted."""
BY_HAND = frozenset({"newsletter", "call", "contact", "event_message"})
"""What somebody wrote herself: no program may take it for a letter of a program (RFC 3834)."""
ASKED_MOST, ASKED_WITHIN = 5, timedelta(hours=24)
"""How often an address is asked whether it is somebody's, whoever says so."""
DIGEST = "digest"
DIGESTS_A_MONTH = {"weekly": 5, "monthly": 1, "quarterly": 1}
HELD_FOR = timedelta(days=120)
"""Longer than a quarter: what was held back can still stand in the next digest."""
KEYS_KEPT = timedelta(days=400)
REFUSALS = 2
REFUSED_AGAIN_AFTER = timedelta(hours=20)
"""Two refusals within a day are one: a mail server in trouble must not mark its people."""
_ABOUT_US = re.compile(r"\b5\.7\.\d")
_LONGEST_SUBJECT = 500
_LINE_ENDS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_ADDRESS = re.compile(r"[^\s@<>\",;:()\[\]\\]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")


class Kind(StrEnum):
    """What a notice can be about; other rooms may add their own words."""

    FOLLOW = "follow"
    FOLLOW_REQUEST = "follow_request"
    MENTION = "mention"
    REPLY = "reply"
    LIKE = "like"
    BOOST = "boost"
    QUOTE = "quote"
    REPORT = "report"
    MESSAGE = "message"
    MESSAGE_REQUEST = "message_request"


_CHATTER = frozenset(
    {Kind.FOLLOW, Kind.FOLLOW_REQUEST, Kind.MENTION, Kind.REPLY, Kind.LIKE, Kind.BOOST, Kind.QUOTE}
    | {Kind.MESSAGE, Kind.MESSAGE_REQUEST}
    | {"thread", "event_invitation", "event_message", "group_invited", "call"}
    | {"document_added", "document_renewed"}
)


def may_tell(recipient: Actor, sender: Actor, *, blocked: bool) -> bool:
    """Tell whether a notice is due: to one of ours, about somebody else who is still there."""
    if not recipient.is_local or recipient.is_gone or sender.is_gone:
        return False
    return recipient.id != sender.id and not blocked


def may_be_muted(kind: str) -> bool:
    """Tell whether a notice is left out when its reader mutes who did it: chatter, not duties."""
    return kind in _CHATTER


def mail_fault(to: str, subject: str, headers: dict[str, str]) -> str:
    """Say why a letter may not be sent; "" when it may. A line end in its head is an attack."""
    if not _ADDRESS.fullmatch(to) or len(to) > 254 or not to.isascii():
        return "This is not an e-mail address."
    lines = [subject, *headers.values()]
    if any(_LINE_ENDS.search(line) or len(line) > _LONGEST_SUBJECT for line in lines):
        return "A line of this letter's head does not hold."
    if not subject.strip() or not all(_HEADER.fullmatch(name) for name in headers):
        return "A line of this letter's head does not hold."
    return ""


def life_of(kind: str) -> timedelta:
    """Say for how long it is worth trying: a sign-in link is dead after a quarter of an hour.

    A digest says what no other letter said, and the next one may be a quarter away.
    """
    lives = {"sign_in": timedelta(minutes=15), DIGEST: MONTH}
    return lives.get(kind, RETRY_FOR)


def is_essential(kind: str) -> bool:
    """Tell whether a letter always leaves: nobody can switch it off, and none is counted."""
    return kind in ESSENTIAL


def is_by_hand(kind: str) -> bool:
    """Tell whether a letter carries the words of somebody, written for it."""
    return kind.removesuffix("_elsewhere") in BY_HAND


def may_mail(kind: str, *, this_month: int, budget: int, digests: int = 0) -> bool:
    """Tell whether a member may get one more letter; 0 as a budget means none but the essential.

    ``digests`` is how many of them she asked for in a month: the other letters leave room for
    these, so that what they cannot say is said there.
    """
    if kind in ESSENTIAL:
        return True
    room = budget if kind == DIGEST else budget - digests
    return this_month < room


def is_marked(times: int) -> bool:
    """Tell whether an address was refused often enough, on different days, to be given up."""
    return times >= REFUSALS


def is_dead(code: int, said: str) -> bool:
    """Tell whether a refusal is about the address; 5.7.x is about us or the letter (RFC 3463)."""
    return 500 <= code < 600 and not _ABOUT_US.search(said)
