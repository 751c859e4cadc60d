"""Adding a document, changing what is said of it, giving it a newer version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.accounts import queries as accounts
from fedicoop.errors import Invalid, NotFound
from fedicoop.library import Audience, kinds, policy, queries, service
from fedicoop.library.service import PaperDraft, VersionDraft
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.library import cards, grouped
from fedicoop.web.visit import members, with_query

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.groups import Group
    from fedicoop.library.service import Prepared
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_MEGABYTE = 1024 * 1024
_TOO_LARGE = msg("This file is too large.")


async def _group(visit: Visit, work: Work) -> Group | None:
    """Give the group that is added to, None for the cooperative; NotFound for who may not add."""
    handle = visit.query("group", 200)
    if handle:
        found = await grouped.owner(visit, work, handle)
        if found.takes:
            return found.group
    elif policy.may_publish(await queries.reader(work, visit.me.actor)):
        return None
    raise NotFound("this member may not add documents here")


@members
async def ask_to_add(visit: Visit) -> Response:
    """Show the empty form."""
    async with visit.reading() as work:
        group = await _group(visit, work)
    allowed = policy.audiences_in(group.visibility) if group else policy.OF_COOPERATIVE
    default = Audience.GROUP if group else Audience.MEMBERS
    today = visit.instance.clock().date().isoformat()
    values = {"audience": str(default if default in allowed else allowed[0]), "dated": today}
    return await _add_page(visit, Form.of({**values, "category": visit.query("category", 40)}))


async def _add_page(visit: Visit, form: Form, status: int = 200) -> Response:
    async with visit.reading() as work:
        group = await _group(visit, work)
        values = await _choices(visit, work, group)
    handle = visit.query("group", 200)
    action = with_query("/new/document", group=handle) if handle else "/new/document"
    return visit.page("library/form.html", status, form=form, action=action, card=None, **values)


async def _choices(visit: Visit, work: Work, group: Group | None) -> dict[str, object]:
    """Give what a form lets one choose from."""
    return {
        "group": visit.reader.person(group.actor) if group else None,
        "shelves": cards.shelves(await queries.categories(work)),
        "audiences": policy.audiences_in(group.visibility) if group else policy.OF_COOPERATIVE,
        "colleges": [] if group else await accounts.colleges(work),
        "accepts": ",".join((*kinds.EXTENSIONS, ".jpeg")),
        "most": visit.instance.config.limits.upload_mb,
        "room": (await queries.room(work, visit.me.actor, group)).left,
    }


def _draft(form: Form) -> PaperDraft:
    return PaperDraft(
        title=form.line("title", 1000),
        summary=form.text("summary", 5000),
        audience=form.line("audience", 20),
        category=form.line("category", 40),
        tags=form.line("tags", 2000),
        dated=form.line("dated", 20),
        college=form.line("college", 200),
    )


async def _given(visit: Visit, form: Form) -> VersionDraft:
    """Read what was given; a file is looked at before any transaction begins."""
    chosen = form.files("file")
    file = await _prepared(visit, form) if chosen else None
    return VersionDraft(file, form.line("link", 3000), form.line("note", 1000))


async def _prepared(visit: Visit, form: Form) -> Prepared:
    upload = form.files("file")[0]
    most = visit.instance.config.limits.upload_mb * _MEGABYTE
    if upload.size is None or upload.size > most:
        raise Invalid({"file": _TOO_LARGE})
    return await service.prepare(await upload.read(), upload.filename or "", visit.instance.config)


@members
async def add(visit: Visit) -> Response:
    """Add a document, or show the form again with what was typed."""
    form = await visit.form()
    async with visit.reading() as work:
        await _group(visit, work)
    try:
        given = await _given(visit, form)
        async with visit.writing() as work:
            group = await _group(visit, work)
            me = await visit.actor(work)
            paper = await service.add(work, me, _draft(form), given, group)
    except Invalid as error:
        return await _add_page(visit, form.blame(error), 422)
    return visit.redirect(f"/documents/{paper.id}", say="document_added")


@members
async def ask_to_edit(visit: Visit) -> Response:
    """Show what is said of a document to who may change it."""
    async with visit.reading() as work:
        paper = (await cards.changeable(visit, work)).paper
    values = {
        "title": paper.title,
        "summary": paper.summary,
        "category": paper.category_id or "",
        "tags": ", ".join(paper.tags),
        "dated": paper.dated.isoformat(),
        "audience": policy.audience_of(paper),
        "college": paper.college,
    }
    return await _edit_page(visit, Form.of(values))


async def _edit_page(visit: Visit, form: Form, status: int = 200) -> Response:
    async with visit.reading() as work:
        paper = (await cards.changeable(visit, work)).paper
        version = await queries.newest_version(work, paper)
        values = await _choices(visit, work, paper.group)
    card = cards.card(visit, queries.Shown(paper, version))
    action = f"{card.path}/edit"
    return visit.page("library/form.html", status, form=form, action=action, card=card, **values)


@members
async def edit(visit: Visit) -> Response:
    """Change what is said of a document, or show the form again."""
    form = await visit.form()
    try:
        async with visit.writing() as work:
            seen = await cards.changeable(visit, work)
            await service.change(work, seen.paper, await visit.actor(work), _draft(form))
    except Invalid as error:
        return await _edit_page(visit, form.blame(error), 422)
    return visit.redirect(f"/documents/{visit.param('ident')}", say="saved")


@members
async def ask_for_version(visit: Visit) -> Response:
    """Show the form for a newer version."""
    return await _version_page(visit, Form())


async def _version_page(visit: Visit, form: Form, status: int = 200) -> Response:
    async with visit.reading() as work:
        paper = (await cards.changeable(visit, work)).paper
        version = await queries.newest_version(work, paper)
        values = await _choices(visit, work, paper.group)
    card = cards.card(visit, queries.Shown(paper, version))
    return visit.page("library/version.html", status, form=form, card=card, **values)


@members
async def add_version(visit: Visit) -> Response:
    """Give a document a newer version, or show the form again."""
    form = await visit.form()
    async with visit.reading() as work:
        await cards.changeable(visit, work)
    try:
        given = await _given(visit, form)
        async with visit.writing() as work:
            seen = await cards.changeable(visit, work)
            await service.add_version(work, seen.paper, await visit.actor(work), given)
    except Invalid as error:
        return await _version_page(visit, form.blame(error), 422)
    return visit.redirect(f"/documents/{visit.param('ident')}", say="version_added")


routes = [
    Route("/new/document", ask_to_add),
    Route("/new/document", add, methods=["POST"]),
    Route("/documents/{ident}/edit", ask_to_edit),
    Route("/documents/{ident}/edit", edit, methods=["POST"]),
    Route("/documents/{ident}/version", ask_for_version),
    Route("/documents/{ident}/version", add_version, methods=["POST"]),
]
