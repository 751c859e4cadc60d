"""The day before: who comes is reminded once of each date, and what she is told holds."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from fedicoop.accounts import service as accounts
from fedicoop.events import State, Status, queries, service
from fedicoop.notifications import HeldLetter, Notification
from fedicoop.notifications import service as notifications
from fedicoop.notifications.models import Mail
from tests.events.given import a_draft, given_event, heard, kinds, told
from tests.events.test_calendars_letters import invitation
from tests.givens import given_member, given_stranger

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.events import Event
    from fedicoop.work import Work
    from tests.clocks import StoppedClock

REMINDER = "event_reminder"
DUE = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
"""Ten in the morning in Paris, the day before the event of the tests."""
ANSWER = re.compile(r"https://coop\.example/answer/([\w-]{20,})")


async def given_reader(work: Work, username: str = "evelyne", **more: Any) -> Member:
    """Open an account with an e-mail address."""
    more.setdefault("email", f"{username}@mail.example")
    return await accounts.admit(work, username, name=username.capitalize(), **more)


async def given_guest(work: Work, event: Event, name: str = "ines") -> None:
    """Let somebody without an account come, by the link of her letter."""
    await service.register_guest(work, event, name.capitalize(), f"{name}@mail.example")
    rows = await work.session.scalars(select(Mail).where(Mail.kind == "event_confirm"))
    (row,) = [each for each in rows if each.to.startswith(name)]
    await service.confirm_guest(work, event, row.text.partition("token=")[2].split()[0])


async def remind(work: Work) -> int:
    """Do what is due, as the upkeep does, down to the notices on the page."""
    work.news.clear()
    done = sum([await service.remind(work, each) for each in await service.reminders_due(work)])
    for news in work.news:
        await notifications.tell_news(work, news)
    return done


async def reminders(work: Work, to: str = "") -> list[Mail]:
    """Give the reminders that are queued, the oldest first."""
    query = select(Mail).where(Mail.kind.startswith(REMINDER)).order_by(Mail.id)
    return [each for each in await work.session.scalars(query) if to in each.to]


async def notices(work: Work) -> list[Notification]:
    """Give the reminders on members' pages."""
    query = select(Notification).where(Notification.kind == REMINDER)
    return list(await work.session.scalars(query))


async def test_who_comes_is_reminded_once_at_ten_the_day_before(
    work: Work, clock: StoppedClock
) -> None:
    lea, evelyne = await given_member(work, "lea"), await given_reader(work)
    event = await given_event(work, lea, accessibility="Sonnez à « Accueil »")
    await service.join(work, event, evelyne.actor)

    clock.now = DUE - timedelta(seconds=1)
    assert await remind(work) == 0
    clock.now = DUE
    assert await remind(work) == 1
    assert await remind(work) == 0

    (letter,) = await reminders(work)
    assert letter.subject == "Demain\u00a0: Assemblée du groupe local"
    assert "Jeudi 3\u00a0décembre 2026 à 18\u00a0h\u00a030" in letter.text
    assert "Maison de la coopération\n1 rue des Arts\n59000 Lille" in letter.text
    assert "Sonnez à « Accueil »" in letter.text
    assert ANSWER.search(letter.text)
    assert invitation(letter, work)["METHOD"] == "REQUEST"
    assert "List-Unsubscribe" in letter.headers
    (notice,) = await notices(work)
    assert (notice.recipient_id, notice.subject_uri) == (evelyne.actor_id, event.uri)
    assert kinds(work) == []


@pytest.mark.parametrize(
    ("zone", "due"),
    [("Europe/Paris", DUE), ("Indian/Reunion", DUE - timedelta(hours=3)), ("Nowhere/None", None)],
)
async def test_it_is_ten_on_the_clock_of_who_reads(
    work: Work, clock: StoppedClock, zone: str, due: datetime | None
) -> None:
    """A zone that does not exist is UTC, as everywhere."""
    lea, evelyne = await given_member(work, "lea"), await given_reader(work)
    evelyne.time_zone = zone
    event = await given_event(
        work, lea, place=None, online=True, online_url="https://visio.example/1"
    )
    await service.join(work, event, evelyne.actor)
    due = due or DUE + timedelta(hours=1)

    clock.now = due - timedelta(minutes=1)
    assert await remind(work) == 0
    clock.now = due
    assert await remind(work) == 1

    (letter,) = await reminders(work)
    assert "Jeudi 3\u00a0décembre 2026 à 18\u00a0h\u00a030" in letter.text
    assert (
        "À votre heure\u00a0: jeudi 3\u00a0décembre 2026 à 21\u00a0h\u00a030" in letter.text
    ) == (zone == "Indian/Reunion")
    assert "https://visio.example/1" in letter.text


