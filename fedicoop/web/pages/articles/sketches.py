"""Articles that nobody else sees yet: drafts, and those that are published by themselves later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop.groups import queries as groups
from fedicoop.posts import queries, service
from fedicoop.web.forms import Form
from fedicoop.web.pages import uploads
from fedicoop.web.pages.articles import desk
from fedicoop.web.pages.articles.desk import Desk
from fedicoop.web.pages.articles.editing import moment_of, sent
from fedicoop.web.pages.sketching import LIST, Drafted, Sort, later_values, said_later

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.posts import Sketch
    from fedicoop.web.views import Moment
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work


@dataclass(frozen=True)
class DraftedArticle(Drafted):
    """An article that was begun, and when it was touched last."""

    changed: Moment


async def drafted(visit: Visit, work: Work) -> list[DraftedArticle]:
    """Give what the reader drafted, the last touched first."""
    rows = await queries.sketches_of(work, visit.me.actor)
    return [
        DraftedArticle(
            path=f"{DRAFTS.path}/{row.id}",
            title=service.read_sketch(row).title,
            changed=visit.reader.moment(row.updated_at),
            publish=said_later(visit, row.publish_at),
            fault=row.fault,
        )
        for row in rows
    ]


async def _show(visit: Visit, row: Sketch) -> Response:
    """Show a draft in its form."""
    async with visit.reading() as work:
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
    return Form.of(values | later_values(row.publish_at, visit.zone))


async def _redraft(visit: Visit, row: Sketch) -> Response:
    """Change a draft, publish it now or later, or show the form again."""
    return await sent(visit, Desk(await visit.form(), sketch=row), _change)


async def _change(visit: Visit, opened: Desk) -> Response:
    form, later = opened.form, moment_of(visit, opened.form)
    async with visit.writing() as work:
        row = await DRAFTS.own(visit, work)
        draft = opened.draft(await desk.place_of(visit, work, form))
        await service.schedule_sketch(work, row, None)
        await service.redraw(work, row, draft)
        if form.line("do") == "draft" or later is not None:
            await service.schedule_sketch(work, row, later)
            return visit.redirect(LIST, say="put_by" if later else "drafted")
        post = await service.publish_sketch(work, row)
    return visit.redirect(f"/articles/{post.id}", say="article_published")


DRAFTS = Sort(f"{LIST}/article", queries.sketch, _show, _redraft, service.drop_sketch)
routes = DRAFTS.routes()
