"""When to try again: growing, jittered pauses and the day we give up."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

RETRY_FOR = timedelta(days=7)
RETRY_DELETE_FOR = timedelta(days=30)
_FIRST = timedelta(minutes=1)
_LONGEST = timedelta(hours=24)


def delay(attempt: int, random: Callable[[], float]) -> timedelta:
    """Give the pause after the given number of failures (1, 2, …): 1 minute doubling to 24 hours.

    ``random`` gives a number from 0 to 1; the pause is spread by ±20 % so that a thousand
    deliveries that failed together do not come back together.
    """
    pause = min(_FIRST * (1 << min(attempt - 1, 20)), _LONGEST)
    return pause * (0.8 + 0.4 * random())
