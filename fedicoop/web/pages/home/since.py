"""What is new since a member's last visit: a few lines of each kind at home, all on a page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from fedicoop import text
from fedicoop.accounts import policy
from fedicoop.events import queries as events
from fedicoop.library import queries as library
from fedicoop.posts import queries as posts
from fedicoop.posts.queries import Part
from fedicoop.web.pages.events import listing
from fedicoop.web.pages.events.timeline import dated
from fedicoop.web.pages.finding import POSTS_ON_A_PAGE, cursor
from fedicoop.web.pages.library.cards import card
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from starlette.responses import Response

    from fedicoop.library.queries import Shown
    from fedicoop.posts import Post
    from fedicoop.posts.queries import Line
    from fedicoop.web.pages.events.cards import Card
    from fedicoop.web.views import Moment
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

EVENTS, DOCUMENTS = "events", "documents"
PARTS = (EVENTS, *Part, DOCUMENTS)
FARTHEST = timedelta(days=90)
_FIRST = 3
_WORDS = 120
_SIZE = 20


@dataclass(frozen=True)
class Item:
    """One new thing in a line: its title or its first words, whose it is, and when."""

    path: str
    words: str
    by: str
    at: Moment


@dataclass(frozen=True)
class New:
    """What is new: since when, how much of each part (no more than counted), and its first few."""

    since: Moment
    counts: Mapping[str, int]
    items: Mapping[str, list[Item]]
    events: tuple[Card, ...]
    by_group: Mapping[str, int]

    def __bool__(self) -> bool:
        """Tell whether there is anything new at all."""
        return any(self.counts.values())


def moment(visit: Visit) -> datetime | None:
    """Give since when things are new to the reader: at most three months; None at first."""
    now = visit.instance.clock()
    last = policy.last_visit(visit.me, now)
    return max(last, now - FARTHEST) if last else None


async def of_member(visit: Visit, work: Work) -> New | None:
    """Give what is new to the reader since her last visit; None for who was never here before."""
    since = moment(visit)
    if since is None:
        return None
    lines = await posts.fresh(work, visit.me.actor, since)
    found = await posts.briefly(work, [each.id for part in Part for each in _first(lines, part)])
    dates = await events.announced_since(work, visit.me.actor, since)
    papers = await library.fresh(work, visit.me.actor, since)
    counts = {
        EVENTS: len(dates),
        DOCUMENTS: len(papers),
        **Counter(str(each.part) for each in lines),
    }
    return New(
        since=visit.reader.moment(since),
        counts={part: counts.get(part, 0) for part in PARTS},
        items={
            DOCUMENTS: [_paper(visit, each) for each in papers[:_FIRST]],
            **{str(part): _items(visit, _first(lines, part), found) for part in Part},
        },
        events=await _cards(visit, work, dates[:_FIRST]),
        by_group=Counter(
            ident
            for ident in (*(each.group_id for each in lines), *(p.paper.group_id for p in papers))
            if ident
        ),
    )


def _first(lines: list[Line], part: Part) -> list[Line]:
    return [each for each in lines if each.part is part][:_FIRST]


def _items(visit: Visit, lines: list[Line], found: Mapping[str, Post]) -> list[Item]:
    return [item_of(visit, found[each.id]) for each in lines if each.id in found]


def item_of(visit: Visit, post: Post) -> Item:
    """Show a post in a line; its author is loaded."""
    reader = visit.reader
    return Item(
        path=f"/notes/{post.id}",
        words=post.name or post.summary or text.plain(post.content, _WORDS),
        by=reader.person(post.author).name,
        at=reader.moment(post.published_at),
    )


def _paper(visit: Visit, shown: Shown) -> Item:
    """Show a document in a line: in whose library it stands, and when its version came."""
    group = shown.paper.group
    return Item(
        path=f"/documents/{shown.paper.id}",
        words=shown.paper.title,
        by=visit.reader.person(group.actor).name if group else visit.site.name,
        at=visit.reader.moment(shown.version.at),
    )


async def _cards(visit: Visit, work: Work, idents: list[str]) -> tuple[Card, ...]:
    found = await events.by_ids(work, idents)
    return await listing.answered(visit, work, [found[each] for each in idents if each in found])


@members
async def show_since(visit: Visit) -> Response:
    """Show all of one part of what is new since the last visit, a page at a time."""
    since = moment(visit)
    part = visit.query("part") if visit.query("part") in PARTS else ""
    async with visit.reading() as work:
        new = await of_member(visit, work)
        part = part or _fullest(new)
        shown = await _shown(visit, work, part, since) if since else {}
    return visit.page(
        "home/since.html",
        **{"new": new, "part": part, "posts": [], "dates": (), "papers": [], "next": None, **shown},
    )


def _fullest(new: New | None) -> str:
    """Give the first part in which there is anything."""
    counts = new.counts if new else {}
    return next((part for part in PARTS if counts.get(part)), EVENTS)


async def _shown(visit: Visit, work: Work, part: str, since: datetime) -> dict[str, Any]:
    me = visit.me.actor
    if part == EVENTS:
        idents = await events.announced_since(work, me, since)
        skip = _after(idents, visit.query("before"))
        page = idents[skip : skip + _SIZE]
        more = page[-1] if len(idents) > skip + _SIZE else None
        return {"dates": await _cards(visit, work, page), "next": more}
    if part == DOCUMENTS:
        papers = await library.fresh(work, me, since)
        skip = _after([each.version.id for each in papers], visit.query("before"))
        more = papers[skip + _SIZE - 1].version.id if len(papers) > skip + _SIZE else None
        shown = [card(visit, each) for each in papers[skip : skip + _SIZE]]
        return {"papers": shown, "next": more}
    found = await posts.new_to(work, me, since, Part(part), cursor(visit), POSTS_ON_A_PAGE)
    return {"posts": await dated(visit, work, found.items), "next": found.next}


def _after(idents: list[str], last: str) -> int:
    """Give where the page begins that follows an id; at the beginning for one that is not there."""
    return idents.index(last) + 1 if last in idents else 0


routes = [Route("/home/since", show_since)]
