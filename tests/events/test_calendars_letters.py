"""Letters about events: an invitation for the reader's calendar, and a link that answers."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING, Any

import pytest
from icalendar import Calendar
from sqlalchemy import select

from fedicoop.accounts import service as accounts
from fedicoop.events import Shown, State, service
from fedicoop.events.models import EventKey
from fedicoop.events.service import ToolDraft
from fedicoop.notifications import mail
from fedicoop.notifications.models import Mail
from tests.events.given import given_event, hear, heard, says
from tests.givens import given_member, given_stranger

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.events import Event
    from fedicoop.work import Work
    from tests.clocks import StoppedClock

LINK = re.compile(r"https://coop\.example/answer/([\w-]{20,})")


async def given_reader(work: Work, username: str, **more: Any) -> Actor:
    """Open an account with an e-mail address."""
    more.setdefault("email", f"{username}@mail.example")
    return (await accounts.admit(work, username, **more)).actor


async def letters(work: Work, kind: str = "") -> list[Mail]:
    """Give the letters that are queued, the oldest first."""
    query = select(Mail).where(Mail.kind.startswith("event_")).order_by(Mail.id)
    return [each for each in await work.session.scalars(query) if kind in {"", each.kind}]


def invitation(row: Mail, work: Work) -> Any:
    """Give the event in the calendar part of a letter, as a mail program finds it."""
    message = message_from_bytes(mail.compose(row, work.config).as_bytes(), policy=default)
    (part,) = [each for each in message.walk() if each.get_content_type() == "text/calendar"]
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    found = Calendar.from_ical(data)
    assert message.get_content_type() == "multipart/mixed"
    assert part.get_param("method") == found["METHOD"]
    (event,) = found.walk("VEVENT")
    assert not event.errors
    event["METHOD"] = found["METHOD"]
    return event


async def test_who_joins_gets_the_event_for_her_calendar(work: Work) -> None:
    lea, ana = await given_member(work, "lea"), await given_reader(work, "ana")
    event = await given_event(work, lea)

    await service.join(work, event, ana)

    (letter,) = await letters(work)
    found = invitation(letter, work)
    assert (letter.to, letter.kind) == ("ana@mail.example", "event_accepted")
    assert (found["METHOD"], found["UID"]) == ("REQUEST", event.uri)
    assert found["ATTENDEE"] == "mailto:ana@mail.example"
    assert found["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert found["ORGANIZER"] == "mailto:ne-pas-repondre@coop.example"
    assert LINK.search(letter.text)


async def test_who_waits_is_noted_as_uncertain_and_then_gets_her_seat(work: Work) -> None:
    lea, ana, zoe = (
        await given_member(work, "lea"),
        *[await given_reader(work, name) for name in ("ana", "zoe")],
    )
    event = await given_event(work, lea, capacity=1, waiting_list=True)
    await service.join(work, event, ana)
    await service.join(work, event, zoe)
    await service.leave(work, event, ana)

    waiting, seated = [each for each in await letters(work) if each.to.startswith("zoe")]

    assert invitation(waiting, work)["ATTENDEE"].params["PARTSTAT"] == "TENTATIVE"
    assert invitation(seated, work)["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"


async def test_a_move_moves_it_in_the_calendar_and_a_cancellation_takes_it_out(work: Work) -> None:
    lea, ana = await given_member(work, "lea"), await given_reader(work, "ana")
    event = await given_event(work, lea)
    await service.join(work, event, ana)
    await service.move(work, event, lea, datetime(2026, 12, 10, 20, 0))  # noqa: DTZ001
    await service.cancel(work, event, lea, "Tempête")

    joined, moved, cancelled = [invitation(each, work) for each in await letters(work)]

    assert moved["DTSTART"].to_ical() == b"20261210T200000"
    assert (cancelled["METHOD"], cancelled["STATUS"]) == ("CANCEL", "CANCELLED")
    assert {each["UID"] for each in (joined, moved, cancelled)} == {event.uri}
    sequence = [int(each["SEQUENCE"]) for each in (joined, moved, cancelled)]
    assert sequence == sorted(set(sequence))
    assert not LINK.search((await letters(work))[-1].text)


async def test_a_guest_gets_the_same_letter(work: Work) -> None:
    lea = await given_member(work, "lea")
    event = await given_event(work, lea, guests_by_mail=True)
    await service.register_guest(work, event, "Inès", "ines@mail.example")
    (asked,) = await letters(work)
    assert asked.calendar == ""
    token = asked.text.partition("token=")[2].split()[0]

    await service.confirm_guest(work, event, token)

    (confirmed,) = await letters(work, "event_accepted")
    found = invitation(confirmed, work)
    assert found["ATTENDEE"].params["CN"] == "Inès"
    key = await service.event_key(work, _token(confirmed))
    assert key is not None
    assert key.participation is not None
    assert key.participation.email == "ines@mail.example"


def _token(row: Mail) -> str:
    found = LINK.search(row.text)
    assert found, row.text
    return found[1]


async def test_who_is_turned_down_has_it_no_more_in_her_calendar(work: Work) -> None:
    lea, ana = await given_member(work, "lea"), await given_reader(work, "ana")
    event = await given_event(work, lea)
    row = await service.join(work, event, ana)
    await service.decline(work, event, row, lea)

    assert invitation((await letters(work))[-1], work)["METHOD"] == "CANCEL"


async def test_links_of_the_meeting_go_to_those_who_come(work: Work) -> None:
    lea, ana, zoe = (
        await given_member(work, "lea"),
        *[await given_reader(work, name) for name in ("ana", "zoe")],
    )
    room = (ToolDraft("Visio", "https://visio.example/room"),)
    event = await given_event(work, lea, tools=room, capacity=1, waiting_list=True)
    hidden = await given_event(work, lea, tools=room, tools_shown=Shown.ORGANISERS)
    await service.join(work, event, ana)
    await service.join(work, event, zoe)
    await service.join(work, hidden, ana)

    seated, waiting, organisers = [
        invitation(each, work)["DESCRIPTION"] for each in await letters(work)
    ]

    assert "visio.example" in seated
    assert "visio.example" not in waiting + organisers


async def test_nobody_else_is_named_in_an_invitation(work: Work) -> None:
    lea, ana, zoe = (
        await given_member(work, "lea"),
        *[await given_reader(work, name) for name in ("ana", "zoe")],
    )
    event = await given_event(work, lea)
    await service.join(work, event, ana)
    await service.join(work, event, zoe)

    (first, second) = await letters(work)

    assert "zoe" not in first.text + first.calendar
    assert "ana" not in second.text + second.calendar.replace("organisation", "")


async def test_who_is_invited_from_elsewhere_gets_a_letter(work: Work) -> None:
    peer, ana = await given_stranger(work, "nord"), await given_reader(work, "ana")
    event = await heard(work, peer)

    await hear(work, says("Invite", peer, event.uri, target=ana.uri, to=[ana.uri]), peer)

    (letter,) = await letters(work, "event_invited_elsewhere")
    assert invitation(letter, work)["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    key = await service.event_key(work, _token(letter))
    assert key is not None
    assert key.actor is not None
    assert key.actor.id == ana.id


async def test_the_answer_of_another_server_comes_with_the_event(work: Work) -> None:
    peer, ana = await given_stranger(work, "nord"), await given_reader(work, "ana")
    event = await heard(work, peer)
    row = await service.join(work, event, ana)
    assert await letters(work) == []

    await service.accepted(work, event, row, "Accept")

    (letter,) = await letters(work)
    assert invitation(letter, work)["UID"] == event.uri


@pytest.mark.parametrize("how", ["no address", "disabled", "no account"])
async def test_who_cannot_read_a_letter_gets_none(work: Work, how: str) -> None:
    lea = await given_member(work, "lea")
    event = await given_event(work, lea)
    ana = await _somebody(work, how)

    await service.join(work, event, ana)

    assert await letters(work) == []


async def _somebody(work: Work, how: str) -> Actor:
    if how == "no account":
        return await given_member(work, "ana")
    member = await accounts.admit(work, "ana", email="ana@mail.example")
    if how == "no address":
        member.email = None
    else:
        member.disabled_at = work.now()
    await work.session.flush()
    return member.actor


async def test_a_key_opens_until_the_event_is_over_and_is_kept_as_a_hash(
    work: Work, clock: StoppedClock
) -> None:
    lea, ana = await given_member(work, "lea"), await given_reader(work, "ana")
    event = await given_event(work, lea)
    token = await service.answer_key(work, event, ana)

    assert await service.event_key(work, token) is not None
    assert await service.event_key(work, token + "x") is None
    stored = await _stored(work, event)
    assert token not in stored
    clock.move(timedelta(days=30))
    assert await service.event_key(work, token) is None

    await service.prune_keys(work)
    assert await _stored(work, event) == []


async def _stored(work: Work, event: Event) -> list[str]:
    query = select(EventKey.token_hash).where(EventKey.event_id == event.id)
    return list(await work.session.scalars(query))


async def test_another_server_cannot_write_to_a_member_without_end(work: Work) -> None:
    peer, ana = await given_stranger(work, "nord"), await given_reader(work, "ana")
    event = await heard(work, peer)
    for _ in range(3):
        await hear(work, says("Invite", peer, event.uri, target=ana.uri, to=[ana.uri]), peer)
    assert len(await letters(work, "event_invited_elsewhere")) == 1
    row = await service.join(work, event, ana)
    row.state = State.GOING

    for day in range(6, 26):
        start = f"2026-12-{day:02}T14:00:00+01:00"
        stamp = f"2026-11-{day:02}T12:00:00Z"
        await heard(work, peer, startTime=start, endTime=start, updated=stamp)

    budget = work.config.limits.mails_per_member_per_month
    assert 1 < len(await letters(work)) <= budget
