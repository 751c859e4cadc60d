"""Who may see, add, change and put away a document: pure rules, one place each.

What somebody is to the library as a whole is a ``Reader``; what she is to a document's group is
her ``Standing`` there. Somebody who is not signed in is ``VISITOR``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from fedicoop.groups import Sight
from fedicoop.groups import policy as groups
from fedicoop.groups.policy import STRANGER, Standing
from fedicoop.library.models import Audience
from fedicoop.text.words import words as text_words

if TYPE_CHECKING:
    from fedicoop.groups import Group
    from fedicoop.library.models import Paper

LONGEST_TITLE = 200
LONGEST_SUMMARY = 600
LONGEST_NOTE = 300
LONGEST_LINK = 2000
LONGEST_TAG = 40
MOST_TAGS = 10
LONGEST_CATEGORY = 80
MOST_CATEGORIES = 100
LONGEST_FILE_NAME = 100
UPLOADS = 30
UPLOADS_IN = timedelta(minutes=30)
WORDS_A_MINUTE = 200
OF_COOPERATIVE = (
    Audience.PUBLIC,
    Audience.NETWORK,
    Audience.MEMBERS,
    Audience.COLLEGE,
    Audience.BOARD,
)
_IN_GROUPS = {
    Sight.PUBLIC: (Audience.PUBLIC, Audience.NETWORK, Audience.MEMBERS, Audience.GROUP),
    Sight.NETWORK: (Audience.NETWORK, Audience.MEMBERS, Audience.GROUP),
    Sight.MEMBERS: (Audience.MEMBERS, Audience.GROUP),
}


@dataclass(frozen=True)
class Reader:
    """What somebody is to the library.

    ``inside`` says that she is a member here, ``in_circle`` that she is one of a cooperative of
    the circle, ``on_board`` that she belongs to a governing body, ``publishes`` that she may
    publish for the cooperative, ``moderates`` that she looks after people, ``administers`` that
    she runs the site. ``actor_id`` tells her own documents; it is "" for who is not signed in.
    """

    actor_id: str = ""
    inside: bool = False
    in_circle: bool = False
    on_board: bool = False
    publishes: bool = False
    moderates: bool = False
    administers: bool = False
    college: str = ""


VISITOR = Reader()


def audiences_in(sight: str) -> tuple[Audience, ...]:
    """Give whom a group's documents may be for: never more people than see the group."""
    return _IN_GROUPS.get(Sight(sight), (Audience.GROUP,))


def audience_of(paper: Paper) -> str:
    """Say whom a document is for now: a group that closes takes its documents along."""
    if paper.group is None or paper.audience in audiences_in(paper.group.visibility):
        return paper.audience
    return Audience.GROUP


def is_public(paper: Paper) -> bool:
    """Tell whether a document is for everybody; its group and the group's actor are loaded."""
    gone = paper.group is not None and paper.group.actor.is_gone
    return audience_of(paper) == Audience.PUBLIC and not paper.is_archived and not gone


def may_see(paper: Paper, reader: Reader, standing: Standing = STRANGER) -> bool:
    """Tell whether a document is for this reader; its group and the group's actor are loaded.

    One that was put away is for those who could take it out again.
    """
    if paper.is_archived:
        return may_change(paper, reader, standing)
    return _is_for(paper, reader, standing)


def _is_for(paper: Paper, reader: Reader, standing: Standing) -> bool:
    if paper.group is not None:
        if paper.group.actor.is_gone:
            return False
        if standing.is_out and not standing.belongs:
            return is_public(paper)
    audience = audience_of(paper)
    if audience == Audience.GROUP:
        return paper.group is not None and groups.may_see_links(paper.group, standing)
    if audience == Audience.PUBLIC:
        return True
    if audience == Audience.NETWORK:
        return reader.inside or reader.in_circle
    return reader.inside and (audience == Audience.MEMBERS or _is_named(paper, audience, reader))


def _is_named(paper: Paper, audience: str, reader: Reader) -> bool:
    """Tell whether what is for some members is for her: who added it and who runs the site too."""
    if reader.administers or paper.author_id == reader.actor_id:
        return True
    if audience == Audience.COLLEGE:
        return bool(paper.college) and reader.college == paper.college
    return reader.on_board


def may_publish(reader: Reader) -> bool:
    """Tell whether somebody may add documents of the cooperative: its editors and those above."""
    return reader.inside and reader.publishes


def may_add_to(group: Group, standing: Standing) -> bool:
    """Tell whether somebody may add documents to a group of ours: who may keep links there."""
    return group.is_local and standing.inside and groups.may_add_link(group, standing)


def may_change(paper: Paper, reader: Reader, standing: Standing = STRANGER) -> bool:
    """Tell whether somebody may change a document, add a version and put it away.

    A group's: who added it, and who moderates there. The cooperative's: those who may publish and
    for whom it is. Nothing changes once a group has ended.
    """
    own = bool(reader.actor_id) and paper.author_id == reader.actor_id
    if paper.group is not None:
        seen = standing.inside and groups.may_see_links(paper.group, standing)
        return seen and groups.may_change_link(paper.group, standing, own=own)
    return may_publish(reader) and _is_for(paper, reader, standing)


def may_delete(paper: Paper, reader: Reader) -> bool:
    """Tell whether somebody may delete a document for good: who runs the site, once put away."""
    return reader.administers and paper.is_archived


def may_remove_version(paper: Paper, number: int, reader: Reader) -> bool:
    """Tell whether somebody may delete one version for good: who runs the site, an older one."""
    return reader.administers and 0 < number < paper.number


def fault_of_room(size: int, whole: int, group: int | None, member: int | None) -> str:
    """Say for what a file is too much; "" when it fits into the bytes that are free everywhere."""
    if member is not None and size > member:
        return (
            "There is no room left for documents of yours: they take as much as one member's may."
        )
    if group is not None and size > group:
        return "There is no room left for documents of this group: they take as much as they may."
    if size > whole:
        return "There is no room left in the library: please tell who runs this site."
    return ""


def may_order(reader: Reader) -> bool:
    """Tell whether somebody may name and move the categories."""
    return reader.administers


def folded(words: str) -> str:
    """Give words as they are compared: their stems without accents, each after a space."""
    return "".join(f" {each.stem}" for each in text_words(words))


def minutes(words: int) -> int:
    """Give the minutes that it takes to read some words; 0 for none."""
    return max(1, round(words / WORDS_A_MINUTE)) if words else 0
