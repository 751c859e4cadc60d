"""The one place that asks what time it is."""

from __future__ import annotations

import time
from datetime import timedelta

from fedicoop.clock import system_clock


def test_the_time_is_told_with_its_zone() -> None:
    before = time.time()
    told = system_clock()

    assert told.utcoffset() == timedelta(0)
    assert before - 0.01 <= told.timestamp() <= time.time() + 0.01
