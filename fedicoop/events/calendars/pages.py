"""Events out of any page that says them as search engines ask: schema.org, JSON-LD or Microdata."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import orjson
from lxml import etree

from fedicoop import text
from fedicoop.errors import TooLarge
from fedicoop.events import times
from fedicoop.events.calendars.entries import (
    LONGEST_LINE,
    MOST_BYTES,
    Entry,
    Reading,
    Spot,
    address_of,
    position,
    spot_of,
    tags_of,
    title_of,
    words_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_EVENTS = 200
_MOST_SCRIPTS, _MOST_NODES = 50, 20_000
_LONGEST_UID = 400
_LONGEST_EVENT = timedelta(days=399)
_MORE_EVENTS = {"Festival", "Hackathon", "CourseInstance", "EventSeries"}
_SCRIPTS = "//script[contains(@type, 'ld+json')]"
_ITEMS = "//*[@itemscope][contains(@itemtype, 'schema.org/')]"

Thing = dict[str, Any]


def read_page(data: bytes, url: str, now: datetime, zone: str = "Europe/Paris") -> Reading:
    """Give what is to come of the events in a page; none where it says none.

    ``url`` is where the page was found, ``zone`` is meant where an hour has none.
    """
    if len(data) > MOST_BYTES:
        raise TooLarge(f"a page of {len(data)} bytes", safe="This page is too large.")
    root = _tree(data)
    if root is None:
        return Reading()
    entries: dict[str, Entry] = {}
    left_out = 0
    for thing in _things(root):
        if len(entries) >= MOST_EVENTS:
            break
        try:
            entry = _entry(thing, url, zone)
        except (ValueError, TypeError, OverflowError):
            left_out += 1
            continue
        end = entry.ends or entry.starts
        if times.moment_at(end, entry.timezone) > now:
            entries.setdefault(entry.uid, entry)
    # A page lists what it likes to: what is no longer there is not cancelled.
    return Reading(_title(root), tuple(entries.values()), left_out, whole=False)


def _tree(data: bytes) -> Any:
    parser = etree.HTMLParser(
        no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError):
        return None


def _title(root: Any) -> str:
    return title_of(str(root.findtext(".//title") or ""))


def _things(root: Any) -> Iterator[Thing]:
    """Give every event that a page says, in JSON-LD first."""
    found = False
    for script in root.xpath(_SCRIPTS)[:_MOST_SCRIPTS]:
        for thing in _in_json(script.text or ""):
            found = True
            yield thing
    if not found:
        for item in root.xpath(_ITEMS)[:_MOST_NODES]:
            thing = _item(item)
            if _is_event(thing):
                yield thing


def _in_json(said: str) -> Iterator[Thing]:
    """Give the events anywhere in a JSON document, however they are wrapped."""
    try:
        waiting = [orjson.loads(said)]
    except ValueError:
        return
    seen = 0
    while waiting and seen < _MOST_NODES:
        node = waiting.pop()
        seen += 1
        if isinstance(node, list):
            waiting += reversed(node[:_MOST_NODES])
        elif isinstance(node, dict):
            if _is_event(node):
                yield node
            nested = [
                node[key]
                for key in (
                    "@graph",
                    "mainEntity",
                    "itemListElement",
                    "item",
                    "subEvent",
                    "event",
                    "events",
                )
                if key in node
            ]
            waiting += reversed(nested)


def _is_event(thing: Thing) -> bool:
    kinds = thing.get("@type")
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        name = str(kind).rpartition("/")[2].rpartition(":")[2]
        if name.endswith("Event") or name in _MORE_EVENTS:
            return "startDate" in thing and "name" in thing
    return False


def _item(element: Any, depth: int = 0) -> Thing:
    """Read an element of Microdata, and what belongs to it."""
    thing: Thing = {"@type": str(element.get("itemtype", "")).strip()}
    waiting, seen = list(element), 0
    while waiting and seen < 2000:
        child = waiting.pop(0)
        seen += 1
        named = str(child.get("itemprop") or "")[:100]
        nested = child.get("itemscope") is not None
        if named and depth < 5:
            thing.setdefault(named, _item(child, depth + 1) if nested else _value(child))
        if not nested:
            waiting = list(child) + waiting
    return thing


def _value(element: Any) -> str:
    for name in ("content", "datetime", "href", "src"):
        if element.get(name):
            return str(element.get(name))
    return "".join(element.itertext())[:20_000]


def _entry(thing: Thing, page: str, zone: str) -> Entry:
    starts, all_day = _wall(thing["startDate"], zone)
    title = title_of(_word(thing["name"]))
    if not title:
        raise ValueError("an event without a name")
    url = address_of(urljoin(page, _word(thing.get("url")))) or page
    status = _word(thing.get("eventStatus")).rpartition("/")[2]
    place, meeting, online = _where(thing)
    uid = _word(thing.get("@id")) or (url if url != page else "")
    return Entry(
        uid=(uid or f"{times.written(starts)} {title}")[:_LONGEST_UID],
        title=title,
        starts=starts,
        ends=_end(thing, starts, zone, all_day=all_day),
        timezone=zone,
        source=words_of(_word(thing.get("description"), 60_000)),
        url=url,
        place=place,
        online=online,
        online_url=meeting,
        tags=_tags(thing),
        cancelled=status == "EventCancelled",
        tentative=status == "EventPostponed",
    )


def _word(said: Any, limit: int = 2000) -> str:
    """Give a text, or the name of a thing; the first of several, "" for anything else."""
    if isinstance(said, list):
        said = said[0] if said else ""
    if isinstance(said, dict):
        said = said.get("@value") or said.get("name") or said.get("@id") or ""
    return said[:limit].strip() if isinstance(said, str) else ""


def _wall(said: Any, zone: str) -> tuple[datetime, bool]:
    """Give the wall time of an ISO date, and whether it is a whole day."""
    word = _word(said, 60)
    if len(word) == len("2026-12-03"):
        day = date.fromisoformat(word)
        return datetime(day.year, day.month, day.day), True  # noqa: DTZ001 - a wall time
    found = datetime.fromisoformat(word)
    if found.tzinfo is None:
        return found, False
    return times.wall_at(found.astimezone(UTC), zone), False


def _end(thing: Thing, starts: datetime, zone: str, *, all_day: bool) -> datetime | None:
    last = timedelta(days=1) - timedelta(minutes=1)
    try:
        ends, day = _wall(thing.get("endDate"), zone)
    except ValueError:
        return starts + last if all_day else None
    ends = ends + last if day else ends
    return min(ends, starts + _LONGEST_EVENT) if ends > starts else None


def _where(thing: Thing) -> tuple[Spot | None, str, bool]:
    """Give the place, the address of the meeting, and whether one can come from home."""
    mode = _word(thing.get("eventAttendanceMode")).rpartition("/")[2]
    online = mode in {"OnlineEventAttendanceMode", "MixedEventAttendanceMode"}
    said = thing.get("location")
    place, meeting = None, ""
    for each in said[:5] if isinstance(said, list) else [said]:
        if isinstance(each, dict) and _word(each.get("@type")).endswith("VirtualLocation"):
            online, meeting = True, address_of(_word(each.get("url"))) or meeting
        elif each:
            place = place or _spot(each)
    return place, meeting, online


def _spot(said: Any) -> Spot | None:
    if not isinstance(said, dict):
        return spot_of(_word(said), None, None)
    here = _coordinates(said.get("geo"))
    address = said.get("address", said if "streetAddress" in said else None)
    if not isinstance(address, dict):
        line = ", ".join(
            dict.fromkeys(each for each in (_word(said.get("name")), _word(address)) if each)
        )
        return spot_of(line, *(here or (None, None)))
    return Spot(
        name=_line(said.get("name")),
        street=_line(address.get("streetAddress")),
        postcode=_line(address.get("postalCode"))[:20],
        town=_line(address.get("addressLocality"))[:200],
        region=_line(address.get("addressRegion"))[:200],
        country=_line(address.get("addressCountry"))[:200],
        latitude=here and here[0],
        longitude=here and here[1],
    )


def _line(said: Any) -> str:
    return " ".join(text.plain(_word(said), LONGEST_LINE).split())


def _coordinates(said: Any) -> tuple[float, float] | None:
    try:
        return position(float(said["latitude"]), float(said["longitude"]))
    except (KeyError, ValueError, TypeError):
        return None


def _tags(thing: Thing) -> tuple[str, ...]:
    said = thing.get("keywords")
    words = [_word(each) for each in said] if isinstance(said, list) else _word(said).split(",")
    return tags_of([each for each in words if each])
