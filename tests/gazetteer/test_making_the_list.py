"""The list of towns is made of two sources, which are brought together by name, size and place."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

from fedicoop.gazetteer import making

if TYPE_CHECKING:
    from pathlib import Path


def a_commune(name: str, postcode: str, population: int = 900, **more: Any) -> dict[str, Any]:
    """Write a commune as the official list does."""
    commune = {"code": f"i{postcode}", "nom": name, "region": "28", "type": "commune-actuelle"}
    return {**commune, "codesPostaux": [postcode], "population": population, **more}


def a_place(ident: int, name: str, north: float, east: float, **more: Any) -> dict[str, Any]:
    """Write a place as GeoNames does."""
    spot = {"geonameid": ident, "name": name, "latitude": north, "longitude": east}
    kind = {"countrycode": "FR", "admin1code": "28", "population": 900, "alternatenames": []}
    return {**spot, **kind, **more}


def made(
    folder: Path, communes: list[dict[str, Any]], places: list[dict[str, Any]]
) -> dict[str, list[str]]:
    """Make a list, and give its lines by name."""
    (folder / "communes.json").write_text(json.dumps(communes), "utf-8")
    cities = {str(each["geonameid"]): each for each in places}
    (folder / "cities.json").write_text(json.dumps(cities), "utf-8")
    target = folder / "towns.tsv.gz"
    making.main(str(folder / "communes.json"), str(folder / "cities.json"), target)
    lines = gzip.decompress(target.read_bytes()).decode().splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    return {row[1]: row[3:] for row in rows}


def test_a_town_takes_the_place_of_its_name(tmp_path: Path) -> None:
    """However the two write it."""
    found = made(
        tmp_path, [a_commune("Saint-Lô", "50000")], [a_place(1, "St. Lo", 49.1162, -1.0902)]
    )
    assert found == {"Saint-Lô": ["49.116", "-1.090", "900", ""]}


def test_a_village_without_a_place_stands_amid_its_neighbours(tmp_path: Path) -> None:
    """And the list says so."""
    communes = [a_commune(name, "50000") for name in ("Ici", "La", "Nulle-Part")]
    places = [a_place(1, "Ici", 49.0, -1.0), a_place(2, "Là", 49.2, -1.2)]
    assert made(tmp_path, communes, places)["Nulle-Part"] == ["49.100", "-1.100", "900", "~"]


def test_a_namesake_of_another_size_or_far_away_is_not_taken(tmp_path: Path) -> None:
    """A hamlet is no city, and a village is not 300 km from its postcode."""
    villages = ("Un", "Deux", "Trois", "Quatre")
    communes = [a_commune(name, "50000") for name in villages]
    places = [a_place(n, name, 49 + n / 100, -1) for n, name in enumerate(villages[:3])]
    places += [a_place(8, "Quatre", 49, 3)]
    communes += [a_commune("Cinq", "50000", 90)]
    places += [a_place(9, "Cinq", 49, -1, population=90_000)]
    found = made(tmp_path, communes, places)
    assert found["Quatre"][3] == found["Cinq"][3] == "~"


def test_a_merged_commune_stands_where_its_seat_was(tmp_path: Path) -> None:
    """GeoNames knows the towns that were, not the name they took together."""
    communes = [
        a_commune("Mauges-Neuves", "49110", 9000),
        {"code": "i49110", "nom": "Mauges", "region": "28", "type": "commune-deleguee"},
    ]
    places = [a_place(1, "Mauges", 47.3, -0.9)]
    assert made(tmp_path, communes, places) == {"Mauges-Neuves": ["47.300", "-0.900", "9000", ""]}


def test_islands_are_placed_by_their_own_and_never_by_another_island(tmp_path: Path) -> None:
    """What is elsewhere in the world is left out, as is what can be placed nowhere."""
    communes = [
        a_commune("Saint-Paul", "97460", region="04"),
        a_commune("Perdue", "97133", region="977"),
        a_commune("Sans-Code", "00000", codesPostaux=[]),
    ]
    places = [
        a_place(1, "Saint-Denis", -20.88, 55.45, countrycode="RE"),
        a_place(2, "Saint-Paul", 44, -93, countrycode="US"),
    ]
    assert made(tmp_path, communes, places) == {"Saint-Paul": ["-20.880", "55.450", "900", "~"]}
