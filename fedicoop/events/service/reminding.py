"""Reminding those who come, the day before: where, when, how to get there, and a way to say no.

Each is reminded once of each date, in a transaction of her own. What a reminder says must hold:
it is taken back when its event is moved or cancelled before it left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from fedicoop import text
from fedicoop.accounts import queries as accounts
from fedicoop.accounts.policy import is_active
from fedicoop.db import take_turn
from fedicoop.events import documents, policy, queries, times
from fedicoop.events.models import Participation, Shown, State, Status
from fedicoop.events.service import letters
from fedicoop.languages import Language, known, msg, say
from fedicoop.notifications import service as notifications
from fedicoop.notifications.letters import one_line
from fedicoop.notifications.paper import Button, Heading, Letter, Text

if TYPE_CHECKING:
    from datetime import date, datetime

    from fedicoop.accounts import Member
    from fedicoop.events.models import Event, Place
    from fedicoop.events.service.letters import Reader
    from fedicoop.notifications.paper import Part
    from fedicoop.work import Work

REMINDER = "event_reminder"
AT_ONCE = 50
_TOMORROW, _TODAY = msg("Tomorrow: {title}"), msg("Today: {title}")
_GOING = msg("You said that you come. Here is what you need.")
_MAYBE = msg("You said that you perhaps come. Here is what you need.")
_TENTATIVE = msg("The organisers have not confirmed yet that it takes place.")
_PLACE = msg("Where to go:")
_ACCESS = msg("Accessibility:")
_ONLINE = msg("Join the meeting online")
_CLOCK = msg("On your clock: {hour}")
_CANNOT = msg("You cannot come? Say so with one click: somebody else will be glad of your seat.")
_SURE = msg("Do you come after all? Say so with one click, so that they know for how many.")
_CHANGE = msg("Change my answer, without signing in")


async def due(work: Work) -> list[str]:
    """Give whom to remind now, by the row ids of their answers: a few, the soonest events first."""
    return await queries.to_remind(work, AT_ONCE)


async def remind(work: Work, ident: str) -> bool:
    """Remind somebody of the event that she answered, if it is (still) due; False if it is not.

    On her page and by e-mail, as she chose; what does not fit into her month is only on her page.
    """
    await take_turn(work.session, f"reminder {ident}")
    row = await queries.answer_to_remind(work, ident)
    event = await queries.by_id(work, row.event_id) if row else None
    if row is None or event is None or row.reminded_for == event.starts_at:
        return False
    member = await accounts.by_actor(work, row.actor_id) if row.actor_id else None
    clock = member.time_zone if member else event.timezone
    at = policy.reminder_at(event.starts_at, event.timezone, clock)
    if work.now() < at:
        return False
    wanted = policy.may_remind(row, event, at)
    row.reminded_for = event.starts_at
    await work.session.flush()
    if not wanted or await queries.reminded_of_twin(work, row, event):
        return False
    return await _tell(work, event, row, member)


async def _tell(work: Work, event: Event, row: Participation, member: Member | None) -> bool:
    if row.actor_id is None:
        reader = letters.guest_of(row)
        letter = await _write(work, event, reader)
        await notifications.send_to_address(work, reader.email, letter)
        return True
    if member is None or not is_active(member) or member.actor_id == event.organiser_id:
        return False
    if not await queries.can_see(work, event, member.actor):
        return False
    work.tell(REMINDER, member.actor_id, event.host_id, event.uri)
    if member.email is not None:
        letter = await _write(work, event, letters.reader_of(member, row.state))
        await notifications.send_letter(work, member, letter)
    return True


async def skip(work: Work, ident: str) -> None:
    """Remind somebody no more of this date: what cannot be written must not hold up the others."""
    row = await queries.answer_to_remind(work, ident)
    event = await queries.by_id(work, row.event_id) if row else None
    if row is not None and event is not None:
        row.reminded_for = event.starts_at
        await work.session.flush()


async def take_back(work: Work, event: Event) -> None:
    """Take back the reminders of an event that is moved or cancelled; those who answered hear it.

    Who hears now of a date for which reminders have left already is not reminded of it again.
    """
    await notifications.take_back(work, REMINDER, event.uri)
    if work.now() >= policy.reminder_at(event.starts_at, event.timezone, event.timezone):
        await work.session.execute(
            update(Participation)
            .where(Participation.event_id == event.id)
            .values(reminded_for=event.starts_at)
        )


async def _write(work: Work, event: Event, reader: Reader) -> Letter:
    language = reader.language
    title = one_line(event.post.name, 200)
    perhaps = reader.state == State.MAYBE
    when = documents.summary(event, language)
    answer = await letters.answer_address(work, event, reader, REMINDER)
    parts: list[Part] = [
        Heading(title),
        Text(_when(event, language)),
        Text(say(_MAYBE if perhaps else _GOING, language)),
        *_how(event, reader),
        Text(say(_SURE if perhaps else _CANNOT, language)),
        Button(say(_CHANGE, language), answer),
        letters.see(event, language),
    ]
    return Letter(
        kind=REMINDER if event.local else f"{REMINDER}_elsewhere",
        language=known(language),
        subject=say(_TODAY if _is_today(work, event) else _TOMORROW, language, title=title),
        parts=tuple(parts),
        url=answer,
        preheader=when,
        calendar=letters.calendar_part(work, event, reader, REMINDER),
        about=event.uri,
        until=event.starts_at - policy.LAST_CALL,
    )


def _when(event: Event, language: str) -> str:
    """Say in full when it begins, and until when if that is on the same day."""
    spoken = Language(known(language))
    said = spoken.at(event.starts_at, event.timezone)
    ends = event.ends_at or event.starts_at
    if ends > event.starts_at and _day(ends, event) == _day(event.starts_at, event):
        said += f" \N{EN DASH} {spoken.hour(ends, event.timezone)}"
    return said[:1].upper() + said[1:]


def _day(moment: datetime, event: Event) -> date:
    return times.wall_at(moment, event.timezone).date()


def _is_today(work: Work, event: Event) -> bool:
    """Tell whether it is today where it takes place: after a night without a server."""
    return _day(work.now(), event) == _day(event.starts_at, event)


def _how(event: Event, reader: Reader) -> list[Part]:
    """Say how to get there: the whole address, what helps to come in, the meeting room online."""
    language = reader.language
    found: list[Part] = []
    if event.status == Status.TENTATIVE:
        found.append(Text(say(_TENTATIVE, language)))
    hour = _hour_elsewhere(event, reader)
    if hour:
        found.append(Text(say(_CLOCK, language, hour=hour)))
    lines = _address(event.place) if event.place else []
    if lines:
        found.append(Text("\n".join([say(_PLACE, language), *lines])))
    if event.accessibility:
        said = text.clean(event.accessibility, 2000)
        found.append(Text(f"{say(_ACCESS, language)} {said}"))
    shown = event.tools_shown == Shown.EVERYONE or letters.sees_meeting(event, reader.state)
    if event.online_url and shown:
        found.append(Button(say(_ONLINE, language), event.online_url))
    return found


def _address(place: Place) -> list[str]:
    town = " ".join(each for each in (place.postcode, place.town) if each)
    return list(dict.fromkeys(each for each in (place.name, place.street, town) if each))


def _hour_elsewhere(event: Event, reader: Reader) -> str:
    """Give the hour on the clock of a reader who lives by another one than the event's."""
    if reader.member is None or not (event.online or event.place is None):
        return ""
    zone = reader.member.time_zone
    if times.wall_at(event.starts_at, zone) == times.wall_at(event.starts_at, event.timezone):
        return ""
    return Language(known(reader.language)).at(event.starts_at, zone)
