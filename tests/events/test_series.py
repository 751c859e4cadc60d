"""Dates that repeat are announced as they come near: not all at once, and none twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.errors import Refused
from fedicoop.events import queries, service
from fedicoop.events.models import Series
from fedicoop.groups import service as groups
from fedicoop.groups.service import GroupDraft
from tests.clocks import StoppedClock
from tests.events.given import a_draft, given_moderator, kinds, told
from tests.givens import given_member
from tests.groups.given import given_membership

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.events import Event
    from fedicoop.work import Work

WEEKLY = "FREQ=WEEKLY;COUNT=30"


def after(work: Work, days: float) -> Work:
    """Give the same transaction some days later, with nothing sent yet."""
    clock = StoppedClock()
    clock.move(timedelta(days=days))
    return replace(work, clock=clock, outgoing=[], news=[])


async def begun(work: Work, organiser: Actor, rule: str = WEEKLY, **more: Any) -> list[Event]:
    """Announce a repeating event that begins on Thursday 3 December at 18:30."""
    found = await service.begin(work, organiser, a_draft(rrule=rule, **more))
    work.news.clear()
    work.outgoing.clear()
    return found


async def walls(work: Work, event: Event) -> list[str]:
    """Give the days and hours of all dates that are announced."""
    assert event.series_id is not None
    return [each.starts_wall for each in await queries.of_series(work, event.series_id)]


async def test_only_the_next_three_months_are_announced(work: Work) -> None:
    ana = await given_member(work, "ana")
    dates = await service.begin(work, ana, a_draft(rrule=WEEKLY))

    assert len(dates) == 12
    assert dates[0].starts_wall == "2026-12-03T18:30:00"
    assert dates[-1].starts_wall == "2027-02-18T18:30:00"
    assert kinds(work) == ["Create"] * 12


async def test_two_dates_at_least_are_there(work: Work) -> None:
    ana = await given_member(work, "ana")
    far = a_draft(
        rrule="FREQ=MONTHLY;INTERVAL=6;COUNT=3",
        starts=datetime(2027, 6, 1, 18),  # noqa: DTZ001 - a wall time
        ends=datetime(2027, 6, 1, 20),  # noqa: DTZ001 - a wall time
    )
    found = await service.begin(work, ana, far)
    assert [each.starts_wall[:10] for each in found] == ["2027-06-01", "2027-12-01"]


async def test_the_others_follow_week_by_week(work: Work) -> None:
    ana = await given_member(work, "ana")
    first, *_ = await begun(work, ana)
    assert await service.go_on(work) == 0

    week = after(work, 7)
    assert await service.go_on(week) == 1
    assert await service.go_on(week) == 0
    assert kinds(week) == ["Create"]
    assert (await walls(work, first))[-1] == "2027-02-25T18:30:00"
    month = after(work, 35)
    assert await service.go_on(month) == 4
    for days in (100, 150, 200, 250):
        await service.go_on(after(work, days))
    found = await walls(work, first)
    assert len(found) == len(set(found)) <= 30
    assert found[-1] == "2027-06-24T18:30:00"
    assert await service.go_on(after(work, 300)) == 0


async def test_what_follows_is_like_the_last_date_that_nobody_changed_alone(work: Work) -> None:
    """An hour of summer is the same hour of the clock."""
    ana = await given_member(work, "ana")
    dates = await begun(work, ana)
    alone = a_draft(title="Ailleurs", files=None).at(
        datetime(2027, 2, 18, 9)  # noqa: DTZ001 - a wall time
    )
    await service.revise(work, dates[-1], ana, alone)
    later = a_draft(title="Nouveau titre", capacity=12, files=None).at(
        datetime(2027, 1, 7, 19)  # noqa: DTZ001 - a wall time
    )
    await service.revise_all(work, dates[5], ana, later)

    await service.go_on(after(work, 60))

    assert dates[0].series_id is not None
    new = (await queries.of_series(work, dates[0].series_id))[-1]
    assert new.starts_wall == "2027-04-22T19:00:00"
    assert (new.post.name, new.capacity) == ("Nouveau titre", 12)
    assert new.starts_at.hour == 17
    assert new.id not in {each.id for each in dates}


async def test_a_series_that_is_cancelled_ends(work: Work) -> None:
    ana = await given_member(work, "ana")
    dates = await begun(work, ana)
    await service.cancel(work, dates[1], ana, "Congés")
    assert await service.go_on(after(work, 7)) == 1
    await service.cancel_all(work, dates[2], ana, "C'est fini")
    assert await service.go_on(after(work, 60)) == 0


async def test_what_was_missed_is_not_announced_afterwards(work: Work) -> None:
    ana = await given_member(work, "ana")
    first, *_ = await begun(work, ana)
    await service.go_on(after(work, 150))
    assert "2027-03-04T18:30:00" not in await walls(work, first)
    assert "2027-05-06T18:30:00" in await walls(work, first)


async def test_where_its_organiser_may_not_any_more_it_ends_and_she_hears_of_it(
    work: Work,
) -> None:
    rosa, ana = await given_moderator(work, "rosa"), await given_member(work, "ana")
    group = await groups.create(work, rosa, "soleil", GroupDraft("Soleil"))
    await given_membership(work, group, ana)
    first = (await service.begin(work, ana, a_draft(rrule=WEEKLY), group.actor))[0]
    await groups.leave(work, group, ana)
    with pytest.raises(Refused):
        await service.announce(work, ana, a_draft(), group.actor)

    week = after(work, 7)
    assert await service.go_on(week) == 0

    assert told(week) == [("event_stopped", ana.id)]
    assert first.series_id is not None
    row = await work.session.get(Series, first.series_id)
    assert row is not None
    assert row.next_at is None
    assert await service.go_on(after(work, 14)) == 0


async def test_too_many_at_once_wait_an_hour(work: Work) -> None:
    ana = await given_member(work, "ana")
    await begun(work, ana)
    tight = replace(work.config.limits, posts_per_hour=1)
    config = replace(work.config, limits=tight)
    month = replace(after(work, 35), config=config)
    assert await service.go_on(month) == 0
    assert kinds(month) == []
    assert await service.go_on(after(work, 35)) == 0
    assert await service.go_on(after(work, 35.1)) == 5
