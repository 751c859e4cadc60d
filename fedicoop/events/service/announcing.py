"""Announcing events, changing them, moving them, cancelling and deleting them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.errors import Invalid, Refused
from fedicoop.events import documents, times
from fedicoop.events.models import Comments, Event, Need, Status
from fedicoop.events.service import sharing, telling
from fedicoop.events.service.checking import LONGEST_TEXT, check
from fedicoop.events.service.forms import PLAIN, draft_of
from fedicoop.events.service.hosts import check_manages, check_may_announce, send
from fedicoop.events.service.places import find_or_keep
from fedicoop.events.service.seats import fill, lock
from fedicoop.groups import queries as groups
from fedicoop.ids import new_id
from fedicoop.posts import service as posts
from fedicoop.posts.service import SubjectDraft

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.actors import Actor
    from fedicoop.events.service.drafts import EventDraft, PlaceDraft
    from fedicoop.groups import Group
    from fedicoop.work import Work


async def announce(
    work: Work, organiser: Actor, draft: EventDraft, host: Actor | None = None
) -> Event:
    """Announce an event, in a group's name when ``host`` is its actor; tell the network.

    Raises Invalid for what cannot be announced, Refused for whom the group does not let. A
    repeating event is announced with ``series.begin``.
    """
    draft = check(draft)
    if draft.starts_at <= work.now() and (draft.ends_at or draft.starts_at) <= work.now():
        raise Invalid({"starts": "This date is over."})
    return await store(work, organiser, draft, host or organiser)


async def store(
    work: Work, organiser: Actor, draft: EventDraft, host: Actor, series_id: str | None = None
) -> Event:
    """Keep a checked draft as an event and say it; ``series_id`` makes it one of several dates."""
    group = await check_may_announce(work, organiser, host, draft.visibility)
    ident = new_id(work.now())
    uri = work.urls.event(ident)
    post = await posts.place(work, organiser, _subject(draft, host, group), ident, uri)
    event = Event(
        id=ident,
        uri=uri,
        local=True,
        post=post,
        organiser=organiser,
        host=host,
        series_id=series_id,
        occurrence=times.written(draft.starts) if series_id else "",
        sequence=0,
        seats_taken=0,
        created_at=work.now(),
        source_url=draft.source_url,
        source_uid=draft.source_uid,
        co_organisers=[],
        needs=[],
    )
    await _take_over(work, event, draft)
    work.session.add(event)
    await work.session.flush()
    await send(work, event, documents.create(work, event))
    await sharing.share(work, event)
    return event


def _subject(draft: EventDraft, host: Actor, group: Group | None) -> SubjectDraft:
    return SubjectDraft(
        type="Event",
        name=draft.title,
        source=draft.source,
        speaker=host,
        visibility=draft.visibility,
        language=draft.language,
        files=draft.files,
        tags=draft.tags,
        group=group,
    )


async def _take_over(work: Work, event: Event, draft: EventDraft) -> None:
    """Set everything that a form may change, beside the words."""
    event.place = await find_or_keep(work, draft.place)
    event.starts_at, event.ends_at = draft.starts_at, draft.ends_at
    event.timezone = draft.timezone
    event.starts_wall = times.written(draft.starts)
    event.ends_wall = times.written(draft.ends) if draft.ends else ""
    event.registration_closes_at = (
        times.moment_at(draft.closes, draft.timezone) if draft.closes else None
    )
    for name in PLAIN:
        setattr(event, name, getattr(draft, name))
    event.tools = [{"name": each.name, "url": each.url} for each in draft.tools]
    event.questions = [
        {"text": text.clean(each.text, 500), "required": each.required} for each in draft.questions
    ]
    closed = draft.comments == Comments.CLOSED
    event.post.closed_at = (event.post.closed_at or work.now()) if closed else None
    event.post.answers_wait = draft.comments == Comments.MODERATED
    _take_needs(work, event, draft)
    event.changed_at = work.now()


def _take_needs(work: Work, event: Event, draft: EventDraft) -> None:
    """Keep the rows of roles that are still asked for, so that nobody loses hers."""
    there = {each.role: each for each in event.needs}
    rows = []
    for position, each in enumerate(draft.needs):
        role = text.clean(each.role, 100)
        row = there.get(role) or Need(id=new_id(work.now()), role=role)
        row.position, row.count = position, each.count
        rows.append(row)
    event.needs = list({row.role: row for row in rows}.values())


async def revise(work: Work, event: Event, actor: Actor, draft: EventDraft) -> Event:
    """Change an event; who gave an answer hears of another time or place, others of the rest.

    Who may see it stays as it was announced. More seats let people of the waiting list in.
    """
    await check_manages(work, event, actor)
    _check_stands(event)
    await lock(work, event)
    draft = check(replace(draft, visibility=event.post.visibility))
    before = (event.starts_at, event.ends_at, event.place_id)
    was = _said(event)
    group = await groups.by_id(work, event.post.group_id) if event.post.group_id else None
    changed = await posts.rewrite(work, event.post, _subject(draft, event.host, group))
    await _take_over(work, event, draft)
    await work.session.flush()
    if not changed and _said(event) == was:
        return event
    event.sequence += 1
    place_id = event.place.id if event.place else None
    if (event.starts_at, event.ends_at, place_id) != before:
        await telling.tell_all(work, event, telling.MOVED, actor)
    await fill(work, event)
    await say_update(work, event)
    return event


def _said(event: Event) -> tuple[object, ...]:
    place = event.place.id if event.place else None
    moments = (event.starts_at, event.ends_at, event.registration_closes_at, event.timezone)
    needs = [(each.role, each.count) for each in event.needs]
    plain = [getattr(event, name) for name in PLAIN]
    return (place, moments, needs, plain, event.tools, event.questions)


async def move(
    work: Work, event: Event, actor: Actor, starts: datetime, place: PlaceDraft | None = None
) -> Event:
    """Put an event off to another wall time of its zone, as long as before, or elsewhere."""
    draft = draft_of(event).at(starts)
    return await revise(work, event, actor, replace(draft, place=place or draft.place))


async def cancel(work: Work, event: Event, actor: Actor, reason: str = "") -> None:
    """Say that an event does not take place; it stays to be seen, with the reason."""
    await check_manages(work, event, actor)
    _check_stands(event)
    event.status = Status.CANCELLED
    event.cancelled_reason = text.clean(reason, LONGEST_TEXT)
    event.sequence += 1
    event.changed_at = work.now()
    await telling.tell_all(work, event, telling.CANCELLED, actor)
    await say_update(work, event)


async def delete(work: Work, event: Event, actor: Actor) -> None:
    """Delete an event for good; whoever answered hears that it does not take place."""
    if event.post.is_deleted:
        return
    await check_manages(work, event, actor)
    if event.status != Status.CANCELLED:
        await telling.tell_all(work, event, telling.CANCELLED, actor)
    to, cc = await posts.withdraw(work, event.post)
    event.seats_taken = 0
    event.status = Status.CANCELLED
    event.changed_at = work.now()
    await work.session.flush()
    await send(work, event, documents.delete(work, event, to, cc))


def _check_stands(event: Event) -> None:
    if event.is_over:
        raise Refused(
            f"{event.uri} was cancelled", safe="This event was cancelled and cannot be changed."
        )


async def say_update(work: Work, event: Event) -> None:
    """Let everybody who got an event have it as it is now."""
    posts.touch(work, event.post)
    await work.session.flush()
    await send(work, event, documents.update(work, event))
