"""The list of private conversations, what strangers ask, and what was put away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop import text
from fedicoop.actors import queries as actors
from fedicoop.messages import Standing, queries
from fedicoop.posts import queries as posts
from fedicoop.web.pages.finding import cursor
from fedicoop.web.pages.messages.people import faces
from fedicoop.web.visit import Visit, members

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.responses import Response

    from fedicoop.actors import Actor
    from fedicoop.messages import Conversation
    from fedicoop.posts import Post
    from fedicoop.web.views import Moment, Person
    from fedicoop.web.visit import Endpoint
    from fedicoop.work import Work

    Find = Callable[[Work, Actor, str | None, int], Awaitable[list[Conversation]]]

_SIZE = 20
_EXCERPT = 120
_REQUEST = 600


@dataclass(frozen=True)
class Line:
    """One conversation in the list; ``last`` is what was written last, ``own`` by the reader."""

    id: str
    people: list[Person]
    last: str
    has_image: bool
    own: bool
    at: Moment
    unread: int
    muted: bool
    ignored: bool

    @property
    def path(self) -> str:
        """Give where it is read."""
        return f"/messages/{self.id}"

    @property
    def names(self) -> str:
        """Give who takes part, but the reader."""
        return ", ".join(each.name for each in self.people)


async def _lines(visit: Visit, work: Work, rows: list[Conversation], most: int) -> list[Line]:
    me = visit.me.actor
    last = await posts.last_letters(work, me, [row.parties for row in rows])
    muted = {each.uri for each in await actors.muted_of(work, me)}
    found = []
    for row in rows:
        post = last.get(row.parties)
        if post is not None:
            people = await faces(visit, work, row.people)
            quiet = row.muted or bool(muted.intersection(row.people))
            found.append(_line(visit, row, post, people, quiet=quiet, most=most))
    return found


def _line(
    visit: Visit, row: Conversation, post: Post, people: list[Person], *, quiet: bool, most: int
) -> Line:
    return Line(
        id=row.id,
        people=people,
        last=post.summary or text.plain(post.content, most),
        has_image=bool(post.attachments),
        own=post.author_id == visit.me.actor_id,
        at=visit.reader.moment(post.published_at),
        unread=row.unread,
        muted=quiet,
        ignored=row.standing == Standing.IGNORED,
    )


def _show(kind: str, find: Find) -> Endpoint:
    """Make one of the three lists."""
    most = _REQUEST if kind == "requests" else _EXCERPT

    @members
    async def show(visit: Visit) -> Response:
        async with visit.reading() as work:
            rows = await find(work, visit.me.actor, cursor(visit), _SIZE)
            lines = await _lines(visit, work, rows, most)
            asked = await queries.asked_count(work, visit.me.actor)
        return visit.page(
            "messages/list.html",
            kind=kind,
            lines=lines,
            asked=asked,
            first=cursor(visit) is None,
            next=rows[-1].latest_id if len(rows) == _SIZE else None,
        )

    return show


routes = [
    Route("/messages", _show("open", queries.open_of)),
    Route("/messages/requests", _show("requests", queries.asked_of)),
    Route("/messages/away", _show("away", queries.away_of)),
]