@pytest.mark.parametrize(
    ("state", "reminded"),
    [
        (State.GOING, True),
        (State.MAYBE, True),
        (State.WAITING, False),
        (State.ASKED, False),
        (State.INVITED, False),
        (State.DECLINED, False),
        (State.CANCELLED, False),
    ],
)
async def test_only_who_comes_or_perhaps_does_is_reminded(
    work: Work, clock: StoppedClock, state: State, *, reminded: bool
) -> None:
    lea, evelyne = await given_member(work, "lea"), await given_reader(work)
    event = await given_event(work, lea, online_url="https://visio.example/1", online=True)
    row = await service.join(work, event, evelyne.actor)
    row.state = state
    await work.session.flush()
    clock.now = DUE

    assert await remind(work) == int(reminded)

    for letter in await reminders(work):
        assert ("peut-être" in letter.text) == (state == State.MAYBE)
        assert ("avoir votre place" in letter.text) == (state == State.GOING)
        assert ("https://visio.example/1" in letter.text) == (state == State.GOING)


async def test_a_guest_without_an_account_is_reminded_by_letter(
    work: Work, clock: StoppedClock
) -> None:
    lea = await given_member(work, "lea")
    event = await given_event(work, lea, guests_by_mail=True)
    await given_guest(work, event)
    await service.register_guest(work, event, "Paul", "paul@mail.example")
    clock.now = DUE

    assert await remind(work) == 1
    assert await remind(work) == 0

    (letter,) = await reminders(work)
    assert letter.to == "ines@mail.example"
    found = ANSWER.search(letter.text)
    assert found
    key = await service.event_key(work, found[1])
    assert key is not None
    assert key.participation is not None
    assert await notices(work) == []


async def test_who_answered_since_it_was_due_needs_no_reminder(
    work: Work, clock: StoppedClock
) -> None:
    lea, evelyne = await given_member(work, "lea"), await given_reader(work)
    event = await given_event(work, lea)
    clock.now = DUE + timedelta(hours=1)
    await service.join(work, event, evelyne.actor)

    assert await remind(work) == 0
    assert await service.reminders_due(work) == []
    assert await reminders(work) == []


async def test_a_server_that_slept_reminds_on_the_day_and_not_at_the_last_minute(
    work: Work, clock: StoppedClock
) -> None:
    lea, evelyne = await given_member(work, "lea"), await given_reader(work)
    first = await given_event(work, lea)
    await service.join(work, first, evelyne.actor)

    clock.now = first.starts_at - timedelta(hours=2)
    assert await remind(work) == 0
    clock.now = first.starts_at - timedelta(hours=5)
    assert await remind(work) == 1

    (letter,) = await reminders(work)
    assert letter.subject.startswith("Aujourd\u2019hui\u00a0: ")
    assert letter.until == first.starts_at - timedelta(hours=2)


async def test_moved_before_it_left_it_is_taken_back_and_comes_for_the_new_day(
    work: Work, clock: StoppedClock
) -> None:
    lea, evelyne = await given_member(work, "lea"), await given_reader(work)
    event = await given_event(work, lea)
    await service.join(work, event, evelyne.actor)
    clock.now = DUE
    assert await remind(work) == 1

    await service.move(work, event, lea, datetime(2026, 12, 10, 18, 30))  # noqa: DTZ001

    assert await reminders(work) == []
    assert await notices(work) == []
    assert await remind(work) == 0
    clock.now = DUE + timedelta(days=7)
    assert await remind(work) == 1
    (letter,) = await reminders(work)
    assert "Jeudi 10\u00a0décembre 2026" in letter.text
    assert len(await notices(work)) == 1


async def test_moved_by_an_hour_on_its_eve_it_is_told_and_not_reminded_again(
    work: Work, clock: StoppedClock
) -> None:
    lea, evelyne = await given_member(work, "lea"), await given_reader(work)
    event = await given_event(work, lea)
    await service.join(work, event, evelyne.actor)
    clock.now = DUE + timedelta(hours=2)

    await service.move(work, event, lea, datetime(2026, 12, 3, 19, 30))  # noqa: DTZ001

    assert ("event_moved", evelyne.actor_id) in told(work)
    assert await remind(work) == 0


async def test_an_hour_that_changed_where_nobody_was_told_is_no_second_reminder(
    work: Work, clock: StoppedClock
) -> None:
    lea, evelyne = await given_member(work, "lea"), await given_reader(work)
    event = await given_event(work, lea)
    await service.join(work, event, evelyne.actor)
    clock.now = DUE
    assert await remind(work) == 1
    event.starts_at += timedelta(hours=1)
    await work.session.flush()

    assert await remind(work) == 0
    assert await service.reminders_due(work) == []


@pytest.mark.parametrize("how", ["cancelled", "deleted"])
async def test_what_does_not_take_place_reminds_nobody(
    work: Work, clock: StoppedClock, how: str
) -> None:
    lea, evelyne = await given_member(work, "lea"), await given_reader(work)
    event = await given_event(work, lea)
    row = await service.join(work, event, evelyne.actor)
    clock.now = DUE
    assert await remind(work) == 1

    await (service.cancel if how == "cancelled" else service.delete)(work, event, lea)

    assert await reminders(work) == []
    assert await notices(work) == []
    row.reminded_for = None
    await work.session.flush()
    assert await service.reminders_due(work) == []
    assert await service.remind(work, row.id) is False
    assert await service.remind(work, "nobody") is False
    await service.skip_reminder(work, "nobody")


