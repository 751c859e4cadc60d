"""What becomes of an event: cancelled with a reason, deleted for good, or told about afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.errors import Invalid, NotFound
from fedicoop.events import service as events
from fedicoop.web.forms import Form
from fedicoop.web.pages.events import cards
from fedicoop.web.pages.events.reading import number_of
from fedicoop.web.pages.events.whole import whole
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.events import Event
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_LONGEST = 5000


async def managed(visit: Visit, work: Work) -> Event:
    """Give an event that the reader looks after; NotFound for everybody else's."""
    event = await cards.seen(visit, work)
    if not await events.manages(work, event, visit.me.actor):
        raise NotFound("not theirs to look after")
    return event


async def _ask(visit: Visit, template: str, form: Form, status: int = 200) -> Response:
    async with visit.reading() as work:
        event = await whole(visit, work, await managed(visit, work))
    return visit.page(template, status, event=event, form=form)


@members
async def ask_to_cancel(visit: Visit) -> Response:
    """Ask for the reason before an event is cancelled."""
    return await _ask(visit, "events/cancel.html", Form.of({"scope": "this"}))


@members
async def cancel(visit: Visit) -> Response:
    """Cancel an event, or this date of a series and those after it."""
    form = await visit.form()
    reason = form.text("reason", _LONGEST)
    async with visit.writing() as work:
        event, me = await managed(visit, work), await visit.actor(work)
        if form.line("scope") == "later":
            await events.cancel_all(work, event, me, reason)
        else:
            await events.cancel(work, event, me, reason)
    return visit.redirect(cards.path_of(event), say="cancelled")


@members
async def ask_to_delete(visit: Visit) -> Response:
    """Ask once more: what is deleted does not come back."""
    return await _ask(visit, "events/delete.html", Form())


@members
async def delete(visit: Visit) -> Response:
    """Delete an event for good."""
    async with visit.writing() as work:
        await events.delete(work, await managed(visit, work), await visit.actor(work))
    return visit.redirect("/home", say="event_deleted")


@members
async def ask_to_report(visit: Visit) -> Response:
    """Ask what came of an event."""
    async with visit.reading() as work:
        event = await managed(visit, work)
        reached = "" if event.people_reached is None else str(event.people_reached)
        form = Form.of({"text": event.report, "people_reached": reached})
        found = await whole(visit, work, event)
    return visit.page("events/report.html", event=found, form=form)


@members
async def report(visit: Visit) -> Response:
    """Keep what came of an event."""
    form = await visit.form()
    try:
        people = number_of(form, "people_reached")
        async with visit.writing() as work:
            event, me = await managed(visit, work), await visit.actor(work)
            await events.report(work, event, me, form.text("text", _LONGEST + 1), people)
    except Invalid as error:
        return await _ask(visit, "events/report.html", form.blame(error), 422)
    return visit.redirect(cards.path_of(event), say="noted")


routes = [
    Route("/events/{ident}/cancel", ask_to_cancel),
    Route("/events/{ident}/cancel", cancel, methods=["POST"]),
    Route("/events/{ident}/delete", ask_to_delete),
    Route("/events/{ident}/delete", delete, methods=["POST"]),
    Route("/events/{ident}/report", ask_to_report),
    Route("/events/{ident}/report", report, methods=["POST"]),
]
