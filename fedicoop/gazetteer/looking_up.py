"""Looking towns up in the list: 35,000 lines in one piece of memory, in the order of their keys.

A line is only taken apart when it is asked for; the whole costs some 3 MB and a few milliseconds.
"""

from __future__ import annotations

import gzip
import math
import re
from array import array
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from typing_extensions import override

from fedicoop.gazetteer.names import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILE = Path(__file__).with_name("towns.tsv.gz")
_LONGEST = 100
_MOST_LINES = 2000
_MOST_TOWNS = 50
_KM_PER_DEGREE = 111.195
_POSTCODE = re.compile(r"\b[0-9]{2,5}\b")


@dataclass(frozen=True)
class Town:
    """A town; ``is_about`` says that its position is that of its neighbourhood."""

    name: str
    postcodes: tuple[str, ...]
    latitude: float
    longitude: float
    population: int
    is_about: bool = False

    @property
    def postcode(self) -> str:
        """Give its first postcode."""
        return self.postcodes[0]

    @property
    def department(self) -> str:
        """Give the first figures of its postcodes, which tell namesakes apart."""
        return self.postcode[: 3 if self.postcode[:2] in {"97", "98"} else 2]

    @property
    def spot(self) -> tuple[float, float]:
        """Give its latitude and longitude."""
        return self.latitude, self.longitude

    @override
    def __str__(self) -> str:
        """Give its name with what tells it apart, as ``find`` understands it."""
        return f"{self.name} ({self.postcode})"


@lru_cache(maxsize=1)
def _lines() -> bytes:
    """Read the list; every line of it stands between two line ends."""
    whole = gzip.decompress(_FILE.read_bytes())
    return whole[whole.index(b"\n", whole.rindex(b"\n#") + 1) :]


def _town(line: bytes) -> Town:
    _, name, postcodes, north, east, population, about = line.decode().split("\t")
    codes = tuple(postcodes.split())
    return Town(name, codes, float(north), float(east), int(population), about == "~")


def _with(said: bytes) -> Iterator[bytes]:
    """Give the lines in which something stands, in their order, at most some thousands."""
    lines = _lines()
    at = lines.find(said)
    for _ in range(_MOST_LINES):
        if at < 0:
            return
        end = lines.index(b"\n", at + 1)
        yield lines[lines.rindex(b"\n", 0, at + 1) + 1 : end]
        at = lines.find(said, end)


def find(said: str, limit: int = 10) -> list[Town]:
    """Find towns by name, by postcode or by both; who is called just so first, then the largest.

    "saint lo", "St-Lô", "76000", "76", "Rouen 76", "Saint-Denis (93200)" are all understood.
    """
    return list(_found(said[:_LONGEST])[:limit])


@lru_cache(maxsize=256)
def _found(said: str) -> tuple[Town, ...]:
    code = next(iter(_POSTCODE.findall(said)), "")
    name = plain(_POSTCODE.sub(" ", said))
    if name:
        found = _named(name)
    elif len(code) > 1:
        starts = (b"\t" + code.encode(), b" " + code.encode())
        found = {line: 0 for start in starts for line in _with(start) if _has(line, code)}
    else:
        return ()
    ranked = [(rank, _town(line)) for line, rank in found.items() if not code or _has(line, code)]
    ranked.sort(key=lambda pair: (pair[0], -pair[1].population))
    return tuple(town for _, town in ranked[:_MOST_TOWNS])


def _has(line: bytes, code: str) -> bool:
    return any(each.startswith(code.encode()) for each in line.split(b"\t")[2].split())


def _named(name: str) -> dict[bytes, int]:
    """Give lines by name: 0 for just this name, 1 for a beginning, 2 for words within."""
    key = name.encode()
    found = dict.fromkeys(_with(b"\n" + key + b"\t"), 0)
    for line in _with(b"\n" + key):
        found.setdefault(line, 1)
    for line in _with(b" " + key):
        if b" " + key in line.partition(b"\t")[0]:
            found.setdefault(line, 2)
    return found


def the_town(name: str, postcode: str = "") -> Town | None:
    """Give the town that is meant by a name and a postcode; None when it could be several."""
    key, code = plain(name), "".join(postcode.split())
    if not key:
        return None
    found = [_town(line) for line in _with(b"\n" + key.encode() + b"\t")]
    if code:
        found = [each for each in found if code in each.postcodes] or [
            each for each in found if code.startswith(each.department)
        ]
    return found[0] if len(found) == 1 else None


def nearest(latitude: float, longitude: float, within_km: float = 50) -> Town | None:
    """Give the town nearest to a spot; None when there is none around."""
    wide = max(0.01, math.cos(math.radians(latitude)))
    best, found = (within_km / _KM_PER_DEGREE) ** 2, -1
    for number, (north, east) in enumerate(zip(*_spots(), strict=True)):
        away = (north - latitude) ** 2 + ((east - longitude) * wide) ** 2
        if away < best:
            best, found = away, number
    return _town(_lines().split(b"\n")[found + 1]) if found >= 0 else None


@lru_cache(maxsize=1)
def _spots() -> tuple[array[float], array[float]]:
    parted = [line.split(b"\t", 5)[3:5] for line in _lines().split(b"\n")[1:-1]]
    return array("f", (float(each[0]) for each in parted)), array(
        "f", (float(each[1]) for each in parted)
    )
