"""Who may write to whom privately, who has to ask first, and how many are too many: pure rules."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fedicoop.accounts.policy import PrivateFrom
from fedicoop.ids import hash_token
from fedicoop.messages.models import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fedicoop.actors import Actor
    from fedicoop.messages.models import Conversation

MOST_PEOPLE = 20
MOST_NEW_PEOPLE = 30
"""To how many people somebody may begin to write within an hour."""
NEW_IN = timedelta(hours=1)
MOST_UNANSWERED = 5
"""How many messages of somebody who asks are kept before she gets an answer."""
MOST_ASKING = 200
MOST_ASKING_OF_HOST = 50
"""How many strangers of one server may wait for somebody's yes or no: others must find room."""


def parties(uris: Iterable[str]) -> str:
    """Give the one name of what these people, and nobody else, write to each other."""
    return hash_token("\n".join(sorted(set(uris))))


def may_hold(actor: Actor) -> bool:
    """Tell whether somebody has private conversations here: people of ours, no groups."""
    return actor.is_local and actor.type == "Person" and not actor.is_gone


def may_write(choice: str, *, is_member: bool, followed: bool) -> bool:
    """Tell whether somebody may begin to write to who made this choice.

    ``followed`` says that the reader follows the writer.
    """
    if followed or choice == PrivateFrom.EVERYBODY:
        return True
    return is_member and choice == PrivateFrom.MEMBERS


def may_ask(waiting: int, of_her_host: int) -> bool:
    """Tell whether one more stranger may ask, when so many do, some from the same server."""
    return waiting < MOST_ASKING and of_her_host < MOST_ASKING_OF_HOST


def first_standing(*, is_member: bool, followed: bool) -> Standing:
    """Give how a conversation begins that somebody else begins: strangers ask."""
    return Standing.OPEN if is_member or followed else Standing.ASKED


def takes_more(row: Conversation) -> bool:
    """Tell whether what comes in a conversation is kept: who is ignored may write in vain."""
    if row.standing == Standing.ASKED:
        return row.unread < MOST_UNANSWERED
    return row.standing == Standing.OPEN
