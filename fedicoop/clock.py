"""What time it is: the one place that asks, so that tests can stop time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """Tell the current time, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the clock
