"""Announcing an event and changing it: one form, checked field by field."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop import text
from fedicoop.errors import Invalid, NotFound, Refused
from fedicoop.events import service as events
from fedicoop.events import times
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages import uploads
from fedicoop.web.pages.events import cards, desk, fields, hosting, parts
from fedicoop.web.pages.events.desk import Desk
from fedicoop.web.pages.events.reading import day_of, hour_of, wall
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.responses import Response

    from fedicoop.events import Event
    from fedicoop.events.service import EventDraft
    from fedicoop.posts import Post
    from fedicoop.web.pages.events.desk import Finish
    from fedicoop.web.pages.events.hosting import Name
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_WHEN = msg("Say on which day, and at what hour.")


@members
async def ask_to_create(visit: Visit) -> Response:
    """Show the form: empty, or with what another event says, for another date."""
    group, copied = visit.query("group", 100).lstrip("@"), visit.query("copy", cards.LONGEST_ID)
    if copied:
        form = await _copied(visit, copied)
    else:
        values = fields.values_of(desk.blank(visit))
        form = Form.of({**values, "starts": "", "starts_hour": "", "host": group})
    opened = Desk(form)
    opened.files = await uploads.stored(visit, form)
    return await desk.show(visit, opened)


async def _copied(visit: Visit, ident: str) -> Form:
    """Give the form with what an event of ours says, without its date and without its secrets."""
    async with visit.reading() as work:
        event = await cards.seen(visit, work, ident)
        if not event.local:
            raise NotFound("only events of ours are copied")
        draft = events.draft_of(event)
        if not await events.manages(work, event, visit.me.actor):
            draft = replace(draft, tools=(), online_url="", alert_over=None)
        found = await hosting.names(visit, work, event.host.username)
    host = next((name.value for name in found if name.actor.id == event.host_id), "")
    values: dict[str, str | bool | list[str]] = {**fields.values_of(draft)}
    empty = ("starts", "ends_day", "closes", "closes_hour")
    values |= dict.fromkeys(empty, "") | {"host": host, "image": _images(event.post)}
    values["source"] = _source(event)
    return Form.of(values)


def _images(post: Post) -> list[str]:
    return [each.file_id for each in post.attachments if each.file_id]


def _source(event: Event) -> str:
    return event.post.source or text.plain(event.post.content, 100_000)


@members
async def create(visit: Visit) -> Response:
    """Announce an event, keep it as a draft, or show the form again."""
    return await sent(visit, Desk(await visit.form()), _make)


async def sent(visit: Visit, opened: Desk, finish: Finish) -> Response:
    """Do what a form asks for; show it again for a look, or with what is wrong."""
    form = opened.form
    try:
        opened.files = await uploads.take_in(visit, form)
        if parts.asked(form):
            return await desk.show(visit, opened)
        if form.line("do") == "preview" or uploads.undescribed(form, opened.files):
            return await desk.show(visit, opened, looks=True)
        return await finish(visit, opened)
    except Invalid as error:
        form.blame(fields.moved(error))
        opened.files = opened.files or await uploads.stored(visit, form)
        return await desk.show(visit, opened, 422)


async def _make(visit: Visit, opened: Desk) -> Response:
    form, draft = opened.form, opened.draft(visit)
    later = publish_at(form, draft)
    async with visit.writing() as work:
        name = await name_of(visit, work, form)
        draft = seen_by(form, draft, name)
        me = await visit.actor(work)
        if form.line("do") == "draft":
            await events.draft(work, me, draft, name.actor)
            return visit.redirect("/drafts", say="drafted")
        if later is not None:
            await events.schedule(work, await events.draft(work, me, draft, name.actor), later)
            return visit.redirect("/drafts", say="scheduled")
        event = await _announce(work, draft, name, visit)
    return visit.redirect(cards.path_of(event), say="announced")


async def _announce(work: Work, draft: EventDraft, name: Name, visit: Visit) -> Event:
    me = await visit.actor(work)
    if draft.rrule:
        return (await events.begin(work, me, draft, name.actor))[0]
    return await events.announce(work, me, draft, name.actor)


async def name_of(visit: Visit, work: Work, form: Form) -> Name:
    """Give the name in which the form announces; raises Invalid."""
    value = form.line("host", 100)
    return hosting.chosen(await hosting.names(visit, work, value), value)


def seen_by(form: Form, draft: EventDraft, name: Name) -> EventDraft:
    """Say in a draft who may see it."""
    allowed = events.visibilities(name.group)
    return replace(draft, visibility=fields.visibility_of(form, allowed))


def publish_at(form: Form, draft: EventDraft) -> datetime | None:
    """Give the moment at which an event is to be announced by itself; raises Invalid."""
    if form.line("do") != "schedule":
        return None
    day, hour = day_of(form, "publish_at"), hour_of(form, "publish_hour")
    if day is None or hour is None:
        raise Invalid({"publish_at": _WHEN})
    return times.moment_at(wall(day, hour), draft.timezone)


@members
async def ask_to_edit(visit: Visit) -> Response:
    """Show what an event is to those who may change it."""
    event = await _managed(visit)
    values: dict[str, str | bool | list[str]] = {**fields.values_of(events.draft_of(event))}
    values |= {"source": _source(event), "image": _images(event.post), "scope": "this"}
    opened = Desk(Form.of(values), event=event)
    opened.files = await uploads.stored(visit, opened.form)
    return await desk.show(visit, opened)


@members
async def edit(visit: Visit) -> Response:
    """Change an event, or show the form again."""
    return await sent(visit, Desk(await visit.form(), event=await _managed(visit)), _change)


async def _managed(visit: Visit) -> Event:
    """Give an event that the reader may change; NotFound for everybody else's."""
    async with visit.reading() as work:
        event = await cards.seen(visit, work)
        if not await events.manages(work, event, visit.me.actor):
            raise NotFound("not theirs to change")
    if event.is_over:
        raise Refused(f"{event.uri} was cancelled", safe=msg("This event was cancelled."))
    return event


async def _change(visit: Visit, opened: Desk) -> Response:
    draft = opened.draft(visit)
    async with visit.writing() as work:
        event, me = await cards.seen(visit, work), await visit.actor(work)
        if event.series_id is not None and opened.form.line("scope") == "later":
            await events.revise_all(work, event, me, draft)
        await events.revise(work, event, me, draft)
    return visit.redirect(cards.path_of(event), say="saved")


routes = [
    Route("/new/event", ask_to_create),
    Route("/new/event", create, methods=["POST"]),
    Route("/events/{ident}/edit", ask_to_edit),
    Route("/events/{ident}/edit", edit, methods=["POST"]),
]
