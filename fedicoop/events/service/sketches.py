"""Events that are not announced yet: drafts, and those that are announced by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fedicoop.errors import FedicoopError, Invalid
from fedicoop.events.models import Sketch
from fedicoop.events.service import announcing, series
from fedicoop.events.service.checking import check
from fedicoop.events.service.drafts import EventDraft, from_data, to_data
from fedicoop.events.service.hosts import check_may_announce
from fedicoop.ids import new_id
from fedicoop.media import service as media
from fedicoop.posts import service as posts

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.actors import Actor
    from fedicoop.events.models import Event
    from fedicoop.work import Work


async def draft(
    work: Work, organiser: Actor, said: EventDraft, host: Actor | None = None
) -> Sketch:
    """Keep an event that nobody else sees; it may still lack anything but a title and a date."""
    host = host or organiser
    await check_may_announce(work, organiser, host)
    await media.attachments(work, said.files or (), organiser)
    row = Sketch(
        id=new_id(work.now()),
        organiser=organiser,
        host=host,
        data=to_data(said),
        created_at=work.now(),
    )
    work.session.add(row)
    await work.session.flush()
    return row


async def redraft(work: Work, row: Sketch, said: EventDraft, host: Actor | None = None) -> Sketch:
    """Change what was drafted, and in whose name; a scheduled one must stay announceable."""
    if host is not None and host.id != row.host.id:
        await check_may_announce(work, row.organiser, host)
        row.host = host
    before = set(read(row).files or ())
    await media.attachments(work, said.files or (), row.organiser)
    row.data = to_data(check(said) if row.publish_at else said)
    row.fault = ""
    await posts.let_go(work, before - set(said.files or ()))
    await work.session.flush()
    return row


async def schedule(work: Work, row: Sketch, at: datetime | None) -> Sketch:
    """Let a draft be announced by itself at a moment, or (None) no more."""
    if at is not None:
        if at <= work.now():
            raise Invalid({"publish_at": "This moment is over."})
        check(from_data(row.data))
    row.publish_at = at
    row.fault = ""
    await work.session.flush()
    return row


async def drop(work: Work, row: Sketch) -> None:
    """Throw a draft away, and its images with it."""
    files = set(read(row).files or ())
    await work.session.delete(row)
    await posts.let_go(work, files)
    await work.session.flush()


def read(row: Sketch) -> EventDraft:
    """Give what was drafted, as the form shows it."""
    return from_data(row.data)


async def publish(work: Work, row: Sketch) -> Event:
    """Announce what was drafted; a repeating one begins its series: its first date is given."""
    said = from_data(row.data)
    if said.rrule:
        event = (await series.begin(work, row.organiser, said, row.host))[0]
    else:
        event = await announcing.announce(work, row.organiser, said, row.host)
    await work.session.delete(row)
    await work.session.flush()
    return event


async def publish_due(work: Work, limit: int = 20) -> int:
    """Announce what is due; one that cannot be any more stays a draft, with the reason."""
    query = (
        select(Sketch)
        .where(Sketch.publish_at <= work.now())
        .options(joinedload(Sketch.organiser), joinedload(Sketch.host))
        .order_by(Sketch.publish_at)
        .limit(limit)
    )
    due = list(await work.session.scalars(query))
    for row in due:
        try:
            async with work.attempt():
                await publish(work, row)
        except FedicoopError as error:
            row.publish_at, row.fault = None, error.safe
    await work.session.flush()
    return len(due)
