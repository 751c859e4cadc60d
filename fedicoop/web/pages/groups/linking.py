"""The links that a group keeps for its members: shown by folder, added, changed, removed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.routing import Route

from fedicoop.errors import Invalid, NotFound
from fedicoop.groups import Resource, policy, queries, service
from fedicoop.groups.service import ResourceDraft
from fedicoop.web.forms import Form
from fedicoop.web.pages.groups import cards
from fedicoop.web.pages.groups.showing import whole
from fedicoop.web.visit import members, page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.responses import Response

    from fedicoop.web.pages.groups.cards import Seen
    from fedicoop.web.views import Moment, Person
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_LONGEST = 3000


@dataclass(frozen=True)
class Kept:
    """One link: where it leads, who added it and when; ``changes``: the reader may change it."""

    id: str
    title: str
    link: str
    host: str
    summary: str
    by: Person
    at: Moment
    changes: bool


@dataclass(frozen=True)
class Folder:
    """Links under one name; those in no folder are under ""."""

    name: str
    links: tuple[Kept, ...]


async def seen_links(visit: Visit, work: Work) -> Seen:
    """Give a group whose links the reader may see; NotFound for everybody else."""
    seen = await cards.seen(visit, work, visit.param("handle"))
    if not policy.may_see_links(seen.group, seen.standing):
        raise NotFound("its links are not for this reader")
    return seen


@page
async def show_links(visit: Visit) -> Response:
    """Show what a group keeps."""
    return await _page(visit, Form())


async def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    async with visit.reading() as work:
        seen = await seen_links(visit, work)
        rows = await queries.resources_of(work, seen.group)
        group = await whole(visit, work, seen)
    found = folders(visit, seen, rows)
    names = [each.name for each in found if each.name]
    adds = policy.may_add_link(seen.group, seen.standing)
    return visit.page(
        "groups/links.html", status, group=group, folders=found, names=names, form=form, adds=adds
    )


def folders(visit: Visit, seen: Seen, rows: Sequence[Resource]) -> list[Folder]:
    """Sort links into their folders: first those in none, then folder by folder."""
    inside: dict[str, list[Kept]] = {"": []}
    inside |= {row.title: [] for row in rows if row.is_folder}
    for row in rows:
        if not row.is_folder:
            name = row.folder.title if row.folder is not None else ""
            inside.setdefault(name, []).append(_kept(visit, seen, row))
    return [Folder(name, tuple(links)) for name, links in inside.items() if links]


def _kept(visit: Visit, seen: Seen, row: Resource) -> Kept:
    own = visit.member is not None and row.author_id == visit.member.actor_id
    return Kept(
        id=row.id,
        title=row.title,
        link=row.link,
        host=urlsplit(row.link).hostname or "",
        summary=row.summary,
        by=visit.reader.person(row.author),
        at=visit.reader.moment(row.created_at),
        changes=policy.may_change_link(seen.group, seen.standing, own=own),
    )


def _draft(form: Form) -> ResourceDraft:
    return ResourceDraft(
        title=form.line("title", _LONGEST),
        link=form.line("link", _LONGEST),
        summary=form.line("summary", _LONGEST),
        folder=form.line("folder", _LONGEST),
    )


@members
async def add(visit: Visit) -> Response:
    """Keep a link."""
    form = await visit.form()
    try:
        async with visit.writing() as work:
            seen = await seen_links(visit, work)
            await service.add_link(work, seen.group, await visit.actor(work), _draft(form))
    except Invalid as error:
        return await _page(visit, form.blame(error), 422)
    return visit.redirect(f"/@{visit.param('handle')}/links", say="link_added")


async def _changeable(visit: Visit, work: Work) -> tuple[Seen, Resource]:
    """Give a link of the group in the address that the reader may change; else NotFound."""
    seen = await seen_links(visit, work)
    row = await queries.resource_by_id(work, visit.param("ident")[:40])
    own = row is not None and row.author_id == visit.me.actor_id
    if row is None or row.group_id != seen.group.id or row.is_folder or row.removed_at is not None:
        raise NotFound("no such link")
    if not policy.may_change_link(seen.group, seen.standing, own=own):
        raise NotFound("not theirs to change")
    return seen, row


@members
async def edit(visit: Visit) -> Response:
    """Show the form of a link that was added."""
    async with visit.reading() as work:
        _, row = await _changeable(visit, work)
    folder = row.folder.title if row.folder is not None else ""
    said = {"title": row.title, "link": row.link, "summary": row.summary, "folder": folder}
    return await _edit_page(visit, Form.of(said))


async def _edit_page(visit: Visit, form: Form, status: int = 200) -> Response:
    async with visit.reading() as work:
        seen, row = await _changeable(visit, work)
        rows = await queries.resources_of(work, seen.group)
        group = await whole(visit, work, seen)
    names = [each.title for each in rows if each.is_folder]
    return visit.page("groups/link.html", status, group=group, form=form, names=names, ident=row.id)


@members
async def change(visit: Visit) -> Response:
    """Change what is said of a link."""
    form = await visit.form()
    try:
        async with visit.writing() as work:
            _, row = await _changeable(visit, work)
            await service.change_link(work, row, await visit.actor(work), _draft(form))
    except Invalid as error:
        return await _edit_page(visit, form.blame(error), 422)
    return visit.redirect(f"/@{visit.param('handle')}/links", say="saved")


@members
async def remove(visit: Visit) -> Response:
    """Remove a link."""
    async with visit.writing() as work:
        _, row = await _changeable(visit, work)
        await service.remove_link(work, row, await visit.actor(work))
    return visit.redirect(f"/@{visit.param('handle')}/links", say="link_removed")


routes = [
    Route("/@{handle}/links", show_links),
    Route("/@{handle}/links", add, methods=["POST"]),
    Route("/@{handle}/links/{ident}", edit),
    Route("/@{handle}/links/{ident}", change, methods=["POST"]),
    Route("/@{handle}/links/{ident}/remove", remove, methods=["POST"]),
]
