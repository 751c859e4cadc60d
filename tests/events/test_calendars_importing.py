"""Dates of other calendars become events of ours: once, changed when they change, cancelled."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fedicoop.accounts import queries as members
from fedicoop.accounts import service as accounts
from fedicoop.errors import Invalid, Refused
from fedicoop.events import Status, queries, service
from fedicoop.events.calendars import Entry, Reading, Spot
from fedicoop.events.service import Fate, Source
from fedicoop.posts import Visibility
from tests.events.given import given_event, heard, kinds
from tests.givens import given_member, given_stranger
from tests.groups.given import given_bare_group

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.events import Event, Feed
    from fedicoop.events.service import Result
    from fedicoop.work import Work
    from tests.clocks import StoppedClock

URL = "https://agenda.example/dates.ics"


def an_entry(number: int = 1, **more: Any) -> Entry:
    """Read a date of another calendar."""
    said: dict[str, Any] = {
        "uid": f"date-{number}@agenda.example",
        "title": f"Réunion {number}",
        "starts": datetime(2026, 12, 3, 18, 30),  # noqa: DTZ001 - a wall time
        "ends": datetime(2026, 12, 3, 20, 0),  # noqa: DTZ001
        "source": "Ordre du jour",
        "url": "https://agenda.example/1",
        "place": Spot("Maison", "1 rue des Arts", "59000", "Lille", latitude=50.6, longitude=3.1),
        "tags": ("energie",),
    }
    return Entry(**(said | more))


async def taken(work: Work, who: Actor, *entries: Entry, url: str = URL) -> list[Result]:
    """Import some dates in somebody's own name."""
    return await service.import_entries(work, Source(who, who, url), entries)


async def the(work: Work, result: Result) -> Event:
    """Give the event of a result as it is now."""
    assert result.event is not None
    found = await queries.by_id(work, result.event.id)
    assert found is not None
    return found


async def test_a_date_becomes_an_event_that_is_announced(work: Work) -> None:
    lea = await given_member(work, "lea")

    (result,) = await taken(work, lea, an_entry())

    event = await the(work, result)
    assert result.fate == Fate.NEW
    assert (event.post.name, event.post.source) == ("Réunion 1", "Ordre du jour")
    assert (event.starts_wall, event.timezone) == ("2026-12-03T18:30:00", "Europe/Paris")
    assert event.place is not None
    assert (event.place.town, event.place.latitude) == ("Lille", 50.6)
    assert [tag.name for tag in event.post.tags] == ["energie"]
    assert (event.website, event.source_url) == ("https://agenda.example/1", URL)
    assert "Create" in kinds(work)


async def test_the_same_date_is_never_there_twice(work: Work) -> None:
    lea = await given_member(work, "lea")
    await taken(work, lea, an_entry())
    work.outgoing.clear()

    (again,) = await taken(work, lea, an_entry())

    assert again.fate == Fate.SAME
    assert kinds(work) == []
    assert await queries.upcoming_count(work, None) == 1


async def test_what_changed_is_changed_and_what_was_added_here_stays(work: Work) -> None:
    lea = await given_member(work, "lea")
    (first,) = await taken(work, lea, an_entry())
    event = await the(work, first)
    draft = replace(service.draft_of(event), capacity=20, tags=("energie", "ici"))
    await service.revise(work, event, lea, draft)

    later = datetime(2026, 12, 4, 19, 0)  # noqa: DTZ001
    (second,) = await taken(work, lea, an_entry(starts=later, ends=None, title="Réunion déplacée"))

    event = await the(work, second)
    assert (second.fate, event.id) == (Fate.CHANGED, first.event and first.event.id)
    assert (event.post.name, event.starts_wall) == ("Réunion déplacée", "2026-12-04T19:00:00")
    assert event.capacity == 20
    assert {tag.name for tag in event.post.tags} == {"energie", "ici"}
    assert (await taken(work, lea, an_entry(starts=later, ends=None, title="Réunion déplacée")))[
        0
    ].fate == Fate.SAME


