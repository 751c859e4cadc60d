"""The library: the newest documents that the reader may see, by category, by words, by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.errors import NotFound
from fedicoop.groups import policy as groups
from fedicoop.library import policy, queries
from fedicoop.library.queries import Wanted
from fedicoop.moderation import queries as rules
from fedicoop.web import sharing
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.library import cards, grouped
from fedicoop.web.visit import members, page, with_query

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.library import Category
    from fedicoop.library.policy import Reader
    from fedicoop.web.pages.library.grouped import Owner
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_PAGE = 20
_DOCUMENTS = msg("Documents")
_ABOUT = msg("Statutes, accounts, minutes and models of %(name)s.")


@page
async def show_documents(visit: Visit) -> Response:
    """Show what is in the library for this reader; visitors get what is for everybody."""
    viewer = visit.member.actor if visit.member else None
    async with visit.reading() as work:
        rows = await queries.categories(work)
        chosen = next((row for row in rows if row.id == visit.query("category", 40)), None)
        seen = await _group(visit, work)
        wanted = Wanted(_with_below(rows, chosen), seen.group.id if seen else "", _words(visit))
        found = await queries.listed(work, viewer, wanted, visit.query("before", 40), _PAGE)
        counts = await queries.counts(work, viewer)
        reader = await queries.reader(work, viewer)
    return visit.page(
        "library/list.html",
        form=Form.of({"q": _words(visit), "category": chosen.id if chosen else ""}),
        cards=[cards.card(visit, each) for each in found.items],
        next=_next(visit, found.next),
        older=bool(visit.query("before")),
        shelves=cards.shelves(rows, counts),
        chosen=cards.shelf(chosen) if chosen else None,
        group=visit.reader.person(seen.group.actor) if seen else None,
        filtered=bool(chosen or seen or _words(visit)),
        add=grouped.adding(visit, seen)
        if seen
        else "/new/document"
        if policy.may_publish(reader)
        else "",
        orders=policy.may_order(reader),
        puts_away=reader.inside,
        circle=reader.inside and bool(await _circle(visit)),
        sharing=_sharing(visit),
    )


async def _circle(visit: Visit) -> list[str]:
    """Give the cooperatives whose documents members find beside their own."""
    async with visit.reading() as work:
        return await rules.circle(work)


def _words(visit: Visit) -> str:
    return " ".join(visit.query("q", 200).split())


def _with_below(rows: list[Category], chosen: Category | None) -> tuple[str, ...]:
    """Give a category's id and those of what stands below it."""
    if chosen is None:
        return ()
    return (chosen.id, *(row.id for row in rows if row.parent_id == chosen.id))


async def _group(visit: Visit, work: Work) -> Owner | None:
    """Give the group whose documents are asked for; NotFound for none that the reader knows."""
    handle = visit.query("group", 200)
    if not handle:
        return None
    seen = await grouped.owner(visit, work, handle)
    if not groups.may_see_content(seen.group, seen.standing):
        raise NotFound("no documents of this group for this reader")
    return seen


def _add(reader: Reader) -> str:
    return "/new/document" if policy.may_publish(reader) else ""


def _next(visit: Visit, following: str | None) -> str:
    if following is None:
        return ""
    return with_query("/documents", **_asked(visit, ("q", "category", "group")), before=following)


def _sharing(visit: Visit) -> sharing.Sharing:
    """Say what the list is; a choice of it is not one more page for search engines."""
    asked = _asked(visit, ("q", "category", "group", "before"))
    return sharing.of_list(
        f"{visit.say(_DOCUMENTS)} · {visit.site.name}",
        visit.say(_ABOUT) % {"name": visit.site.name},
        f"{visit.site.base}{with_query('/documents', **asked)}",
        feed=f"{visit.site.base}/documents.atom",
        indexed=not asked,
    )


def _asked(visit: Visit, names: tuple[str, ...]) -> dict[str, str]:
    asked = {name: visit.query(name, 200) for name in names}
    return {name: value for name, value in asked.items() if value}


@members
async def show_put_away(visit: Visit) -> Response:
    """Show what was put away, to those who may take it out again."""
    async with visit.reading() as work:
        found = await queries.put_away(work, visit.me.actor)
    return visit.page("library/archive.html", cards=[cards.card(visit, each) for each in found])


routes = [
    Route("/documents", show_documents),
    Route("/archived-documents", show_put_away),
]
