"""Addresses that are secrets: who guesses them is slowed down, and learns nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.errors import NotFound, TooMany
from fedicoop.inbox.rate import Rate
from fedicoop.web.visit import site_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from fedicoop.errors import FedicoopError

WRONG_PER_MINUTE = 30


def wrong(request: Request) -> FedicoopError:
    """Count a wrong address, and give what is said to it: the same to all, until too often."""
    state = request.app.state
    rate = getattr(state, "guesses", None)
    if not isinstance(rate, Rate):
        clock = site_of(request).instance.clock
        rate = state.guesses = Rate(clock, WRONG_PER_MINUTE / 60, burst=WRONG_PER_MINUTE)
    source = request.client.host if request.client else ""
    if rate.allows(source):
        return NotFound("no such key")
    return TooMany("too many unknown keys", retry_after=60)
