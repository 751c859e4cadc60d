"""A clock that stands still until a test moves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class StoppedClock:
    """Tells the same moment again and again; starts on 24 November 2026 at noon UTC."""

    def __init__(self) -> None:
        """Stop at the first moment."""
        self.now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Tell the time, as the real clock does."""
        return self.now

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self.now += by
