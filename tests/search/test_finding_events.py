"""Events are found by their words, their place, their time, and the group that holds them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from fedicoop.events import service as events
from fedicoop.posts import Visibility
from fedicoop.search import Kind, Narrowed
from tests.events.given import HOUSE, a_draft, given_event
from tests.givens import given_member
from tests.groups.given import given_account, given_group
from tests.posts.given import given_note
from tests.search.given import found

if TYPE_CHECKING:
    from fedicoop.work import Work
    from tests.clocks import StoppedClock

COMING, PAST = Narrowed(when="coming"), Narrowed(when="past")


async def test_an_event_is_found_by_its_words_and_its_place(work: Work) -> None:
    ana, eve = await given_member(work, "ana"), await given_member(work, "eve")
    event = await given_event(work, ana)

    for typed in ("assemblees", f"assemblée {HOUSE.town}", HOUSE.name):
        assert await found(work, eve, typed, Kind.EVENTS) == [event.id]
    for kind in set(Kind) - {Kind.EVENTS}:
        assert await found(work, eve, "assemblée", kind) == []


async def test_an_event_that_moves_is_found_at_its_new_place(work: Work) -> None:
    ana = await given_member(work, "ana")
    event = await given_event(work, ana)
    assert await found(work, ana, HOUSE.town, Kind.EVENTS) == [event.id]

    there = replace(HOUSE, town="Quimper", name="Le Phare")
    await events.revise(work, event, ana, a_draft(place=there))

    assert await found(work, ana, HOUSE.town, Kind.EVENTS) == []
    assert await found(work, ana, "quimper phare", Kind.EVENTS) == [event.id]


async def test_what_is_to_come_is_told_from_what_is_over(work: Work, clock: StoppedClock) -> None:
    ana = await given_member(work, "ana")
    first = await given_event(work, ana)
    day = timedelta(days=1)
    later = a_draft(starts=a_draft().starts + day, ends=None)
    second = await events.announce(work, ana, later)

    assert await found(work, ana, "assemblée", Kind.EVENTS, COMING) == [first.id, second.id]
    assert await found(work, ana, "assemblée", Kind.EVENTS, PAST) == []
    newest = Narrowed(newest=True)
    assert await found(work, ana, "assemblée", Kind.EVENTS, newest) == [second.id, first.id]
    clock.move(timedelta(days=30))
    assert await found(work, ana, "assemblée", Kind.EVENTS, COMING) == []
    assert await found(work, ana, "assemblée", Kind.EVENTS, PAST) == [second.id, first.id]


async def test_only_what_one_group_holds_and_writes(work: Work) -> None:
    account = await given_account(work, "ana")
    ana = account.actor
    group = await given_group(work, ana)
    hers, its = await given_event(work, ana), await given_event(work, ana, group.actor)
    await given_note(work, ana, "L'assemblée approche")
    note = await given_note(work, ana, "Assemblée du groupe", Visibility.GROUP, group=group)
    narrowed = Narrowed(group=group)

    assert set(await found(work, ana, "assemblée", Kind.EVENTS)) == {hers.id, its.id}
    assert await found(work, ana, "assemblée", Kind.EVENTS, narrowed) == [its.id]
    assert await found(work, ana, "assemblée", Kind.POSTS, narrowed) == [note.id]


async def test_discussions_and_articles_are_apart_from_messages(work: Work) -> None:
    account = await given_account(work, "ana")
    ana = account.actor
    group = await given_group(work, ana)
    talk = await given_note(
        work, ana, "Qui vient ?", Visibility.GROUP, group=group, title="Le four à pain"
    )
    note = await given_note(work, ana, "Le four est chaud")
    article = await given_note(
        work,
        ana,
        "Le four et le pain",
        Visibility.GROUP,
        group=group,
        title="Histoire",
        article=True,
    )

    assert await found(work, ana, "four", Kind.DISCUSSIONS) == [talk.id]
    assert await found(work, ana, "four", Kind.ARTICLES) == [article.id]
    assert await found(work, ana, "four", Kind.POSTS) == [note.id]
