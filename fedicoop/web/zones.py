"""Time zones as people choose them: a few near us by their city, any other by a city's name."""

from __future__ import annotations

import difflib
from functools import lru_cache
from typing import TYPE_CHECKING

from babel.core import get_global
from babel.dates import get_timezone_location

from fedicoop import gazetteer
from fedicoop.web import i18n

if TYPE_CHECKING:
    from fedicoop.web.i18n import Language

NEAR = (
    *("Europe/Paris", "Europe/Brussels", "Europe/Zurich", "Europe/London", "America/Guadeloupe"),
    *("America/Martinique", "America/Cayenne", "America/Miquelon", "Indian/Reunion"),
    *("Indian/Mayotte", "Pacific/Noumea", "Pacific/Tahiti", "Pacific/Wallis", "UTC"),
)
"""Where cooperatives like ours are."""
_MOST, _ALIKE = 3, 0.7


def offered(language: Language, *first: str) -> list[tuple[str, str]]:
    """Give a few zones to choose from, as (name, city): those that are said, those near us."""
    known = {*NEAR, *i18n.zones()}
    names = dict.fromkeys(each for each in (*first, *NEAR) if each in known)
    return [(name, city(name, language)) for name in names]


def city(name: str, language: Language) -> str:
    """Name the city that a zone is called by, in a language; the name itself when it is of none."""
    if name not in i18n.zones():
        return name.replace("_", " ")
    return get_timezone_location(name, locale=language.locale, return_city=True)


def named(said: str, language: Language) -> str:
    """Give the zone of a city, however it is spelled; "" when none is called so."""
    return _by_city(language).get(_plain(said), "")


def alike(said: str, language: Language) -> list[str]:
    """Give the cities whose names look like what was typed, the likest first; at most three."""
    known = _by_city(language)
    found = difflib.get_close_matches(_plain(said)[:60], known, _MOST * 3, _ALIKE)
    return list(dict.fromkeys(city(known[each], language) for each in found))[:_MOST]


def _plain(said: str) -> str:
    return gazetteer.plain(said.replace("_", " ").replace("/", " "))


@lru_cache(maxsize=8)
def _by_city(language: Language) -> dict[str, str]:
    """Give every zone by its whole name, its city's, and its city's in a language."""
    found: dict[str, str] = {}
    old = get_global("zone_aliases")
    for name in sorted(i18n.zones(), key=lambda each: each in old):
        for spelled in (city(name, language), name.rpartition("/")[2], name):
            found.setdefault(_plain(spelled), name)
    return found
