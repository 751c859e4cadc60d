"""What the page of an event shows, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fedicoop.web.pages.events.cards import Spot, When
    from fedicoop.web.views import Moment, Person


@dataclass(frozen=True)
class Role:
    """A role that people are looked for for: how many, and how many took it."""

    id: str
    name: str
    count: int
    taken: int

    @property
    def left(self) -> int:
        """Count those who are still looked for."""
        return max(0, self.count - self.taken)


@dataclass(frozen=True)
class Answer:
    """What the reader said of coming; ``state`` is "" when she said nothing."""

    state: str = ""
    guests: int = 0
    need: str = ""
    message: str = ""
    said: tuple[str, ...] = ()
    active: bool = False
    invited: bool = False


@dataclass(frozen=True)
class Partner:
    """A group that was asked to organise an event too, and what the reader may answer for it."""

    id: str
    person: Person
    state: str
    speaks: bool


@dataclass(frozen=True)
class Seats:
    """How many can come; ``free`` is None where everybody finds room or nobody tells."""

    registration: str
    capacity: int | None
    free: int | None
    taken: int
    waiting: int
    closes: str


@dataclass(frozen=True)
class Tool:
    """A link for those who take part."""

    name: str
    url: str


@dataclass(frozen=True)
class Whole:
    """An event on its own page."""

    id: str
    uri: str
    url: str
    path: str
    title: str
    when: When
    place: Spot | None
    online: bool
    tools: tuple[Tool, ...]
    tools_hidden: bool
    website: str
    kind: str
    language: str
    accessibility: str
    tickets: str
    fee: str
    external: str
    status: str
    reason: str
    visibility: str
    started: bool
    over: bool
    local: bool
    host: Person
    organiser: Person
    partners: tuple[Partner, ...]
    seats: Seats
    needs: tuple[Role, ...]
    questions: tuple[dict[str, object], ...]
    most_guests: int
    by_mail: bool
    answer: Answer
    manages: bool
    may_comment: bool
    lists_people: bool
    people: tuple[Person, ...]
    more: int
    report: str
    reached: int | None
    repeats: bool
    others: tuple[tuple[str, str], ...] = field(default=())
    asked: int = 0
    waiting_comments: int = 0
    reads_first: bool = False
    forgets: int = 30
    moved: Moment | None = None

    @property
    def together(self) -> tuple[Person, ...]:
        """Give the groups that organise it with the host."""
        return tuple(each.person for each in self.partners if each.state == "accepted")

    @property
    def invitations(self) -> tuple[Partner, ...]:
        """Give the groups in whose name the reader may answer whether they organise it too."""
        return tuple(each for each in self.partners if each.speaks and each.state == "invited")