async def test_a_date_that_is_cancelled_there_is_cancelled_here(work: Work) -> None:
    lea = await given_member(work, "lea")
    (first,) = await taken(work, lea, an_entry())

    (second,) = await taken(work, lea, an_entry(cancelled=True))
    (never,) = await taken(work, lea, an_entry(2, cancelled=True))
    (third,) = await taken(work, lea, an_entry())

    assert (second.fate, (await the(work, first)).status) == (Fate.CANCELLED, Status.CANCELLED)
    assert (never.fate, never.event) == (Fate.SAME, None)
    assert third.fate == Fate.HERE


async def test_an_uncertain_date_is_said_to_be_so(work: Work) -> None:
    lea = await given_member(work, "lea")

    (result,) = await taken(work, lea, an_entry(tentative=True))

    assert (await the(work, result)).status == Status.TENTATIVE


async def test_an_event_that_is_here_under_its_own_address_is_left_alone(work: Work) -> None:
    lea, peer = await given_member(work, "lea"), await given_stranger(work, "nord", kind="Group")
    ours, theirs = await given_event(work, lea), await heard(work, peer)

    results = await taken(work, lea, an_entry(uid=ours.uri), an_entry(uid=theirs.uri))

    assert [each.fate for each in results] == [Fate.HERE, Fate.HERE]
    assert kinds(work) == []


async def test_what_cannot_be_announced_is_said_and_the_rest_is_taken(work: Work) -> None:
    lea = await given_member(work, "lea")

    over = datetime(2026, 11, 1, 10)  # noqa: DTZ001
    results = await taken(
        work, lea, an_entry(1, title="x"), an_entry(2, starts=over, ends=None), an_entry(3)
    )

    assert [each.fate for each in results] == [Fate.REFUSED, Fate.REFUSED, Fate.NEW]
    assert results[0].fault == "A title has between 3 and 200 characters."
    assert results[1].fault == "This date is over."


async def test_a_long_description_is_cut_to_what_a_post_holds(work: Work) -> None:
    lea = await given_member(work, "lea")
    entry = an_entry(source="mot " * 4000)

    (result,) = await taken(work, lea, entry)

    assert result.fate == Fate.NEW
    assert (await taken(work, lea, entry))[0].fate == Fate.SAME


async def test_a_dry_run_says_what_would_be_done_and_does_nothing(work: Work) -> None:
    lea = await given_member(work, "lea")
    await taken(work, lea, an_entry(1), an_entry(2))
    work.outgoing.clear()
    source = Source(lea, lea, URL)
    entries = [an_entry(1, cancelled=True), an_entry(2, title="Autre"), an_entry(3)]

    results = await service.import_entries(work, source, entries, dry_run=True)

    assert [each.fate for each in results] == [Fate.CANCELLED, Fate.CHANGED, Fate.NEW]
    assert kinds(work) == []
    assert await queries.upcoming_count(work, None) == 2


async def test_dates_of_a_closed_group_are_for_its_members(work: Work) -> None:
    lea, ana = await given_member(work, "lea"), await given_member(work, "ana")
    group = await given_bare_group(work, lea, visibility="group")

    (result,) = await service.import_entries(work, Source(lea, group.actor, URL), [an_entry()])

    assert (await the(work, result)).post.visibility == Visibility.GROUP
    with pytest.raises(Refused):
        await service.import_entries(work, Source(ana, group.actor, URL), [an_entry(2)])


async def followed(work: Work, who: Actor, *entries: Entry) -> Feed:
    """Follow a calendar that has some dates."""
    feed = await service.follow_feed(work, Source(who, who, URL), "Agenda")
    await read(work, feed, *entries)
    return feed


async def read(work: Work, feed: Feed, *entries: Entry, whole: bool = True) -> list[Result]:
    """Read a feed that has some dates now."""
    source = Source(feed.organiser, feed.host, feed.url)
    results = await service.import_entries(work, source, entries)
    return results + await service.close_feed(work, feed, Reading("Nom", entries, whole=whole))


