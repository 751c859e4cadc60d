"""One transaction's worth of work: the session, the time, and what is to be said to others."""

from __future__ import annotations

from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from fedicoop.clock import Clock
    from fedicoop.config import Config
    from fedicoop.db import Memory
    from fedicoop.urls import Urls


@dataclass(frozen=True)
class Outgoing:
    """An activity that leaves with this transaction.

    ``inboxes`` are reached beside what its addressing says; ``about`` is the object whose reach
    list grows by this sending (Create, Announce) or is used by it (Update, Delete). ``only`` sends
    it to ``inboxes`` and nowhere else, whatever its addressing says. Hosts in ``but`` get nothing.
    """

    activity: dict[str, Any]
    inboxes: tuple[str, ...] = ()
    about: str = ""
    only: bool = False
    but: frozenset[str] = frozenset()


@dataclass(frozen=True)
class News:
    """Something a member should hear about, told by a room that knows no notifications.

    What is ``over`` was told before and was taken back: she need not hear of it any more.
    """

    kind: str
    recipient_id: str
    from_id: str
    subject_uri: str = ""
    over: bool = False


@dataclass
class Work:
    """The first argument of every service, query and handler. Services never commit; edges do."""

    session: AsyncSession
    config: Config
    clock: Clock
    urls: Urls
    outgoing: list[Outgoing] = field(default_factory=list)
    wishes: list[str] = field(default_factory=list)
    news: list[News] = field(default_factory=list)
    tallies: Counter[tuple[Any, str]] = field(default_factory=Counter)

    def now(self) -> datetime:
        """Tell the time, as tests or the clock have it."""
        return self.clock()

    @property
    def memory(self) -> Memory:
        """Give what was looked up beforehand, for many activities at once."""
        found: Memory = self.session.sync_session.memory  # type: ignore[attr-defined]
        return found

    def publish(
        self,
        activity: dict[str, Any],
        *,
        inboxes: tuple[str, ...] = (),
        about: str = "",
        only: bool = False,
        but: frozenset[str] = frozenset(),
    ) -> None:
        """Send an activity of one of our actors when this transaction commits, and only then.

        The recipients are those of its to, cc, bto and bcc (bto and bcc are never written out),
        and everybody whom the object ``about`` ever reached when it is an Update or a Delete.
        With ``only`` they are the given inboxes, and no one else. Hosts in ``but`` are left out:
        they hear of it in another way.
        """
        self.outgoing.append(Outgoing(activity, inboxes, about, only, but))

    @asynccontextmanager
    async def attempt(self) -> AsyncIterator[None]:
        """Open a savepoint: whatever is raised takes back the rows, and what was to be said."""
        said, wished, told = len(self.outgoing), len(self.wishes), len(self.news)
        counted = Counter(self.tallies)
        try:
            async with self.session.begin_nested():
                yield
        except BaseException:
            del self.outgoing[said:], self.wishes[wished:], self.news[told:]
            self.tallies = counted
            raise

    def wish(self, uri: str) -> None:
        """Ask for an object to be fetched after this transaction, when there is time."""
        if uri not in self.wishes:
            self.wishes.append(uri)

    def tally(self, column: Any, ident: str, by: int) -> None:
        """Change a counter of the row with this id; the edge writes them before it commits."""
        self.tallies[column, ident] += by

    def tell(self, kind: str, recipient_id: str, from_id: str, subject_uri: str = "") -> None:
        """Let a member know; the edge hands it to the notifications room before it commits."""
        self.news.append(News(kind, recipient_id, from_id, subject_uri))

    def untell(self, kind: str, recipient_id: str, from_id: str, subject_uri: str = "") -> None:
        """Take back what a member was told: who did it undid it."""
        self.news.append(News(kind, recipient_id, from_id, subject_uri, over=True))
