"""What was read of somebody else's calendar or page: checked and bounded, not yet an event."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop import text
from fedicoop.urls import host_of

if TYPE_CHECKING:
    from datetime import datetime

MOST_ENTRIES = 2000
MOST_BYTES = 1024 * 1024
LONGEST_TITLE, LONGEST_LINE, LONGEST_TEXT = 200, 300, 20_000
MOST_TAGS = 10
_TOWN = re.compile(r"(\d{5})\s+(\S[^,\d]{1,80})")
_HANDLE = re.compile(r"(?<![\w/.`])@[\w@.-]{0,100}\w")
_WORD = re.compile(r"\w{2,50}")


@dataclass(frozen=True)
class Spot:
    """Where something happens, as far as it was said."""

    name: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    region: str = ""
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Entry:
    """One date; ``starts`` and ``ends`` are wall times of ``timezone``, ``source`` is Markdown.

    ``uid`` is what the same date has the next time it is read.
    """

    uid: str
    title: str
    starts: datetime
    ends: datetime | None = None
    timezone: str = "Europe/Paris"
    source: str = ""
    url: str = ""
    place: Spot | None = None
    online: bool = False
    online_url: str = ""
    tags: tuple[str, ...] = ()
    cancelled: bool = False
    tentative: bool = False


@dataclass(frozen=True)
class Reading:
    """What a calendar holds of what is to come.

    ``left_out`` counts what could not be read or is private; ``whole`` tells whether nothing was
    cut off, so that what is missing is really gone.
    """

    name: str = ""
    entries: tuple[Entry, ...] = ()
    left_out: int = 0
    whole: bool = True


def title_of(said: str) -> str:
    """Give a title of one line that can be announced; "" when nothing is said."""
    found = " ".join(text.plain(said[:2000], 1000).split())
    found = found if len(found) <= LONGEST_TITLE else found[: LONGEST_TITLE - 1].rstrip() + "…"
    return found if len(found) >= 3 or not found else f"{found} …"


def words_of(said: str) -> str:
    """Give a description as Markdown: without tags, and naming none of our people by accident."""
    lines = (
        line.strip() for line in text.plain(said[: 4 * LONGEST_TEXT], LONGEST_TEXT).split("\n")
    )
    found = "\n".join(lines)
    return _HANDLE.sub(r"`\g<0>`", found)[:LONGEST_TEXT]


def address_of(said: str) -> str:
    """Give an http(s) address, or "" for anything else."""
    found = said.strip()
    return found if host_of(found) and len(found) <= 2000 else ""


def tags_of(said: list[str]) -> tuple[str, ...]:
    """Give the keywords that are one word each."""
    found = [" ".join(text.clean(each[:200], 100).split()).lstrip("#") for each in said[:50]]
    joined = [each.replace(" ", "_").replace("-", "_") for each in found]
    return tuple(dict.fromkeys(each for each in joined if _WORD.fullmatch(each)))[:MOST_TAGS]


def spot_of(said: str, latitude: float | None, longitude: float | None) -> Spot | None:
    """Read an address on one line: its name before the first comma, "59000 Lille" wherever."""
    line = " ".join(text.plain(said[:2000], 600).split())
    here = position(latitude, longitude)
    if not line:
        return Spot(latitude=here[0], longitude=here[1]) if here else None
    first, _, rest = (part.strip() for part in line.partition(","))
    found = _TOWN.search(line)
    if found is None:
        return Spot(line[:LONGEST_LINE], latitude=here and here[0], longitude=here and here[1])
    street = rest.partition(found[1])[0].strip(" ,") if rest else ""
    if first[:1].isdigit() and not first.startswith(found[1]):
        first, street = "", first
    return Spot(
        name="" if first.startswith(found[1]) else first[:LONGEST_LINE],
        street=street[:LONGEST_LINE],
        postcode=found[1],
        town=found[2].strip()[:200],
        latitude=here and here[0],
        longitude=here and here[1],
    )


def position(latitude: float | None, longitude: float | None) -> tuple[float, float] | None:
    """Give coordinates that are on earth, and not the middle of the ocean that nobody meant."""
    if latitude is None or longitude is None or (latitude, longitude) == (0, 0):
        return None
    on_earth = -90 <= latitude <= 90 and -180 <= longitude <= 180
    return (latitude, longitude) if on_earth else None
