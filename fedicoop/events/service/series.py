"""Dates that repeat (RFC 5545): each is an event of its own, which every server understands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from fedicoop.db import skip_locked
from fedicoop.errors import FedicoopError, Invalid, TooMany
from fedicoop.events import queries, repeating, times
from fedicoop.events.models import Series, Status
from fedicoop.events.service import announcing, telling
from fedicoop.events.service.checking import check
from fedicoop.events.service.forms import draft_of
from fedicoop.ids import new_id

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.actors import Actor
    from fedicoop.events.models import Event
    from fedicoop.events.service.drafts import EventDraft
    from fedicoop.work import Work

AHEAD = timedelta(days=92)
"""How long before it takes place a date of a series is announced."""
_AT_LEAST = 2
_LATER = timedelta(hours=1)


def dates(rule: str, first: datetime) -> list[datetime]:
    """Give the wall times of a rule from the first one on: at most 60, within 400 days.

    Raises Invalid for a rule that cannot be read, repeats within a day, or has no date.
    """
    walls = repeating.dates(rule, first)
    if not walls:
        raise Invalid({"rrule": "This repetition has no date."})
    return walls


async def begin(
    work: Work, organiser: Actor, draft: EventDraft, host: Actor | None = None
) -> list[Event]:
    """Announce the dates of a repeating event that are near, two at least; give them in order.

    The others follow as they come near (``go_on``): sixty at once would flood who follows.
    """
    draft = check(draft)
    walls = [wall for wall in dates(draft.rrule, draft.starts) if _is_to_come(work, draft, wall)]
    if not walls:
        raise Invalid({"starts": "This date is over."})
    row = Series(
        id=new_id(work.now()),
        rrule=draft.rrule,
        timezone=draft.timezone,
        first_wall=times.written(draft.starts),
        moved_minutes=0,
        created_at=work.now(),
    )
    work.session.add(row)
    near = [wall for wall in walls if _is_near(work, draft.timezone, wall)] or walls[:1]
    near = walls[: max(len(near), _AT_LEAST)]
    _note_next(row, near[-1], walls)
    await work.session.flush()
    return [
        await announcing.store(work, organiser, draft.at(wall), host or organiser, row.id)
        for wall in near
    ]


def _is_near(work: Work, zone: str, wall: datetime) -> bool:
    return times.moment_at(wall, zone) <= work.now() + AHEAD


def _note_next(row: Series, last: datetime, walls: list[datetime]) -> None:
    """Note which date of the rule was announced last, and when the next one is due."""
    row.announced_wall = times.written(last)
    following = next((wall for wall in walls if wall > last), None)
    row.next_at = times.moment_at(following, row.timezone) - AHEAD if following else None


async def go_on(work: Work, limit: int = 20) -> int:
    """Announce the dates of repeating events that have come near; give how many.

    They are like the last date that nobody changed by itself. Where its organiser may announce no
    more, the series ends, and she hears of it.
    """
    query = select(Series).where(Series.next_at <= work.now()).order_by(Series.next_at).limit(limit)
    number = 0
    for row in list(await work.session.scalars(skip_locked(query))):
        model = await _model(work, row)
        try:
            async with work.attempt():
                number += await _announce_next(work, row, model)
        except TooMany:
            row.next_at = work.now() + _LATER
        except FedicoopError:
            row.next_at = None
            if model is not None:
                work.tell(telling.STOPPED, model.organiser_id, model.host_id, model.uri)
    await work.session.flush()
    return number


async def _model(work: Work, row: Series) -> Event | None:
    """Give the last date of a series that was neither cancelled nor moved by itself."""
    dates_of_it = list(await queries.of_series(work, row.id))
    kept = [each for each in dates_of_it if each.status != Status.CANCELLED]
    plain = [each for each in kept if each.starts_wall == each.occurrence]
    found = plain or kept
    return found[-1] if found else None


async def _announce_next(work: Work, row: Series, model: Event | None) -> int:
    first, last = times.read_wall(row.first_wall), times.read_wall(row.announced_wall)
    if model is None or first is None or last is None:
        row.next_at = None
        return 0
    walls = repeating.dates(row.rrule, first)
    due = [wall for wall in walls if wall > last and _is_near(work, row.timezone, wall)]
    files = tuple(each.file_id for each in model.post.attachments if each.file_id)
    draft = replace(draft_of(model), files=files)
    by = timedelta(minutes=row.moved_minutes)
    ahead = [wall + by for wall in due if _is_to_come(work, draft, wall + by)]
    for wall in ahead:
        await announcing.store(work, model.organiser, draft.at(wall), model.host, row.id)
    _note_next(row, due[-1] if due else last, walls)
    return len(ahead)


def _is_to_come(work: Work, draft: EventDraft, wall: datetime) -> bool:
    return times.moment_at(wall, draft.timezone) > work.now()


async def revise_all(work: Work, event: Event, actor: Actor, draft: EventDraft) -> list[Event]:
    """Change this date and those after it that nobody moved, each at its own day.

    A date that was changed by itself (another hour, cancelled) keeps its time.
    """
    if event.series_id is None:
        return [await announcing.revise(work, event, actor, draft)]
    shift = draft.starts - (times.read_wall(event.starts_wall) or draft.starts)
    row = await work.session.get(Series, event.series_id)
    if row is not None:
        row.moved_minutes += round(shift.total_seconds() / 60)
    changed = []
    for each in await queries.of_series(work, event.series_id):
        if each.is_over or each.starts_at < event.starts_at:
            continue
        wall = times.read_wall(each.starts_wall) or draft.starts
        moved = each.starts_wall != each.occurrence and each.id != event.id
        target = draft.at(wall if moved else wall + shift)
        changed.append(await announcing.revise(work, each, actor, replace(target, files=None)))
        if not moved:
            each.occurrence = each.starts_wall
    return changed


async def cancel_all(work: Work, event: Event, actor: Actor, reason: str = "") -> int:
    """Cancel this date and those after it; give how many."""
    if event.series_id is None:
        await announcing.cancel(work, event, actor, reason)
        return 1
    number = 0
    for each in await queries.of_series(work, event.series_id):
        if not each.is_over and each.starts_at >= event.starts_at:
            await announcing.cancel(work, each, actor, reason)
            number += 1
    row = await work.session.get(Series, event.series_id)
    if row is not None:
        row.next_at = None
    return number
