"""The first steps of a newcomer: four of them, which tick themselves; no score, and never twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop.accounts import policy
from fedicoop.events import queries as events

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedicoop.groups import Membership
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work


@dataclass(frozen=True)
class Step:
    """One step: what it is about, where it is taken, whether it was."""

    name: str
    path: str
    done: bool


async def steps(visit: Visit, work: Work, mine: Sequence[Membership]) -> list[Step]:
    """Give the first steps while they are of use; none once all are taken or put away."""
    me = visit.me
    if not policy.wants_guide(me, visit.instance.clock()):
        return []
    near = f"/groups?near={me.postcode}" if me.postcode else "/groups"
    found = [
        Step("profile", "/settings", bool(me.actor.summary or me.actor.icon)),
        Step("letters", "/settings/preferences", me.preferences_at is not None),
        Step("group", near, bool(mine)),
        Step("event", "/agenda", await events.has_answered(work, me.actor)),
    ]
    return [] if all(step.done for step in found) else found
