"""Groups as one reader gets them: in a list, and whole on their own page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.errors import NotFound
from fedicoop.groups import Sight, State, policy, queries
from fedicoop.groups.policy import STRANGER, Door, Standing
from fedicoop.web.pages.finding import somebody

if TYPE_CHECKING:
    from markupsafe import Markup

    from fedicoop.actors import Actor
    from fedicoop.groups import Group, Membership
    from fedicoop.web.views import Moment, Person, Reader
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_WORDS = 140
_DOORS = {
    Door.AT_ONCE: "join",
    Door.BY_ASKING: "ask",
    Door.INVITED: "closed",
    Door.NEVER: "",
}
_WAITING = {State.ACTIVE: "leave", State.INVITED: "accept", State.ASKED: "waiting"}


@dataclass(frozen=True)
class Card:
    """A group in a list; ``role`` and ``state`` are the reader's own there."""

    person: Person
    kind: str
    openness: str
    visibility: str
    town: str
    members: int
    words: str
    archived: bool
    role: str = ""
    state: str = ""
    children: tuple[Card, ...] = ()


@dataclass(frozen=True)
class Whole:
    """A group on its own page, and what its reader may do there.

    ``door`` is the button she gets: join, ask, accept, waiting, leave, closed, or none. ``slow``
    is how long she waits between two messages there, ``reads_first`` whether a moderator reads
    hers before others do.
    """

    person: Person
    address: str
    kind: str
    openness: str
    visibility: str
    town: str
    summary: Markup
    mandate: str
    ends: str
    banner: str
    members: int
    archived: str
    archived_reason: str
    door: str
    role: str
    reads: bool
    writes: bool
    invites: bool
    moderates: bool
    manages: bool
    lists_members: bool
    may_start_below: bool
    may_follow: bool
    sees_links: bool
    parent: Person | None = None
    inviter: Person | None = None
    contacts: tuple[Person, ...] = ()
    children: tuple[Card, ...] = ()
    requests: int = 0
    slow: str = ""
    reads_first: bool = False


@dataclass(frozen=True)
class Belonging:
    """Somebody in a group, or on her way in or out."""

    id: str
    person: Person
    role: str
    message: str
    since: Moment
    me: bool


@dataclass(frozen=True)
class Seen:
    """A group that the reader may know of, and what she is to it."""

    group: Group
    standing: Standing

    @property
    def door(self) -> str:
        """Name the button that the reader gets."""
        known = _WAITING.get(State(self.standing.state)) if self.standing.state else None
        return known or _DOORS[policy.may_join(self.group, self.standing)]


async def seen(visit: Visit, work: Work, handle: str) -> Seen:
    """Give the group of a handle; raises NotFound for what is none, or secret to this reader."""
    actor = await somebody(work, handle, visit.member.actor if visit.member else None)
    found = await of_actor(visit, work, actor)
    if found is None:
        raise NotFound(f"{handle[:100]!r} is no group")
    return found


async def of_actor(visit: Visit, work: Work, actor: Actor) -> Seen | None:
    """Give the group of an actor whom this reader may know; None when it is none."""
    group = await queries.by_actor(work, actor.id)
    if group is None:
        return None
    return Seen(group, await standing_in(visit, work, group))


async def standing_in(visit: Visit, work: Work, group: Group) -> Standing:
    """Say what the reader is to a group."""
    if visit.member is None:
        return STRANGER
    return await queries.standing(work, group, visit.member.actor)


def card(reader: Reader, group: Group, mine: Membership | None = None) -> Card:
    """Show a group in a list; what is for its members, or for ours, is said to nobody else."""
    inside = reader.me is not None and group.visibility in {Sight.NETWORK, Sight.MEMBERS}
    belongs = mine is not None and mine.is_active
    is_open = group.visibility == Sight.PUBLIC or inside or belongs
    return Card(
        person=reader.person(group.actor),
        kind=group.kind,
        openness=group.openness,
        visibility=group.visibility,
        town=group.town,
        members=group.size,
        words=text.plain(group.actor.summary, _WORDS) if is_open else "",
        archived=group.is_archived,
        role=mine.role if mine else "",
        state=mine.state if mine else "",
    )


def with_children(found: Card, children: list[Card]) -> Card:
    """Put sub-groups under their group."""
    return replace(found, children=tuple(children))


def belonging(reader: Reader, row: Membership) -> Belonging:
    """Show somebody in a group; her actor is loaded."""
    return Belonging(
        id=row.id,
        person=reader.person(row.actor),
        role=row.role,
        message=row.message,
        since=reader.moment(row.joined_at or row.created_at),
        me=reader.me is not None and reader.me.id == row.actor_id,
    )
