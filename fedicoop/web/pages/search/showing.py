"""The search page: a little of everything, or one kind of thing page by page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop import text
from fedicoop.actors import queries as actors
from fedicoop.errors import Unauthenticated
from fedicoop.events import queries as events
from fedicoop.groups import queries as groups
from fedicoop.groups.queries import searching
from fedicoop.library.queries import searching as papers
from fedicoop.posts import longform
from fedicoop.posts import queries as posts
from fedicoop.search import Kind, excerpts, queries
from fedicoop.web.pages.events import cards as event_cards
from fedicoop.web.pages.groups import cards as group_cards
from fedicoop.web.pages.library import cards as paper_cards
from fedicoop.web.pages.search import leading
from fedicoop.web.pages.search.asking import LONGEST, asked
from fedicoop.web.visit import page

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.posts import Post
    from fedicoop.search.excerpts import Part
    from fedicoop.web.pages.search.asking import Asked
    from fedicoop.web.views import Moment, Person
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_SOME = 3
_READ = 100_000
_FOR_MEMBERS = frozenset({Kind.PEOPLE})


@dataclass(frozen=True)
class Result:
    """A post in the list; ``excerpt`` is around the words, or the warning it hides behind."""

    path: str
    title: tuple[Part, ...]
    excerpt: tuple[Part, ...]
    author: Person
    published: Moment
    visibility: str
    language: str


@dataclass(frozen=True)
class Section:
    """What was found of one kind: cards, people or results; ``more`` is where it goes on."""

    kind: Kind
    rows: tuple[object, ...]
    more: str = ""
    back: str = ""


@page
async def search(visit: Visit) -> Response:
    """Lead to what has an exact name; else show what has these words and is for this reader."""
    wanted = " ".join(visit.query("q", LONGEST).split())
    led = leading.Found()
    if leading.is_address(wanted) or leading.is_tag(wanted):
        if visit.member is None and leading.is_address(wanted):
            raise Unauthenticated("only members look up what is elsewhere")
        if not _is_foreign(visit):
            led = await leading.led(visit, wanted)
    if led.path:
        return visit.redirect(led.path)
    async with visit.reading() as work:
        found = await asked(visit, work, wanted=wanted)
        sections = [] if found.form.faults else await _sections(visit, work, found)
        person = await leading.named(visit, work, wanted) if visit.member else None
        mine = await _my_groups(visit, work)
    return visit.page(
        "search.html",
        form=found.form,
        asked=found,
        sections=sections,
        person=person,
        groups=mine,
        kinds=_kinds(visit),
        fault=led.fault,
        tag=wanted if wanted.isalnum() else "",
    )


def _is_foreign(visit: Visit) -> bool:
    """Tell whether a link of another site wants to search here: the member presses herself."""
    return visit.request.headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}


def _kinds(visit: Visit) -> list[Kind]:
    """Give the tabs; the directory is for members, so strangers look for no people."""
    return [kind for kind in Kind if visit.member is not None or kind not in _FOR_MEMBERS]


async def _my_groups(visit: Visit, work: Work) -> list[Person]:
    """Give the groups that a member may narrow her search to."""
    if visit.member is None:
        return []
    rows = await groups.memberships_of(work, visit.member.actor)
    return [visit.reader.person(row.group.actor) for row in rows]


async def _sections(visit: Visit, work: Work, found: Asked) -> list[Section]:
    """Look among everything, some of each; or among one kind."""
    if found.kind is not None:
        each = await _section(visit, work, found, found.kind)
        return [each] if each.rows else []
    some = replace(found, narrowed=replace(found.narrowed, size=_SOME, page=1))
    sections = [await _section(visit, work, some, kind) for kind in _kinds(visit)]
    return [each for each in sections if each.rows]


async def _section(visit: Visit, work: Work, found: Asked, kind: Kind) -> Section:
    viewer = visit.member.actor if visit.member else None
    hits = await queries.find(work, viewer, found.question, kind, found.narrowed)
    rows = await _SHOWN[kind](visit, work, found, hits.ids)
    if found.kind is None:
        return Section(kind, rows, found.query(**{"in": kind}) if hits.more else "")
    number = found.narrowed.page
    return Section(
        kind,
        rows,
        more=found.query(page=str(number + 1)) if hits.more else "",
        back=found.query(page=str(number - 1) if number > 2 else "") if number > 1 else "",
    )


async def _events(
    visit: Visit, work: Work, _found: Asked, idents: tuple[str, ...]
) -> tuple[object, ...]:
    rows = await events.by_ids(work, idents)
    return tuple(event_cards.card(visit, rows[ident]) for ident in idents if ident in rows)


async def _groups(
    visit: Visit, work: Work, _found: Asked, idents: tuple[str, ...]
) -> tuple[object, ...]:
    rows = await searching.by_actors(work, idents)
    mine = {}
    if visit.member is not None:
        belongs = await groups.memberships_of(work, visit.member.actor)
        mine = {row.group_id: row for row in belongs}
    shown = [rows[ident] for ident in idents if ident in rows]
    return tuple(group_cards.card(visit.reader, group, mine.get(group.id)) for group in shown)


async def _people(
    visit: Visit, work: Work, _found: Asked, idents: tuple[str, ...]
) -> tuple[object, ...]:
    rows = [await actors.by_id(work, ident) for ident in idents]
    return tuple(visit.reader.person(row) for row in rows if row is not None)


async def _documents(
    visit: Visit, work: Work, _found: Asked, idents: tuple[str, ...]
) -> tuple[object, ...]:
    rows = await papers.by_ids(work, idents)
    return tuple(paper_cards.card(visit, rows[ident]) for ident in idents if ident in rows)


async def _posts(
    visit: Visit, work: Work, found: Asked, idents: tuple[str, ...]
) -> tuple[object, ...]:
    viewer = visit.member.actor if visit.member else None
    shown = await posts.dress(work, viewer, [(ident, None) for ident in idents])
    return tuple(_result(visit, found, each.post) for each in shown)


def _result(visit: Visit, found: Asked, post: Post) -> Result:
    """Show a post around the words; what its author hid behind a warning stays hidden."""
    said = post.summary or text.plain(longform.under_its_title(post), _READ)
    return Result(
        path=f"/notes/{post.id}",
        title=excerpts.marked(post.name, found.question),
        excerpt=excerpts.excerpt(said, found.question),
        author=visit.reader.person(post.author),
        published=visit.reader.moment(post.published_at),
        visibility=post.visibility,
        language=post.language,
    )


_SHOWN = {
    Kind.EVENTS: _events,
    Kind.GROUPS: _groups,
    Kind.PEOPLE: _people,
    Kind.DISCUSSIONS: _posts,
    Kind.ARTICLES: _posts,
    Kind.DOCUMENTS: _documents,
    Kind.POSTS: _posts,
}
routes = [Route("/search", search)]
