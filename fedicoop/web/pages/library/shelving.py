"""The categories of the library, for who runs the site: named, ordered, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.errors import Invalid, NotFound
from fedicoop.library import queries, service
from fedicoop.web.forms import Form
from fedicoop.web.pages.library import cards
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.library import Category
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_PATH = "/admin/documents"


@members
async def show(visit: Visit) -> Response:
    """Show the categories."""
    visit.must_administer()
    return await _page(visit, Form.of({"id": visit.query("change", 40)}))


async def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    async with visit.reading() as work:
        rows = await queries.categories(work)
        counts = await queries.counts(work, visit.me.actor)
        use = await queries.use(work)
    shelves = cards.shelves(rows, counts)
    changed = form.line("id", 40)
    row = next((each for each in rows if each.id == changed), None)
    if row is not None and not form.faults:
        form = Form.of({"id": row.id, "name": row.name, "parent": row.parent_id or ""})
    return visit.page(
        "library/shelves.html",
        status,
        form=form,
        shelves=shelves,
        changed=changed,
        use=use,
        most=visit.instance.config.limits,
        users=[
            (kind, [(visit.reader.person(actor), size) for actor, size in users])
            for kind, users in (("groups", use.groups), ("members", use.members))
            if users
        ],
    )


@members
async def add(visit: Visit) -> Response:
    """Add a category."""
    visit.must_administer()
    form = await visit.form()
    try:
        async with visit.writing() as work:
            name, parent = form.line("name", 500), form.line("parent", 40)
            await service.add_category(work, await visit.actor(work), name, parent)
    except Invalid as error:
        return await _page(visit, form.blame(error), 422)
    return visit.redirect(_PATH, say="saved")


@members
async def change(visit: Visit) -> Response:
    """Name a category anew, put it elsewhere, or remove it."""
    visit.must_administer()
    form = await visit.form()
    try:
        async with visit.writing() as work:
            await _change(visit, work, await _row(work, form), form)
    except Invalid as error:
        return await _page(visit, form.blame(error), 422)
    return visit.redirect(_PATH, say="saved")


async def _row(work: Work, form: Form) -> Category:
    row = await queries.category(work, form.line("id", 40))
    if row is None:
        raise NotFound("no such category")
    return row


async def _change(visit: Visit, work: Work, row: Category, form: Form) -> None:
    me = await visit.actor(work)
    deed = form.choice("do", ("up", "remove"))
    if deed == "remove":
        await service.remove_category(work, me, row)
    elif deed == "up":
        await service.change_category(work, me, row, row.name, row.parent_id or "", up=True)
    else:
        name, parent = form.line("name", 500), form.line("parent", 40)
        await service.change_category(work, me, row, name, parent)


routes = [
    Route(_PATH, show),
    Route(_PATH, add, methods=["POST"]),
    Route(f"{_PATH}/change", change, methods=["POST"]),
]
