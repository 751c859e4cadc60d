"""EcoIndex, from 0 to 100: how little a page costs (https://www.ecoindex.fr/comment-ca-marche/).

The number of elements counts three times, of requests twice, of kilobytes once, each by its place
among half a million pages of the HTTP Archive: the limits of the twenty parts are below.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

# fmt: off
ELEMENTS = (
    0, 47, 75, 159, 233, 298, 358, 417, 476, 537, 603, 674, 753, 843, 949, 1076, 1237, 1459, 1801,
    2479, 594601,
)
REQUESTS = (
    0, 2, 15, 25, 34, 42, 49, 56, 63, 70, 78, 86, 95, 105, 117, 130, 147, 170, 205, 281, 3920,
)
KILOBYTES = (
    0, 1.37, 144.7, 319.53, 479.46, 631.97, 783.38, 937.91, 1098.62, 1265.47, 1448.32, 1648.27,
    1876.08, 2142.06, 2465.37, 2866.31, 3401.59, 4155.73, 5400.08, 8037.54, 223212.26,
)
# fmt: on


def ecoindex(elements: int, requests: int, size: int) -> float:
    """Give the index of a page; ``size`` is in bytes as they cross the wire."""
    parts = 3 * _part(ELEMENTS, elements) + 2 * _part(REQUESTS, requests)
    return 100 - 5 * (parts + _part(KILOBYTES, size / 1024)) / 6


def _part(limits: tuple[float, ...], value: float) -> float:
    """Say in which part a value lies, and how far in it."""
    steps = list(pairwise(limits))
    place = min(bisect_right(limits, value), len(steps)) - 1
    low, high = steps[place]
    return place + min((value - low) / (high - low), 1)
