"""The table from what others say to the function that does it. It knows no room.

Each room fills its own table in ``federation.py``; ``fedicoop.app`` merges them and raises when
two rooms answer the same thing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop.activitypub.activity import Document, embedded, type_of, types_of
from fedicoop.db import foresee

if TYPE_CHECKING:
    from fedicoop.work import Work


@dataclass(frozen=True)
class Incoming:
    """A verified activity: ``sender`` is the actor whose signature was checked."""

    activity: Document
    sender: str


@dataclass(frozen=True)
class Known:
    """What a room knows about a URI: its ActivityPub type and the actor who may change it.

    ``also`` may change it, too: an event is its group's and its organiser's.
    """

    kind: str
    owner: str
    also: tuple[str, ...] = ()


Handler = Callable[["Work", Incoming], Awaitable[None]]
Keeper = Callable[["Work", Document], Awaitable[None]]
Knower = Callable[["Work", str], Awaitable[Known | None]]
Seer = Callable[["Work", Sequence[str]], Awaitable[None]]


class Handlers:
    """What one room, or all of them, can answer."""

    def __init__(self) -> None:
        """Start empty."""
        self.activities: dict[tuple[str, str], Handler] = {}
        self.objects: dict[str, Keeper] = {}
        self.knowers: list[Knower] = []
        self.seers: list[Seer] = []

    def on(self, activity: str, *objects: str) -> Callable[[Handler], Handler]:
        """Register the handler of an activity, for certain object types or (none given) any."""

        def register(handler: Handler) -> Handler:
            for kind in objects or ("",):
                self._take((activity, kind), handler)
            return handler

        return register

    def on_object(self, *kinds: str) -> Callable[[Keeper], Keeper]:
        """Register what stores a fetched object of these types; its id is where it came from."""

        def register(keeper: Keeper) -> Keeper:
            for kind in kinds:
                if kind in self.objects:
                    raise ValueError(f"two rooms keep {kind}")
                self.objects[kind] = keeper
            return keeper

        return register

    def knows(self, knower: Knower) -> Knower:
        """Register a function that says what a URI is, if this room has it."""
        self.knowers.append(knower)
        return knower

    def foresees(self, seer: Seer) -> Seer:
        """Register a function that loads into the work's memory what its room has of some URIs."""
        self.seers.append(seer)
        return seer

    def _take(self, key: tuple[str, str], handler: Handler) -> None:
        if key in self.activities:
            raise ValueError(f"two rooms answer {key[0]} of {key[1] or 'anything'}")
        self.activities[key] = handler

    @classmethod
    def merged(cls, tables: Iterable[Handlers]) -> Handlers:
        """Join the rooms' tables into one; raises ValueError when two answer the same thing."""
        whole = cls()
        for table in tables:
            for key, handler in table.activities.items():
                whole._take(key, handler)
            for kind, keeper in table.objects.items():
                whole.on_object(kind)(keeper)
            whole.knowers.extend(table.knowers)
            whole.seers.extend(table.seers)
        return whole

    async def known(self, work: Work, uri: str) -> Known | None:
        """Ask every room what a URI is; None when nobody has it."""
        if work.memory.lacks(uri):
            return None
        for knower in self.knowers:
            known = await knower(work, uri)
            if known is not None:
                return known
        return None

    async def foresee(self, work: Work, uris: Iterable[str]) -> None:
        """Look up at once what many activities are about, so that each need not ask alone."""
        there = await foresee(work.session, uris)
        for seer in self.seers:
            await seer(work, there)

    def find(self, activity: Document, known: Known | None) -> Handler | None:
        """Give the handler for an activity: by its object's type, known here or said, or for any.

        What we know of the object counts more than what the sender calls it.
        """
        kind = known.kind if known else type_of(embedded(activity) or {})
        exact = self.activities.get((type_of(activity), kind))
        return exact or self.activities.get((type_of(activity), ""))

    def keeper(self, document: Document) -> Keeper | None:
        """Give what stores a fetched document of this type; None when no room does."""
        for kind in types_of(document):
            if kind in self.objects:
                return self.objects[kind]
        return None
