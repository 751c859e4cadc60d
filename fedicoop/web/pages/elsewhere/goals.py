"""What somebody wants to take part in: a person or group to follow, a message, an event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop.activitypub.intents import Deed
from fedicoop.events import queries as known
from fedicoop.events.policy import Registration
from fedicoop.posts import queries as posts
from fedicoop.web.pages.events.whole import whole
from fedicoop.web.pages.finding import readable, somebody

if TYPE_CHECKING:
    from fedicoop.posts import Post
    from fedicoop.web.pages.events.shapes import Whole
    from fedicoop.web.views import Person, PostView
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_OPEN = (Registration.OPEN, Registration.APPROVAL, Registration.WAITING_LIST)
_OF_POST = (Deed.REPLY, Deed.LIKE, Deed.ANNOUNCE)


@dataclass(frozen=True)
class Goal:
    """What a visitor found here, and what can be done with it; the first deed is what she wants."""

    uri: str
    path: str
    person: Person
    deeds: tuple[Deed, ...]
    post: PostView | None = None
    event: Whole | None = None

    @property
    def deed(self) -> Deed:
        """Give what she came for."""
        return self.deeds[0]

    @property
    def joins(self) -> bool:
        """Tell whether she wants to come to an event that takes people."""
        return self.deed == Deed.JOIN

    @property
    def by_mail(self) -> bool:
        """Tell whether she can come without any account."""
        return self.joins and self.event is not None and self.event.by_mail


async def goal_of(visit: Visit, work: Work) -> Goal:
    """Find what the address is about, as anybody may see it; ``do`` says what is wanted of it."""
    if "ident" in visit.request.path_params:
        post = await readable(visit, work, visit.param("ident"))
        return await _about(visit, work, post)
    person = visit.reader.person(await somebody(work, visit.param("name")))
    return Goal(person.uri, person.path, person, (Deed.FOLLOW,))


async def _about(visit: Visit, work: Work, post: Post) -> Goal:
    shown = visit.reader.post(await posts.shown(work, post, None))
    event = await known.by_id(work, post.id) if post.type == "Event" else None
    if event is None:
        deeds = _wanted_first(visit, _OF_POST)
        return Goal(post.uri, shown.page, shown.author, deeds, shown)
    found = await whole(visit, work, event)
    takes = not found.over and found.seats.registration in _OPEN
    deeds = _wanted_first(visit, (Deed.JOIN, *_OF_POST) if takes else _OF_POST)
    return Goal(post.uri, found.path, found.host, deeds, shown, found)


def _wanted_first(visit: Visit, deeds: tuple[Deed, ...]) -> tuple[Deed, ...]:
    wanted = visit.query("do", 20)
    return tuple(sorted(deeds, key=lambda each: each != wanted))
