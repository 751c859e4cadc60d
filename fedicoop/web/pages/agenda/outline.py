"""The outline of metropolitan France, drawn by us from what every atlas shows, and spots on it.

Some 200 corners, set by hand from common geographic knowledge, right to about ten kilometres:
enough to see where something happens, and nothing that anybody else drew.
"""

from __future__ import annotations

import math

SCALE = 50.0
_WEST, _NORTH, _EAST, _SOUTH = -5.4, 51.4, 9.9, 41.1
_SQUEEZE = math.cos(math.radians(46.5))
KM_PER_DEGREE = 111.195

_MAINLAND = """
2.38 51.05 1.85 50.97 1.58 50.87 1.60 50.73 1.57 50.45 1.55 50.20 1.40 50.07 1.08 49.93 .37 49.76
.17 49.69 .08 49.51 .35 49.44 .07 49.36 -.25 49.29 -.62 49.34 -1.04 49.40 -1.17 49.36 -1.30 49.52
-1.26 49.69 -1.62 49.65 -1.94 49.72 -1.85 49.50 -1.80 49.37 -1.60 49.20 -1.58 48.85 -1.40 48.67
-1.52 48.63 -1.85 48.69 -2.03 48.65 -2.32 48.69 -2.72 48.53 -3.02 48.80 -3.10 48.87 -3.48 48.84
-3.62 48.71 -3.87 48.70 -3.98 48.73 -4.33 48.68 -4.70 48.56 -4.78 48.34 -4.40 48.37 -4.60 48.27
-4.32 48.10 -4.72 48.04 -4.37 47.80 -3.95 47.87 -3.37 47.70 -3.12 47.48 -2.95 47.57 -2.78 47.49
-2.50 47.51 -2.53 47.29 -2.18 47.27 -2.00 47.10 -2.26 47.01 -2.10 46.80 -1.80 46.49 -1.43 46.34
-1.20 46.28 -1.18 46.14 -1.08 45.98 -1.23 45.78 -1.03 45.62 -.75 45.40 -.60 45.05 -.74 45.23
-1.07 45.56 -1.16 45.40 -1.22 44.90 -1.26 44.63 -1.06 44.68 -1.26 44.50 -1.32 44.15 -1.45 43.63
-1.56 43.48 -1.79 43.37 -1.60 43.26 -1.42 43.05 -1.00 43.00 -.72 42.90 -.31 42.83 .00 42.69
.36 42.71 .68 42.70 .70 42.85 .90 42.81 1.40 42.62 1.45 42.48 1.73 42.50 1.98 42.36 2.25 42.43
2.60 42.36 3.17 42.43 3.04 42.56 3.04 42.90 3.11 43.10 3.40 43.25 3.70 43.40 4.00 43.54 4.20 43.46
4.55 43.40 4.86 43.35 4.95 43.42 5.20 43.32 5.36 43.28 5.50 43.19 5.93 43.09 6.15 43.03 6.38 43.10
6.67 43.20 6.76 43.41 7.00 43.53 7.14 43.55 7.27 43.69 7.53 43.79 7.68 44.17 7.38 44.12 7.00 44.24
6.86 44.40 6.95 44.62 7.07 44.68 6.98 44.84 6.68 44.95 6.63 45.11 6.90 45.15 7.13 45.27 7.17 45.41
6.98 45.64 6.80 45.75 7.04 45.92 6.88 46.08 6.80 46.14 6.82 46.42 6.50 46.45 6.24 46.33 6.29 46.24
5.97 46.13 6.12 46.26 6.06 46.42 6.45 46.78 6.43 46.93 6.85 47.16 7.05 47.35 6.88 47.37 7.00 47.50
7.38 47.43 7.59 47.59 7.52 47.72 7.58 48.05 7.77 48.40 8.09 48.81 8.22 48.97 7.45 49.17 7.05 49.12
6.74 49.17 6.37 49.46 5.99 49.46 5.75 49.54 5.40 49.61 5.00 49.79 4.86 49.80 4.84 50.15 4.69 50.00
4.20 49.96 4.19 50.13 4.02 50.35 3.67 50.33 3.60 50.49 3.28 50.55 3.20 50.72 2.90 50.70 2.62 50.82
2.55 51.09
"""
_CORSICA = """
9.35 43.00 9.46 42.97 9.45 42.70 9.54 42.50 9.56 42.12 9.40 41.92 9.30 41.60 9.18 41.37 8.80 41.55
8.88 41.68 8.70 41.75 8.76 41.92 8.60 41.89 8.68 42.11 8.56 42.22 8.56 42.37 8.76 42.57 9.00 42.65
9.29 42.68 9.33 42.80
"""


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Give where a spot is on the drawing, in its units from the upper left corner."""
    across = (longitude - _WEST) * _SQUEEZE * SCALE
    down = (_NORTH - latitude) * SCALE
    return round(across, 1), round(down, 1)


def is_on_map(latitude: float, longitude: float) -> bool:
    """Tell whether a spot is on the drawing."""
    return _SOUTH < latitude < _NORTH and _WEST < longitude < _EAST


def length_of(km: float) -> float:
    """Give the length of a distance on the drawing."""
    return round(km / KM_PER_DEGREE * SCALE, 1)


def _path(corners: str) -> str:
    numbers = [float(each) for each in corners.split()]
    spots = [project(north, east) for east, north in zip(numbers[::2], numbers[1::2], strict=True)]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in spots) + "Z"


WIDTH, HEIGHT = (round(each) for each in project(_SOUTH, _EAST))
OUTLINE = _path(_MAINLAND) + _path(_CORSICA)
