"""When a member may ask for her data again, and when its file is there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fedicoop.takeaways import State, Takeaway, policy

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def asked(state: State, hours: int = 0, kept: int | None = None) -> Takeaway:
    """Give one that was asked for some hours ago and is kept for some hours more."""
    until = NOW + timedelta(hours=kept) if kept is not None else None
    return Takeaway(state=state, asked_at=NOW - timedelta(hours=hours), expires_at=until)


@pytest.mark.parametrize(
    ("newest", "may"),
    [
        (None, True),
        (asked(State.WAITS, 48), False),
        (asked(State.BEING_MADE, 48), False),
        (asked(State.READY, 23), False),
        (asked(State.READY, 24), True),
        (asked(State.FAILED), True),
    ],
)
def test_one_at_a_time_and_one_a_day(newest: Takeaway | None, may: bool) -> None:
    assert policy.may_ask_again(newest, NOW) is may


@pytest.mark.parametrize(
    ("row", "there"),
    [
        (asked(State.READY, kept=1), True),
        (asked(State.READY, kept=0), False),
        (asked(State.READY), False),
        (asked(State.BEING_MADE, kept=1), False),
    ],
)
def test_a_file_is_there_until_its_days_are_over(row: Takeaway, there: bool) -> None:
    assert policy.may_be_had(row, NOW) is there
