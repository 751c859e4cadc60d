"""Events that nobody else sees yet: drafts, and those that are announced by themselves later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop.events import queries
from fedicoop.events import service as events
from fedicoop.web.forms import Form
from fedicoop.web.pages import uploads
from fedicoop.web.pages.events import cards, desk, fields
from fedicoop.web.pages.events.cards import when_of
from fedicoop.web.pages.events.desk import Desk
from fedicoop.web.pages.events.editing import name_of, publish_at, seen_by, sent
from fedicoop.web.pages.sketching import LIST, Drafted, Sort, later_values, said_later

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.events import Sketch
    from fedicoop.web.pages.events.cards import When
    from fedicoop.web.views import Person
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work


@dataclass(frozen=True)
class DraftedEvent(Drafted):
    """An event that was begun, when it is, and who calls to it."""

    when: When
    host: Person


async def drafted(visit: Visit, work: Work) -> list[DraftedEvent]:
    """Give what the reader drafted, and what of it is announced by itself."""
    return [_drafted(visit, row) for row in await queries.sketches_of(work, visit.me.actor)]


def _drafted(visit: Visit, row: Sketch) -> DraftedEvent:
    draft = events.read(row)
    return DraftedEvent(
        path=f"{DRAFTS.path}/{row.id}",
        title=draft.title,
        when=when_of(visit, draft.starts_at, draft.ends_at, draft.timezone),
        host=visit.reader.person(row.host),
        publish=said_later(visit, row.publish_at),
        fault=row.fault,
    )


async def _show(visit: Visit, row: Sketch) -> Response:
    """Show a draft in its form."""
    draft = events.read(row)
    values: dict[str, str | bool | list[str]] = {**fields.values_of(draft)}
    host = row.host.username if row.host_id != row.organiser_id else ""
    values |= {"host": host, "visibility": draft.visibility, "image": list(draft.files or ())}
    opened = Desk(Form.of(values | later_values(row.publish_at, draft.timezone)), sketch=row)
    opened.files = await uploads.stored(visit, opened.form)
    return await desk.show(visit, opened)


async def _redraft(visit: Visit, row: Sketch) -> Response:
    """Change a draft, announce it now or later, or show the form again."""
    return await sent(visit, Desk(await visit.form(), sketch=row), _change)


async def _change(visit: Visit, opened: Desk) -> Response:
    form, draft = opened.form, opened.draft(visit)
    later = publish_at(form, draft)
    async with visit.writing() as work:
        row = await DRAFTS.own(visit, work)
        name = await name_of(visit, work, form)
        await events.schedule(work, row, None)
        await events.redraft(work, row, seen_by(form, draft, name), name.actor)
        if form.line("do") == "draft":
            return visit.redirect(LIST, say="drafted")
        if later is not None:
            await events.schedule(work, row, later)
            return visit.redirect(LIST, say="scheduled")
        event = await events.publish(work, row)
    return visit.redirect(cards.path_of(event), say="announced")


DRAFTS = Sort(LIST, queries.sketch, _show, _redraft, events.drop)
routes = DRAFTS.routes()
