"""Who may see, manage and join an event, and what becomes of a wish to come: pure rules."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from fedicoop.events import times
from fedicoop.events.models import JoinMode, Shown, State, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fedicoop.actors import Actor
    from fedicoop.events.models import Event, Participation

MOST_GUESTS = 20
ACTIVE = (State.GOING, State.ASKED, State.WAITING, State.UNANSWERED)
"""The states of somebody who said that she comes, answered or not."""

REMINDED = (State.GOING, State.MAYBE)
"""The states of those who are reminded; who is on the waiting list has nothing to come to yet."""
REMIND_AT = time(10)
"""Late enough to be read, early enough for others to take a seat that becomes free."""
LAST_CALL = timedelta(hours=2)
"""So long before an event nobody is reminded any more: she is on her way, or it is too late."""

KINDS: dict[str, str] = {
    "reunion-information": "MEETING",
    "apero": "FOOD_DRINK",
    "visite": "OUTDOORS_ADVENTURE",
    "atelier": "LEARNING",
    "formation": "LEARNING",
    "conference": "LEARNING",
    "cine-debat": "FILM_MEDIA",
    "stand": "COMMUNITY",
    "randonnee": "OUTDOORS_ADVENTURE",
    "chantier": "COMMUNITY",
    "webinaire": "SCIENCE_TECH",
    "ag": "MOVEMENTS_POLITICS",
    "rencontre": "NETWORKING",
    "permanence": "MEETING",
}
"""The kinds of event, each with the category by which Mobilizon files it."""


def kinds(own: Iterable[str], without: Iterable[str]) -> list[str]:
    """Give the kinds that a cooperative offers: the common ones but some, then its own."""
    left_out = set(without)
    common = [kind for kind in KINDS if kind not in left_out]
    return common + [kind for kind in own if kind not in KINDS]


class Registration(StrEnum):
    """What somebody who would like to come can do now."""

    OPEN = "open"
    APPROVAL = "approval"
    WAITING_LIST = "waiting_list"
    FULL = "full"
    CLOSED = "closed"
    INVITED_ONLY = "invited_only"
    ELSEWHERE = "elsewhere"
    NONE = "none"
    CANCELLED = "cancelled"
    OVER = "over"


def may_announce(organiser: Actor, *, in_group: bool, group_allows: bool) -> bool:
    """Let every member announce events of her own, and those of a group that lets her."""
    if not organiser.is_local or organiser.is_gone:
        return False
    return group_allows or not in_group


def may_manage(event: Event, actor: Actor, *, leads_group: bool, moderates: bool) -> bool:
    """Let the organiser, whoever leads the group, and our moderators change an event of ours."""
    if not event.local or not actor.is_local or actor.is_gone or event.post.is_deleted:
        return False
    return leads_group or moderates or actor.id in {event.organiser_id, event.host_id}


def may_see_participants(event: Event, *, takes_part: bool, manages: bool) -> bool:
    """Tell whether the list of those who come is open to a viewer."""
    return manages or _is_open(event.participants_shown, takes_part=takes_part)


def may_see_tools(event: Event, *, takes_part: bool, manages: bool) -> bool:
    """Tell whether a viewer is shown the links to the meeting room and the notes."""
    return manages or _is_open(event.tools_shown, takes_part=takes_part)


def _is_open(shown: str, *, takes_part: bool) -> bool:
    return shown == Shown.EVERYONE or (shown == Shown.PARTICIPANTS and takes_part)


def registration(event: Event, now: datetime) -> Registration:
    """Say what can be done to take part; of an event elsewhere only what it tells of itself."""
    stopped = _stopped(event, now)
    if stopped is not None:
        return stopped
    if free_seats(event) == 0 and event.local:
        return Registration.WAITING_LIST if event.waiting_list else Registration.FULL
    return Registration.APPROVAL if event.join_mode == JoinMode.RESTRICTED else Registration.OPEN


def _stopped(event: Event, now: datetime) -> Registration | None:
    ways = {
        JoinMode.INVITE: Registration.INVITED_ONLY,
        JoinMode.EXTERNAL: Registration.ELSEWHERE,
        JoinMode.NONE: Registration.NONE,
    }
    if event.status == Status.CANCELLED or event.post.is_deleted:
        return Registration.CANCELLED
    if now >= (event.ends_at or event.starts_at):
        return Registration.OVER
    if event.registration_closes_at is not None and now >= event.registration_closes_at:
        return Registration.CLOSED
    return ways.get(JoinMode(event.join_mode))


def free_seats(event: Event) -> int | None:
    """Count the seats that are left; None where everybody finds room."""
    if event.capacity is None:
        return None
    return max(0, event.capacity - event.seats_taken)


def joining(
    event: Event, now: datetime, seats: int, *, line: bool = False, invited: bool = False
) -> State | None:
    """Give the state of a new wish to come with so many seats; None when it cannot be had.

    A waiting list is one line: while somebody waits (``line``), nobody passes her, although she
    may need more seats than are free; see ``promoted``.
    """
    possible = registration(event, now)
    if possible is Registration.INVITED_ONLY and invited:
        possible = Registration.OPEN
    if possible is Registration.APPROVAL:
        return State.ASKED
    if possible not in {Registration.OPEN, Registration.WAITING_LIST}:
        return None
    if has_room(event, seats) and not (line and event.waiting_list):
        return State.GOING
    return State.WAITING if event.waiting_list else None


def has_room(event: Event, seats: int) -> bool:
    """Tell whether so many seats are free."""
    free = free_seats(event)
    return free is None or seats <= free


def promoted(event: Event, waiting: Sequence[Participation]) -> list[Participation]:
    """Give those at the head of the waiting list for whom there is room now, in their order."""
    free = free_seats(event)
    found = []
    for each in waiting:
        if free is not None and each.seats > free:
            break
        free = None if free is None else free - each.seats
        found.append(each)
    return found


def may_bring(event: Event, guests: int) -> bool:
    """Tell whether somebody may bring so many people."""
    return 0 <= guests <= min(event.guests_per_person, MOST_GUESTS)


def is_answered(event: Event, answers: Sequence[str]) -> bool:
    """Tell whether every question that needs an answer has one."""
    required = [position for position, each in enumerate(event.questions) if each.get("required")]
    return all(position < len(answers) and answers[position].strip() for position in required)


def may_answer_for(event: Event, sender: Actor, spoken_for: Iterable[str] = ()) -> bool:
    """Tell whether a sender elsewhere may answer a wish to come to her event.

    She is its host or organiser, or a moderator of her server who says that she speaks for its
    host (Mobilizon).
    """
    if event.local:
        return False
    if sender.id in {event.organiser_id, event.host_id}:
        return True
    return sender.host == event.host.host and event.host.uri in set(spoken_for)


def alert_is_due(event: Event) -> bool:
    """Tell whether more people come than the organiser asked to be told of (R62)."""
    return (
        event.alert_over is not None
        and event.alerted_at is None
        and event.seats_taken > event.alert_over
    )


def reminder_at(starts_at: datetime, zone: str, clock: str) -> datetime:
    """Give when to remind of an event: the day before it where it is, at ten on her own clock."""
    day = times.wall_at(starts_at, zone).date() - timedelta(days=1)
    return times.moment_at(datetime.combine(day, REMIND_AT), clock)


def may_remind(row: Participation, event: Event, at: datetime) -> bool:
    """Tell whether a reminder that was due ``at`` a moment says something new to somebody.

    It does not when she answered since, or was reminded of the same day before its hour changed.
    """
    if event.is_over or row.state not in REMINDED or row.changed_at >= at:
        return False
    if row.reminded_for is None:
        return True
    days = {
        times.wall_at(each, event.timezone).date() for each in (row.reminded_for, event.starts_at)
    }
    return len(days) > 1
