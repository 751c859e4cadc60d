"""How often one host may knock: a bucket per host, bounded in number."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.clock import Clock

_HOSTS = 10_000


class Rate:
    """Lets a host send ``per_second`` on average, with bursts of ``burst``."""

    def __init__(self, clock: Clock, per_second: float = 500, burst: float = 20_000) -> None:
        """Start with every bucket full."""
        self._clock = clock
        self._per_second = per_second
        self._burst = burst
        self._buckets: OrderedDict[str, tuple[float, datetime]] = OrderedDict()

    def allows(self, host: str) -> bool:
        """Take one from the host's bucket; False when it is empty."""
        now = self._clock()
        left, at = self._buckets.pop(host, (self._burst, now))
        left = min(self._burst, left + (now - at).total_seconds() * self._per_second)
        allowed = left >= 1
        self._buckets[host] = (left - 1 if allowed else left, now)
        if len(self._buckets) > _HOSTS:
            self._buckets.popitem(last=False)
        return allowed
