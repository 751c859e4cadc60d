"""Articles that nobody else sees yet: drafts, and those that are published by themselves later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.errors import NotFound
from fedicoop.events import times
from fedicoop.groups import queries as groups
from fedicoop.posts import queries, service
from fedicoop.web.forms import Form
from fedicoop.web.pages import uploads
from fedicoop.web.pages.articles import desk
from fedicoop.web.pages.articles.desk import Desk
from fedicoop.web.pages.articles.editing import moment_of, sent
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.posts import Sketch
    from fedicoop.web.views import Moment
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_LONGEST_ID = 40


@dataclass(frozen=True)
class Drafted:
    """A draft in the list of drafts; ``fault`` says why it could not be published by itself."""

    path: str
    title: str
    changed: Moment
    publish: str
    fault: str


async def drafted(visit: Visit, work: Work) -> list[Drafted]:
    """Give what the reader drafted, the last touched first."""
    rows = await queries.sketches_of(work, visit.me.actor)
    return [
        Drafted(
            path=f"/drafts/article/{row.id}",
            title=service.read_sketch(row).title,
            changed=visit.reader.moment(row.updated_at),
            publish=visit.language.at(row.publish_at, visit.zone) if row.publish_at else "",
            fault=row.fault,
        )
        for row in rows
    ]


async def _own(visit: Visit, work: Work) -> Sketch:
    row = await queries.sketch(work, visit.param("ident")[:_LONGEST_ID], visit.me.actor)
    if row is None:
        raise NotFound("no such draft of this member")
    return row


@members
async def ask_to_redraft(visit: Visit) -> Response:
    """Show a draft in its form."""
    async with visit.reading() as work:
        row = await _own(visit, work)
        form = await _form_of(visit, work, row)
    opened = Desk(form, sketch=row)
    opened.files = await uploads.stored(visit, form)
    return await desk.show(visit, opened)


async def _form_of(visit: Visit, work: Work, row: Sketch) -> Form:
    said = service.read_sketch(row)
    group = await groups.by_id(work, said.group) if said.group else None
    places = await desk.places(visit, work)
    own = (each.value for each in places if each.cooperative and said.cooperative)
    values: dict[str, str | bool | list[str]] = {
        "title": said.title,
        "summary": said.summary,
        "source": said.source,
        "subjects": " ".join(said.subjects),
        "language": said.language,
        "visibility": said.visibility,
        "image": list(said.files),
        "place": group.actor.username if group else next(own, desk.MYSELF),
    }
    if row.publish_at is not None:
        at = times.wall_at(row.publish_at, visit.zone)
        values |= {"publish_at": f"{at:%Y-%m-%d}", "publish_hour": f"{at:%H:%M}"}
    return Form.of(values)


@members
async def redraft(visit: Visit) -> Response:
    """Change a draft, publish it now or later, or show the form again."""
    async with visit.reading() as work:
        row = await _own(visit, work)
    return await sent(visit, Desk(await visit.form(), sketch=row), _change)


async def _change(visit: Visit, opened: Desk) -> Response:
    form, later = opened.form, moment_of(visit, opened.form)
    async with visit.writing() as work:
        row = await _own(visit, work)
        draft = opened.draft(await desk.place_of(visit, work, form))
        await service.schedule_sketch(work, row, None)
        await service.redraw(work, row, draft)
        if form.line("do") == "draft" or later is not None:
            await service.schedule_sketch(work, row, later)
            return visit.redirect("/drafts", say="put_by" if later else "drafted")
        post = await service.publish_sketch(work, row)
    return visit.redirect(f"/articles/{post.id}", say="article_published")


@members
async def drop(visit: Visit) -> Response:
    """Throw a draft away."""
    async with visit.writing() as work:
        await service.drop_sketch(work, await _own(visit, work))
    return visit.redirect("/drafts", say="dropped")


routes = [
    Route("/drafts/article/{ident}", ask_to_redraft),
    Route("/drafts/article/{ident}", redraft, methods=["POST"]),
    Route("/drafts/article/{ident}/drop", drop, methods=["POST"]),
]
