"""When a delivery is tried again: soon at first, daily in the end, never all at once."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from fedicoop.retry import RETRY_DELETE_FOR, RETRY_FOR, delay

MINUTE = timedelta(minutes=1)


def test_the_pauses_double_up_to_a_day() -> None:
    pauses = [delay(attempt, lambda: 0.5) for attempt in range(1, 14)]

    assert pauses[:4] == [MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE]
    assert pauses[10:] == [1024 * MINUTE, timedelta(days=1), timedelta(days=1)]


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_a_pause_is_spread_by_a_fifth_and_ends_within_a_day_and_five_hours(
    attempt: int, chance: float
) -> None:
    middle = delay(attempt, lambda: 0.5)
    pause = delay(attempt, lambda: chance)

    assert 0.799 * middle <= pause <= 1.201 * middle
    assert timedelta(seconds=48) <= pause <= timedelta(hours=28, minutes=48)


def test_a_server_may_be_away_for_a_week_and_a_deletion_waits_for_a_month() -> None:
    assert timedelta(days=7) == RETRY_FOR
    assert timedelta(days=30) == RETRY_DELETE_FOR
    tries, waited = 0, timedelta()
    while waited < RETRY_FOR:
        tries += 1
        waited += delay(tries, lambda: 0.5)
    assert 15 <= tries <= 25
