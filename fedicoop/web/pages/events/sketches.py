"""Events that nobody else sees yet: drafts, and those that are announced by themselves later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.errors import NotFound
from fedicoop.events import queries, times
from fedicoop.events import service as events
from fedicoop.web.forms import Form
from fedicoop.web.pages import uploads
from fedicoop.web.pages.events import cards, desk, fields
from fedicoop.web.pages.events.cards import When, when_of
from fedicoop.web.pages.events.desk import Desk
from fedicoop.web.pages.events.editing import name_of, publish_at, seen_by, sent
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.events import Sketch
    from fedicoop.web.views import Person
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work


@dataclass(frozen=True)
class Drafted:
    """A draft in the list of drafts; ``fault`` says why it could not be announced by itself."""

    path: str
    title: str
    when: When
    host: Person
    publish: str
    fault: str


async def drafted(visit: Visit, work: Work) -> list[Drafted]:
    """Give what the reader drafted, and what of it is announced by itself."""
    return [_drafted(visit, row) for row in await queries.sketches_of(work, visit.me.actor)]


def _drafted(visit: Visit, row: Sketch) -> Drafted:
    draft = events.read(row)
    return Drafted(
        path=f"/drafts/{row.id}",
        title=draft.title,
        when=when_of(visit, draft.starts_at, draft.ends_at, draft.timezone),
        host=visit.reader.person(row.host),
        publish=visit.language.at(row.publish_at, visit.zone) if row.publish_at else "",
        fault=row.fault,
    )


async def _own(visit: Visit, work: Work) -> Sketch:
    row = await queries.sketch(work, visit.param("ident")[: cards.LONGEST_ID], visit.me.actor)
    if row is None:
        raise NotFound("no such draft of this member")
    return row


@members
async def ask_to_redraft(visit: Visit) -> Response:
    """Show a draft in its form."""
    async with visit.reading() as work:
        row = await _own(visit, work)
    draft = events.read(row)
    values: dict[str, str | bool | list[str]] = {**fields.values_of(draft)}
    host = row.host.username if row.host_id != row.organiser_id else ""
    values |= {"host": host, "visibility": draft.visibility, "image": list(draft.files or ())}
    if row.publish_at is not None:
        at = times.wall_at(row.publish_at, draft.timezone)
        values |= {"publish_at": f"{at:%Y-%m-%d}", "publish_hour": f"{at:%H:%M}"}
    opened = Desk(Form.of(values), sketch=row)
    opened.files = await uploads.stored(visit, opened.form)
    return await desk.show(visit, opened)


@members
async def redraft(visit: Visit) -> Response:
    """Change a draft, announce it now or later, or show the form again."""
    async with visit.reading() as work:
        row = await _own(visit, work)
    return await sent(visit, Desk(await visit.form(), sketch=row), _change)


async def _change(visit: Visit, opened: Desk) -> Response:
    form, draft = opened.form, opened.draft(visit)
    later = publish_at(form, draft)
    async with visit.writing() as work:
        row = await _own(visit, work)
        name = await name_of(visit, work, form)
        await events.schedule(work, row, None)
        await events.redraft(work, row, seen_by(form, draft, name), name.actor)
        if form.line("do") == "draft":
            return visit.redirect("/drafts", say="drafted")
        if later is not None:
            await events.schedule(work, row, later)
            return visit.redirect("/drafts", say="scheduled")
        event = await events.publish(work, row)
    return visit.redirect(cards.path_of(event), say="announced")


@members
async def drop(visit: Visit) -> Response:
    """Throw a draft away."""
    async with visit.writing() as work:
        await events.drop(work, await _own(visit, work))
    return visit.redirect("/drafts", say="dropped")


routes = [
    Route("/drafts/{ident}", ask_to_redraft),
    Route("/drafts/{ident}", redraft, methods=["POST"]),
    Route("/drafts/{ident}/drop", drop, methods=["POST"]),
]