async def test_a_date_that_left_its_calendar_is_cancelled_and_may_come_back(work: Work) -> None:
    lea = await given_member(work, "lea")
    feed = await followed(work, lea, an_entry(1), an_entry(2))

    results = await read(work, feed, an_entry(1))

    assert [each.fate for each in results] == [Fate.SAME, Fate.CANCELLED]
    gone = await the(work, results[1])
    assert (gone.post.name, gone.status) == ("Réunion 2", Status.CANCELLED)
    assert gone.cancelled_reason.startswith("Cette date")
    back = await read(work, feed, an_entry(1), an_entry(2))
    assert [each.fate for each in back] == [Fate.SAME, Fate.NEW]


@pytest.mark.parametrize("how", ["empty", "cut off"])
async def test_a_calendar_that_lost_everything_or_was_cut_cancels_nothing(
    work: Work, how: str
) -> None:
    lea = await given_member(work, "lea")
    feed = await followed(work, lea, an_entry(1), an_entry(2))

    entries = () if how == "empty" else (an_entry(1),)
    await read(work, feed, *entries, whole=how == "empty")

    rows = await queries.of_feed(work, lea, URL)
    assert [each.status for each in rows] == [Status.CONFIRMED] * 2


async def test_what_is_over_is_not_cancelled_when_it_leaves(
    work: Work, clock: StoppedClock
) -> None:
    lea = await given_member(work, "lea")
    later = datetime(2027, 3, 1, 18)  # noqa: DTZ001
    feed = await followed(work, lea, an_entry(1), an_entry(2, starts=later, ends=None))
    clock.move(timedelta(days=30))

    results = await read(work, feed, an_entry(2, starts=later, ends=None))

    assert [each.fate for each in results] == [Fate.SAME]


async def test_a_feed_is_followed_once_and_until_it_is_stopped(work: Work) -> None:
    lea = await given_member(work, "lea")
    feed = await service.follow_feed(work, Source(lea, lea, URL), "Agenda")

    assert await service.follow_feed(work, Source(lea, lea, URL)) is feed
    assert [each.name for each in await queries.feeds_of(work, lea)] == ["Agenda"]
    await service.stop_feed(work, feed)
    assert await queries.feeds_of(work, lea) == []


async def test_nobody_follows_more_than_twenty_or_what_is_no_address(work: Work) -> None:
    lea = await given_member(work, "lea")
    for number in range(20):
        await service.follow_feed(work, Source(lea, lea, f"{URL}?{number}"))

    with pytest.raises(Refused):
        await service.follow_feed(work, Source(lea, lea, URL))
    with pytest.raises(Invalid):
        await service.follow_feed(work, Source(lea, lea, "ftp://x"))


async def test_a_feed_that_fails_is_tried_later_and_later_until_it_is_well(
    work: Work, clock: StoppedClock
) -> None:
    lea = await given_member(work, "lea")
    feed = await service.follow_feed(work, Source(lea, lea, URL))
    waits = []
    for _ in range(8):
        await service.miss_feed(work, feed, "no answer")
        waits.append((feed.due_at - work.now()).total_seconds() / 3600)

    assert waits == [6, 12, 24, 48, 96, 168, 168, 168]
    assert feed.fault == "no answer"
    assert await queries.due_feeds(work) == []
    clock.move(timedelta(days=8))
    assert await queries.due_feeds(work) == [feed]
    await read(work, feed, an_entry(starts=datetime(2026, 12, 20, 10), ends=None))  # noqa: DTZ001
    assert (feed.failures, feed.fault, feed.events, feed.name) == (0, "", 1, "Nom")
    assert feed.read_at == work.now()


async def test_who_left_follows_nothing_and_opens_nothing(work: Work) -> None:
    lea = (await accounts.admit(work, "lea", email="lea@mail.example")).actor
    event = await given_event(work, await given_member(work, "ana"))
    await service.follow_feed(work, Source(lea, lea, URL))
    calendar = await service.open_calendar(work, lea)
    answer = await service.answer_key(work, event, lea)
    member = await members.by_actor(work, lea.id)
    assert member is not None
    await accounts.erase(work, member)

    await service.prune_keys(work)

    assert await queries.all_feeds(work) == []
    assert await queries.calendar_key(work, calendar) is None
    assert await service.event_key(work, answer) is None
