"""How often one host, or one address, may knock: a bucket for each, bounded in number."""

from __future__ import annotations

from collections import OrderedDict
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.clock import Clock

_HOSTS = 10_000
_NEIGHBOURS = 64
"""How many bits of an IPv6 address are its holder's to choose."""


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

    def give_back(self, host: str) -> None:
        """Put one back into a bucket from which it was taken: it counts elsewhere."""
        if host in self._buckets:
            left, at = self._buckets[host]
            self._buckets[host] = (min(self._burst, left + 1), at)


def place_of(address: str) -> str:
    """Give what is counted of a network address: of IPv6 the half that is given out.

    What is no address (a socket of this machine) is one place.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return f"{int(found) >> _NEIGHBOURS:x}::"
