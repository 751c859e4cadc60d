"""What a request asks of the agenda: the filters are the address, so that it can be shared.

Pages and feeds read the same parameters: ``since``, ``until`` (days), ``town`` and ``km`` (or
``near``, degrees), ``kind``, ``group`` (a handle), ``server`` (a host, "here" for this one),
``online``, ``tag``, ``q`` (words), ``past``; pages also ``view``, ``month`` and ``after``.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fedicoop import gazetteer
from fedicoop.errors import FedicoopError, Malformed
from fedicoop.events import times
from fedicoop.events.policy import KINDS
from fedicoop.events.queries import Agenda
from fedicoop.web.forms import Form
from fedicoop.web.i18n import DEFAULT_ZONE, msg
from fedicoop.web.pages.finding import somebody

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fedicoop.actors import Actor
    from fedicoop.gazetteer import Town
    from fedicoop.work import Work

FILTERS = ("q", "since", "until", "town", "near", "km", "kind", "group", "server", "online", "tag")
PLACING = ("view", "month", "past")
VIEWS = ("list", "month", "map")
HERE = "here"
KM, MOST_KM = 30, 500
DISTANCES = (5, 10, 20, 30, 50, 100, 200)
"""What the forms offer to choose from."""
_LONGEST = 100
_LONGEST_ID = 40
_YEARS = range(1970, 2200)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::[0-9]{1,5})?")
_TAG = re.compile(r"[\w-]{1,100}")
_OTHERS = 5

_NO_DAY = msg("Write the day as 2027-05-31.")
_NO_SPAN = msg("The last day is before the first.")
_NO_MONTH = msg("Write the month as 2027-05.")
_NO_TOWN = msg("No town is called so; try its postcode.")
NO_KM = msg("Choose a distance between 1 and 500 km.")
_NO_SPOT = msg("Write the place as latitude and longitude, such as 49.44,1.1.")
_NO_CHOICE = msg("Choose one from the list.")
_NO_GROUP = msg("No group is called so.")
_NO_TAG = msg("A keyword is one word, without blanks.")


@dataclass(frozen=True)
class Asked:
    """What was asked, understood: ``form`` says what was typed and what is wrong with it.

    ``town`` is the middle of the circle, ``others`` are its namesakes; ``first`` and ``month``
    are days.
    """

    form: Form
    agenda: Agenda
    view: str = "list"
    month: date | None = None
    after: str | None = None
    town: Town | None = None
    others: tuple[Town, ...] = ()
    group: Actor | None = None

    @property
    def filters(self) -> dict[str, str]:
        """Give what was typed into the filters and is not empty."""
        said = {name: self.form.line(name, _LONGEST) for name in FILTERS}
        if said["town"]:
            said.pop("near")
        elif not said["near"]:
            said.pop("km")
        return {name: value for name, value in said.items() if value}

    @property
    def is_filtered(self) -> bool:
        """Tell whether less than everything is asked for."""
        return bool(self.filters)

    def query(self, **changes: str) -> str:
        """Write the address of the same agenda with something changed, from its "?" on."""
        placing = {name: self.form.line(name, 20) for name in PLACING}
        values = {**self.filters, **placing, **changes}
        kept = {name: value for name, value in values.items() if value}
        return f"?{urlencode(kept)}" if kept else ""


@dataclass
class _Reading:
    """The parameters being read, with what is wrong so far."""

    params: Mapping[str, str]
    zone: str
    faults: dict[str, str] = field(default_factory=dict)

    def said(self, name: str) -> str:
        return " ".join(self.params.get(name, "").split())[:_LONGEST]

    def moment(self, day: date) -> datetime:
        return times.moment_at(datetime(day.year, day.month, day.day), self.zone)  # noqa: DTZ001

    def day(self, name: str) -> date | None:
        return self._day(name, self.said(name), _NO_DAY)

    def month(self) -> date | None:
        said = self.said("month")
        return self._day("month", f"{said}-01" if said else "", _NO_MONTH)

    def _day(self, name: str, said: str, fault: str) -> date | None:
        if not said:
            return None
        try:
            found = date.fromisoformat(said) if _DAY.fullmatch(said) else None
        except ValueError:
            found = None
        if found is None or found.year not in _YEARS:
            self.faults[name] = fault
            return None
        return found

    def among(self, name: str, choices: Mapping[str, object]) -> str:
        said = self.said(name)
        if said and said not in choices:
            self.faults[name] = _NO_CHOICE
            return ""
        return said

    def matching(self, name: str, shape: re.Pattern[str], fault: str) -> str:
        said = self.said(name).removeprefix("#").lower()
        if said and not shape.fullmatch(said):
            self.faults[name] = fault
            return ""
        return said


async def asked(
    work: Work,
    params: Mapping[str, str],
    viewer: Actor | None = None,
    zone: str = DEFAULT_ZONE,
) -> Asked:
    """Read the parameters of an address; what cannot be understood is said in the form's faults."""
    reading = _Reading(params, zone)
    view = params.get("view") or ("month" if reading.said("month") else "")
    said = {name: reading.said(name) for name in (*FILTERS, *PLACING)}
    found = Asked(
        form=Form.of({**said, "km": said["km"] or str(KM)}),
        agenda=_what(reading, work),
        view=view if view in VIEWS else VIEWS[0],
        month=reading.month(),
        after=params.get("after", "")[:_LONGEST_ID] or None,
    )
    found = _where(reading, found)
    found = await _whose(reading, work, viewer, found)
    found.form.faults = reading.faults
    return found


