"""What may stand in a newsletter, who may read it, and what may be done with it: pure rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.library import policy as library
from fedicoop.library.policy import VISITOR, Reader
from fedicoop.newsletter.models import State
from fedicoop.posts import Visibility

if TYPE_CHECKING:
    from fedicoop.library import Paper
    from fedicoop.newsletter.models import Newsletter
    from fedicoop.posts import Post

_FOR_MEMBERS = (Visibility.PUBLIC, Visibility.NETWORK, Visibility.MEMBERS)
_ANY_MEMBER = Reader(inside=True)
BEGUN = (State.SENDING, State.STOPPED, State.SENT)


def may_carry(post: Post, *, public: bool) -> bool:
    """Tell whether every reader of a newsletter may read something: then it may stand in it."""
    if post.is_deleted or post.waits or post.awaits_group:
        return False
    return post.visibility == Visibility.PUBLIC if public else post.visibility in _FOR_MEMBERS


def may_carry_paper(paper: Paper, *, public: bool) -> bool:
    """Tell whether every reader of a newsletter may open a document: it is for any of them.

    What is for a college, a governing body or a group is not; its group's actor is loaded.
    """
    return library.may_see(paper, VISITOR if public else _ANY_MEMBER)


def may_read(row: Newsletter, *, is_member: bool) -> bool:
    """Tell whether somebody reads a newsletter in the archive: once it is on its way."""
    return row.state in BEGUN and (row.public or is_member)


def may_change(row: Newsletter) -> bool:
    """Tell whether a newsletter can still be changed: nobody has it yet."""
    return row.state in {State.DRAFT, State.SCHEDULED}


def may_stop(row: Newsletter) -> bool:
    """Tell whether there is something to stop."""
    return row.state in {State.SCHEDULED, State.SENDING}


def may_go_on(row: Newsletter) -> bool:
    """Tell whether what was stopped can go on."""
    return row.state == State.STOPPED
