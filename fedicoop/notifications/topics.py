"""What notices and letters are about, and which of them a member may switch off: a table.

A kind that no topic names is in the last one, so that a new kind has its default at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

APP, MAIL = "app", "mail"
"""The two ways to hear of something: on the page of news, and by e-mail."""


@dataclass(frozen=True)
class Topic:
    """What a member switches on and off in one go.

    ``app`` and ``mail`` are what holds while she chose nothing; ``fixed`` are the ways that cannot
    be switched off, ``ways`` those that there are.
    """

    name: str
    kinds: frozenset[str] = frozenset()
    app: bool = True
    mail: bool = False
    fixed: frozenset[str] = frozenset()
    ways: tuple[str, ...] = (APP, MAIL)


def _topic(name: str, *kinds: str, mail: bool = False, fixed: str = "", ways: str = "") -> Topic:
    return Topic(
        name,
        frozenset(kinds),
        mail=mail,
        fixed=frozenset(fixed.split()),
        ways=tuple(ways.split()) or (APP, MAIL),
    )


EVENT_INVITATIONS = _topic("event_invitations", "event_invitation", mail=True)
EVENT_CHANGES = _topic(
    "event_changes",
    *("event_accepted", "event_waiting", "event_rejected", "event_cancelled", "event_moved"),
    mail=True,
    fixed="app mail",
)
EVENT_REMINDERS = _topic("event_reminders", "event_reminder", mail=True)
CALLS = _topic("calls", "call", "call_answered", mail=True)
NEWSLETTER = _topic("newsletter", "newsletter", mail=True, ways="mail")
OTHER = _topic("other")
TOPICS: tuple[Topic, ...] = (
    _topic("mentions", "mention", "quote", "message", "message_request"),
    _topic("replies", "reply"),
    _topic("threads", "thread"),
    _topic("follows", "follow", "follow_request"),
    _topic("reactions", "like", "boost"),
    _topic("group_invitations", "group_invited", mail=True),
    _topic(
        "group_life",
        *("group_accepted", "group_declined", "group_added", "group_role", "group_kept_out"),
    ),
    _topic("documents", "document_added", "document_renewed"),
    _topic("group_tasks", "group_asked", mail=True, fixed="app"),
    EVENT_INVITATIONS,
    EVENT_CHANGES,
    EVENT_REMINDERS,
    _topic("event_messages", "event_message", mail=True),
    _topic("event_tasks", "event_asked", "event_comment", "event_invited", mail=True, fixed="app"),
    _topic(
        "event_news",
        *("event_joined", "event_alert", "event_stopped", "event_comment_refused"),
        *("event_partner_accepted", "event_partner_declined"),
    ),
    _topic("moderation", "report", "server_asks", mail=True, fixed="app"),
    CALLS,
    NEWSLETTER,
    OTHER,
)
BY_NAME: Mapping[str, Topic] = {topic.name: topic for topic in TOPICS}
OWN_LETTERS = EVENT_CHANGES.kinds | EVENT_INVITATIONS.kinds | EVENT_REMINDERS.kinds | {"call"}
"""Notices whose room writes a letter of its own, with a calendar and a link that answers."""
TOLD = "told_"
"""How the kind of a letter begins that says no more than a notice does."""
_OF_LETTERS = {"event_invited": EVENT_INVITATIONS}
_OF_NOTICES = {kind: topic for topic in TOPICS for kind in topic.kinds}


def of_notice(kind: str) -> Topic:
    """Give the topic of a notice."""
    return _OF_NOTICES.get(kind, OTHER)


def of_letter(kind: str) -> Topic:
    """Give the topic of a letter; what other servers say of their events is no other topic."""
    kind = kind.removesuffix("_elsewhere")
    if kind.startswith(TOLD):
        return of_notice(kind.removeprefix(TOLD))
    return _OF_LETTERS.get(kind) or of_notice(kind)


def holds(choices: Mapping[str, bool], topic: Topic, way: str) -> bool:
    """Tell whether a member hears of a topic in a way; ``choices`` is what she chose so far."""
    if way not in topic.ways:
        return False
    if way in topic.fixed:
        return True
    default = topic.app if way == APP else topic.mail
    return bool(choices.get(f"{topic.name}.{way}", default))


def changed(wanted: Mapping[str, bool]) -> dict[str, bool]:
    """Give what differs from the defaults, and nothing that cannot be chosen: what is stored."""
    found = {}
    for topic in TOPICS:
        for way in topic.ways:
            name = f"{topic.name}.{way}"
            if name in wanted and holds(wanted, topic, way) != holds({}, topic, way):
                found[name] = wanted[name]
    return found
