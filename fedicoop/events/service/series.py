"""Dates that repeat (RFC 5545): each is an event of its own, which every server understands."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fedicoop.errors import Invalid
from fedicoop.events import queries, repeating, times
from fedicoop.events.models import Series
from fedicoop.events.service import announcing
from fedicoop.events.service.checking import check
from fedicoop.ids import new_id

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.actors import Actor
    from fedicoop.events.models import Event
    from fedicoop.events.service.drafts import EventDraft
    from fedicoop.work import Work


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
    """Announce every date of a repeating event; give them in their order."""
    draft = check(draft)
    walls = [wall for wall in dates(draft.rrule, draft.starts) if _is_to_come(work, draft, wall)]
    if not walls:
        raise Invalid({"starts": "This date is over."})
    row = Series(
        id=new_id(work.now()),
        rrule=draft.rrule,
        timezone=draft.timezone,
        first_wall=times.written(draft.starts),
        exceptions=[],
        created_at=work.now(),
    )
    work.session.add(row)
    await work.session.flush()
    return [
        await announcing.store(work, organiser, draft.at(wall), host or organiser, row.id)
        for wall in walls
    ]


def _is_to_come(work: Work, draft: EventDraft, wall: datetime) -> bool:
    return times.moment_at(wall, draft.timezone) > work.now()


async def revise_all(work: Work, event: Event, actor: Actor, draft: EventDraft) -> list[Event]:
    """Change this date and those after it that nobody moved, each at its own day.

    A date that was changed by itself (another hour, cancelled) keeps its time.
    """
    if event.series_id is None:
        return [await announcing.revise(work, event, actor, draft)]
    shift = draft.starts - (times.read_wall(event.starts_wall) or draft.starts)
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
    return number
