"""When a member may ask for her data again, and how long it is kept: pure rules."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fedicoop.takeaways.models import State

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.takeaways.models import Takeaway

PAUSE = timedelta(days=1)
LEASE = timedelta(minutes=15)
MOST_ATTEMPTS = 3


def is_under_way(newest: Takeaway | None) -> bool:
    """Tell whether one waits or is being made."""
    return newest is not None and newest.state in {State.WAITS, State.BEING_MADE}


def may_ask_again(newest: Takeaway | None, now: datetime) -> bool:
    """Tell whether another one may be asked for: one at a time, one a day, unless it failed."""
    if newest is None or newest.state == State.FAILED:
        return True
    return not is_under_way(newest) and now - newest.asked_at >= PAUSE


def may_be_had(row: Takeaway, now: datetime) -> bool:
    """Tell whether its file is there to be had."""
    return row.state == State.READY and row.expires_at is not None and now < row.expires_at