async def agenda_of(
    work: Work,
    params: Mapping[str, str],
    viewer: Actor | None = None,
    zone: str = DEFAULT_ZONE,
) -> Agenda:
    """Read the filters of an address for a feed; raises Malformed for what is not understood.

    ``params`` are a request's ``query_params``.
    """
    found = await asked(work, params, viewer, zone)
    for name, fault in found.form.faults.items():
        raise Malformed(f"agenda: {name}", safe=f"{name}: {fault}")
    return found.agenda


def _what(reading: _Reading, work: Work) -> Agenda:
    since, until = reading.day("since"), reading.day("until")
    if since and until and until < since:
        reading.faults["until"] = _NO_SPAN
    past = bool(reading.said("past"))
    begins = reading.moment(since) if since else None
    if until and not since and not past:
        begins = work.now()
    online = reading.among("online", {"yes": True, "no": False})
    kind = reading.among("kind", {**KINDS, **work.config.events.kinds})
    server = reading.matching("server", _HOST, _NO_CHOICE)
    ours = {HERE, work.config.host, work.urls.host}
    return Agenda(
        since=begins,
        until=reading.moment(until + timedelta(days=1)) if until else None,
        kinds=(kind,) if kind else (),
        servers=(("" if server in ours else server),) if server else (),
        online=online == "yes" if online else None,
        tag=reading.matching("tag", _TAG, _NO_TAG),
        words=reading.said("q"),
        past=past,
    )


def _where(reading: _Reading, found: Asked) -> Asked:
    """Draw the circle: around the largest of the towns of a name, or around two numbers."""
    towns = gazetteer.find(reading.said("town"), _OTHERS + 1) if reading.said("town") else []
    if reading.said("town") and not towns:
        reading.faults["town"] = _NO_TOWN
    spot = towns[0].spot if towns else _spot(reading)
    if spot is None:
        return found
    agenda = replace(found.agenda, near=spot, km=_km(reading))
    town = towns[0] if towns else gazetteer.nearest(*spot)
    return replace(found, agenda=agenda, town=town, others=_others(reading.said("town"), towns))


def _others(said: str, towns: list[Town]) -> tuple[Town, ...]:
    """Give what else may have been meant: the namesakes, where a town is called just so."""
    if towns and gazetteer.plain(towns[0].name) in {gazetteer.plain(said), _name_in(said)}:
        return tuple(each for each in towns[1:] if each.name == towns[0].name)
    return tuple(towns[1:])


def _name_in(said: str) -> str:
    return gazetteer.plain("".join(each for each in said if not each.isdigit()))


def _spot(reading: _Reading) -> tuple[float, float] | None:
    said = reading.said("near")
    if not said or reading.said("town"):
        return None
    try:
        north, east = (float(each) for each in said.split(","))
    except ValueError:
        north = east = math.nan
    if not (-90 <= north <= 90 and -180 <= east <= 180):
        reading.faults["near"] = _NO_SPOT
        return None
    return north, east


def _km(reading: _Reading) -> float:
    km = distance(reading.said("km"))
    if km is None:
        reading.faults["km"] = NO_KM
    return km or KM


def distance(said: str, default: int = KM) -> int | None:
    """Give the kilometres around a town that were typed; None for what is no such distance."""
    if not said:
        return default
    if not (said.isascii() and said.isdigit()) or len(said) > 3 or not 1 <= int(said) <= MOST_KM:
        return None
    return int(said)


async def _whose(reading: _Reading, work: Work, viewer: Actor | None, found: Asked) -> Asked:
    """Find the group by its handle, when this reader may know of it."""
    said = reading.said("group")
    if not said:
        return found
    try:
        group = await somebody(work, said, viewer)
    except FedicoopError:
        reading.faults["group"] = _NO_GROUP
        return found
    return replace(found, agenda=replace(found.agenda, host_ids=(group.id,)), group=group)
