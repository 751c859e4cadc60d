"""The evening of which the demo reminds: late enough to come, early enough to be reminded of."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fedicoop.demo.mailing import next_evening
from fedicoop.events import policy, times


@pytest.mark.parametrize("hour", range(24))
def test_its_reminder_is_due_whenever_the_demo_is_started(hour: int) -> None:
    present = datetime(2026, 11, 24, hour, 5, tzinfo=UTC)

    starts = times.moment_at(next_evening(present), "Europe/Paris")

    assert starts - present > policy.LAST_CALL
    assert policy.reminder_at(starts, "Europe/Paris", "Europe/Paris") <= present
