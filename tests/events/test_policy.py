"""Who may see, manage and join an event: every case of every rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fedicoop.actors import Actor
from fedicoop.events import Comments, Event, JoinMode, Participation, Shown, State, Status, policy
from fedicoop.events.policy import Registration
from fedicoop.posts import Post

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=2)


def an_actor(ident: str = "ana", *, host: str = "", gone: bool = False) -> Actor:
    """Make somebody, not stored."""
    uri = f"https://{host or 'coop.example'}/users/{ident}"
    return Actor(id=ident, uri=uri, host=host, deleted_at=NOW if gone else None)


def an_event(**more: Any) -> Event:
    """Make an event of ours in two days, not stored."""
    said: dict[str, Any] = {
        "local": True,
        "organiser_id": "lea",
        "host_id": "lille",
        "host": an_actor("lille"),
        "post": Post(id="e"),
        "status": Status.CONFIRMED,
        "starts_at": LATER,
        "join_mode": JoinMode.FREE,
        "seats_taken": 0,
        "guests_per_person": 0,
        "questions": [],
        "waiting_list": False,
        "comments": Comments.ALLOW_ALL,
        "participants_shown": Shown.PARTICIPANTS,
        "tools_shown": Shown.PARTICIPANTS,
    }
    return Event(**(said | more))


@pytest.mark.parametrize(
    ("organiser", "in_group", "allows", "expected"),
    [
        (an_actor(), False, False, True),
        (an_actor(), True, True, True),
        (an_actor(), True, False, False),
        (an_actor(host="peer.example"), False, True, False),
        (an_actor(gone=True), False, True, False),
    ],
)
def test_members_announce_for_themselves_and_for_groups_that_let_them(
    organiser: Actor, *, in_group: bool, allows: bool, expected: bool
) -> None:
    """Nobody elsewhere, and nobody who left."""
    assert policy.may_announce(organiser, in_group=in_group, group_allows=allows) is expected


@pytest.mark.parametrize(
    ("actor", "leads", "moderates", "expected"),
    [
        (an_actor("lea"), False, False, True),
        (an_actor("lille"), False, False, True),
        (an_actor("ana"), False, False, False),
        (an_actor("ana"), True, False, True),
        (an_actor("ana"), False, True, True),
        (an_actor("lea", host="peer.example"), True, True, False),
        (an_actor("lea", gone=True), True, True, False),
    ],
)
def test_the_organiser_the_group_and_moderators_manage_an_event(
    actor: Actor, *, leads: bool, moderates: bool, expected: bool
) -> None:
    """Everybody else only comes."""
    event = an_event()
    assert policy.may_manage(event, actor, leads_group=leads, moderates=moderates) is expected


def test_nobody_manages_events_of_other_servers_or_deleted_ones() -> None:
    """They are not ours, or not any more."""
    lea = an_actor("lea")
    assert not policy.may_manage(an_event(local=False), lea, leads_group=True, moderates=True)
    gone = an_event(post=Post(id="e", deleted_at=NOW))
    assert not policy.may_manage(gone, lea, leads_group=True, moderates=True)


@pytest.mark.parametrize(
    ("shown", "takes_part", "manages", "expected"),
    [
        (Shown.EVERYONE, False, False, True),
        (Shown.PARTICIPANTS, False, False, False),
        (Shown.PARTICIPANTS, True, False, True),
        (Shown.ORGANISERS, True, False, False),
        (Shown.ORGANISERS, False, True, True),
    ],
)
def test_lists_and_links_are_shown_to_whom_they_are_meant_for(
    shown: Shown, *, takes_part: bool, manages: bool, expected: bool
) -> None:
    """Organisers see everything."""
    event = an_event(participants_shown=shown, tools_shown=shown)
    who = {"takes_part": takes_part, "manages": manages}
    assert policy.may_see_participants(event, **who) is expected
    assert policy.may_see_tools(event, **who) is expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, Registration.OPEN),
        ({"capacity": 3, "seats_taken": 2}, Registration.OPEN),
        ({"join_mode": JoinMode.RESTRICTED}, Registration.APPROVAL),
        ({"capacity": 3, "seats_taken": 3}, Registration.FULL),
        ({"capacity": 3, "seats_taken": 3, "waiting_list": True}, Registration.WAITING_LIST),
        ({"capacity": 3, "seats_taken": 3, "local": False}, Registration.OPEN),
        ({"join_mode": JoinMode.INVITE}, Registration.INVITED_ONLY),
        ({"join_mode": JoinMode.EXTERNAL}, Registration.ELSEWHERE),
        ({"join_mode": JoinMode.NONE}, Registration.NONE),
        ({"registration_closes_at": NOW}, Registration.CLOSED),
        ({"registration_closes_at": LATER}, Registration.OPEN),
        ({"status": Status.CANCELLED}, Registration.CANCELLED),
        ({"post": Post(id="e", deleted_at=NOW)}, Registration.CANCELLED),
        ({"starts_at": NOW}, Registration.OVER),
        ({"starts_at": NOW - timedelta(hours=1), "ends_at": LATER}, Registration.OPEN),
    ],
)
def test_what_can_be_done_to_take_part(more: dict[str, Any], expected: Registration) -> None:
    """By its state, its seats and the time."""
    assert policy.registration(an_event(**more), NOW) is expected


@pytest.mark.parametrize(
    ("more", "seats", "invited", "expected"),
    [
        ({}, 1, False, State.GOING),
        ({"capacity": 3, "seats_taken": 1}, 2, False, State.GOING),
        ({"capacity": 3, "seats_taken": 2}, 2, False, None),
        ({"capacity": 3, "seats_taken": 2, "waiting_list": True}, 2, False, State.WAITING),
        ({"capacity": 3, "seats_taken": 3, "waiting_list": True}, 1, False, State.WAITING),
        ({"capacity": 3, "seats_taken": 3}, 1, False, None),
        ({"join_mode": JoinMode.RESTRICTED}, 1, False, State.ASKED),
        ({"join_mode": JoinMode.INVITE}, 1, False, None),
        ({"join_mode": JoinMode.INVITE}, 1, True, State.GOING),
        ({"status": Status.CANCELLED}, 1, True, None),
    ],
)
def test_what_becomes_of_a_wish_to_come(
    more: dict[str, Any], seats: int, expected: State | None, *, invited: bool
) -> None:
    """A seat, a question, a place in the line, or nothing."""
    assert policy.joining(an_event(**more), NOW, seats, invited=invited) is expected


def waiting(*guests: int) -> list[Participation]:
    """Make a line of people, each with so many guests."""
    return [Participation(guests=number) for number in guests]


@pytest.mark.parametrize(
    ("capacity", "line", "expected"),
    [
        (None, (0, 3, 0), 3),
        (5, (0, 0, 0), 2),
        (5, (1, 0), 1),
        (5, (2, 0), 0),
        (3, (0,), 0),
        (5, (), 0),
    ],
)
def test_the_line_moves_in_order_and_nobody_passes(
    capacity: int | None, line: tuple[int, ...], expected: int
) -> None:
    """Also not a single person who would fit where the two before her do not."""
    event = an_event(capacity=capacity, seats_taken=3)
    people = waiting(*line)
    assert policy.promoted(event, people) == people[:expected]


def test_guests_are_counted() -> None:
    """As many as the organiser lets each bring."""
    event = an_event(guests_per_person=2)
    assert [policy.may_bring(event, number) for number in (-1, 0, 2, 3)] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("answers", "expected"), [((), False), (("",), False), (("oui",), True), (("a", ""), True)]
)
def test_marked_questions_need_an_answer(answers: tuple[str, ...], *, expected: bool) -> None:
    """The others do not."""
    event = an_event(questions=[{"text": "Vient-on à pied ?", "required": True}, {"text": "?"}])
    assert policy.is_answered(event, answers) is expected


@pytest.mark.parametrize(
    ("local", "sender", "spoken_for", "expected"),
    [
        (False, an_actor("lea", host="mob.example"), (), True),
        (False, an_actor("lille", host="mob.example"), (), True),
        (False, an_actor("zoe", host="mob.example"), (), False),
        (False, an_actor("zoe", host="mob.example"), ("https://mob.example/users/lille",), True),
        (False, an_actor("zoe", host="evil.example"), ("https://mob.example/users/lille",), False),
        (True, an_actor("lea"), (), False),
    ],
)
def test_only_the_server_of_an_event_answers_for_it(
    local: bool,
    sender: Actor,
    spoken_for: tuple[str, ...],
    *,
    expected: bool,
) -> None:
    """Its host, its organiser, or a moderator who names the host."""
    event = an_event(local=local, host=an_actor("lille", host="mob.example"))
    assert policy.may_answer_for(event, sender, spoken_for) is expected


@pytest.mark.parametrize(
    ("over", "taken", "alerted", "expected"),
    [(None, 9, None, False), (5, 5, None, False), (5, 6, None, True), (5, 6, NOW, False)],
)
def test_an_alert_rings_once(
    over: int | None, taken: int, alerted: datetime | None, *, expected: bool
) -> None:
    """When more people come than the organiser named."""
    event = an_event(alert_over=over, seats_taken=taken, alerted_at=alerted)
    assert policy.alert_is_due(event) is expected


def test_a_cooperative_offers_the_common_kinds_but_some_and_its_own() -> None:
    assert policy.kinds([], []) == list(policy.KINDS)
    found = policy.kinds({"cafe": "Café", "ag": "AG"}, ["apero", "unknown"])
    assert found == [*(kind for kind in policy.KINDS if kind != "apero"), "cafe"]


@pytest.mark.parametrize(
    ("starts_at", "zone", "clock", "expected"),
    [
        (datetime(2026, 12, 3, 17, 30, tzinfo=UTC), "Europe/Paris", "Europe/Paris", 9),
        (datetime(2026, 12, 3, 17, 30, tzinfo=UTC), "Europe/Paris", "America/Martinique", 14),
        (datetime(2026, 12, 2, 23, 15, tzinfo=UTC), "Europe/Paris", "Europe/Paris", 9),
    ],
)
def test_a_reminder_is_due_at_ten_on_the_day_before_where_it_takes_place(
    starts_at: datetime, zone: str, clock: str, expected: int
) -> None:
    """A quarter past midnight is the next day there, whatever it is elsewhere."""
    at = policy.reminder_at(starts_at, zone, clock)

    assert at == datetime(2026, 12, 2, expected, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "event", "expected"),
    [
        ({}, {}, True),
        ({"state": State.MAYBE}, {}, True),
        ({"state": State.WAITING}, {}, False),
        ({"changed_at": NOW}, {}, False),
        ({}, {"status": Status.CANCELLED}, False),
        ({"reminded_for": LATER - timedelta(hours=1)}, {}, False),
        ({"reminded_for": LATER - timedelta(days=1)}, {}, True),
    ],
)
def test_a_reminder_says_something_new_or_is_not_sent(
    row: dict[str, Any], event: dict[str, Any], *, expected: bool
) -> None:
    said = {"state": State.GOING, "changed_at": NOW - timedelta(days=3)} | row
    wanted = an_event(**({"timezone": "Europe/Paris"} | event))

    assert policy.may_remind(Participation(**said), wanted, NOW) is expected
