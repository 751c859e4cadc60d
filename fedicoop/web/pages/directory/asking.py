"""What the directory is asked for, out of an address or a form: name, skill, town and distance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fedicoop.directory import Wanted
from fedicoop.search import asking as words
from fedicoop.web.forms import Form
from fedicoop.web.pages.agenda import asking as agenda

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fedicoop.gazetteer import Town
    from fedicoop.work import Work

FILTERS = ("q", "skill", "town", "km")
DISTANCES = (5, 10, 20, 30, 50, 100, 200)
_LONGEST = 100


@dataclass(frozen=True)
class Asked:
    """Who is looked for: ``form`` says what was typed and what is wrong with it.

    ``town`` is the middle of the circle, ``others`` are its namesakes.
    """

    form: Form
    wanted: Wanted
    town: Town | None = None
    others: tuple[Town, ...] = ()

    @property
    def filters(self) -> dict[str, str]:
        """Give what was typed into the filters and is not empty."""
        said = {name: self.form.line(name, _LONGEST) for name in FILTERS}
        if not said["town"]:
            said.pop("km")
        return {name: value for name, value in said.items() if value}

    @property
    def is_filtered(self) -> bool:
        """Tell whether less than everybody is asked for."""
        return bool(self.filters)

    @property
    def said(self) -> str:
        """Say the skill and the place that are looked for, as they go into a letter."""
        place = f"{self.town} ({self.wanted.km:g} km)" if self.town else ""
        return " · ".join(each for each in (self.wanted.skill, place) if each)

    def query(self, **changes: str) -> str:
        """Write the same search with something changed, from the "?" on; "" leaves it out."""
        kept = {name: value for name, value in {**self.filters, **changes}.items() if value}
        return f"?{urlencode(kept)}" if kept else ""


async def asked(work: Work, params: Mapping[str, str]) -> Asked:
    """Read what is asked for; town and distance are understood as the agenda understands them."""
    typed = {name: " ".join(params.get(name, "").split())[:_LONGEST] for name in FILTERS}
    around = await agenda.asked(work, {"town": typed["town"], "km": typed["km"]})
    form = Form.of({**typed, "km": around.form.line("km")})
    form.faults = {name: around.form.faults[name] for name in FILTERS if around.form.fault(name)}
    wanted = Wanted(
        question=words.read(typed["q"]) if typed["q"] else None,
        skill=typed["skill"],
        near=around.agenda.near,
        km=around.agenda.km,
    )
    return Asked(form, wanted, around.town if typed["town"] else None, around.others)