async def test_each_date_of_a_series_reminds_of_itself(work: Work, clock: StoppedClock) -> None:
    lea, evelyne = await given_member(work, "lea"), await given_reader(work)
    dates = await service.begin(work, lea, a_draft(rrule="FREQ=WEEKLY;COUNT=3"))
    for ident in [each.id for each in dates[:2]]:
        event = await queries.by_id(work, ident)
        assert event is not None
        await service.join(work, event, evelyne.actor)

    for week in (0, 1, 2):
        clock.now = DUE + timedelta(days=7 * week)
        assert await remind(work) == (1 if week < 2 else 0)

    said = [letter.text for letter in await reminders(work)]
    assert ["3\u00a0décembre" in said[0], "10\u00a0décembre" in said[1]] == [True, True]


async def test_what_came_here_twice_reminds_once(work: Work, clock: StoppedClock) -> None:
    """By a calendar that was taken over, and by the server that announces it."""
    lea, evelyne = await given_member(work, "lea"), await given_reader(work)
    mob = await given_stranger(work, "mob", kind="Group")
    ours = await given_event(
        work,
        lea,
        title="Fête du quartier",
        starts=datetime(2026, 12, 5, 14),  # noqa: DTZ001
        ends=None,
    )
    theirs = await heard(work, mob)
    await service.join(work, ours, evelyne.actor)
    row = await service.join(work, theirs, evelyne.actor)
    row.state = State.GOING
    await work.session.flush()
    clock.now = DUE + timedelta(days=2)

    assert await remind(work) == 1
    assert await remind(work) == 0
    assert len(await reminders(work)) == 1


async def test_an_event_elsewhere_reminds_too(work: Work, clock: StoppedClock) -> None:
    mob, evelyne = await given_stranger(work, "mob", kind="Group"), await given_reader(work)
    event = await heard(work, mob)
    row = await service.join(work, event, evelyne.actor)
    row.state = State.GOING
    event.status = Status.TENTATIVE
    await work.session.flush()
    work.outgoing.clear()
    clock.now = DUE + timedelta(days=2)

    assert await remind(work) == 1

    (letter,) = await reminders(work)
    assert letter.kind == "event_reminder_elsewhere"
    assert "pas encore confirmé" in letter.text
    assert kinds(work) == []


async def test_who_organises_it_needs_no_reminder_and_a_stranger_gets_none_of_us(
    work: Work, clock: StoppedClock
) -> None:
    lea, ana = await given_reader(work, "lea"), await given_stranger(work, "ana")
    event = await given_event(work, lea.actor)
    for person in (lea.actor, ana):
        await service.join(work, event, person)
    clock.now = DUE

    assert await remind(work) == 0
    assert await reminders(work) == []


async def test_who_left_or_may_no_longer_see_it_is_not_reminded(
    work: Work, clock: StoppedClock
) -> None:
    lea, evelyne = await given_member(work, "lea"), await given_reader(work)
    paul = await given_reader(work, "paul")
    event = await given_event(work, lea)
    for member in (evelyne, paul):
        await service.join(work, event, member.actor)
    await accounts.disable(work, evelyne)
    event.post.visibility = "direct"
    await work.session.flush()
    clock.now = DUE

    assert await remind(work) == 0


@pytest.mark.parametrize("email", ["evelyne@mail.example", None])
async def test_a_month_that_is_full_keeps_it_on_the_page_and_out_of_the_digest(
    work: Work, clock: StoppedClock, email: str | None
) -> None:
    """So does an account without an address."""
    lea, evelyne = await given_member(work, "lea"), await given_reader(work, email=email)
    event = await given_event(work, lea)
    await service.join(work, event, evelyne.actor)
    clock.now = DUE
    limits = replace(work.config.limits, mails_per_member_per_month=0)
    work.config = replace(work.config, limits=limits)

    assert await remind(work) == 1

    assert await reminders(work) == []
    assert list(await work.session.scalars(select(HeldLetter))) == []
    assert len(await notices(work)) == 1


@pytest.mark.parametrize("off", ["app", "mail"])
async def test_each_way_is_switched_off_by_itself(
    work: Work, clock: StoppedClock, off: str
) -> None:
    lea, evelyne = await given_member(work, "lea"), await given_reader(work)
    event = await given_event(work, lea)
    await service.join(work, event, evelyne.actor)
    await notifications.choose(work, evelyne, {f"event_reminders.{off}": False})
    clock.now = DUE

    await remind(work)

    assert len(await reminders(work)) == (off == "app")
    assert len(await notices(work)) == (off == "mail")
