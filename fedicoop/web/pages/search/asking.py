"""What the search page is asked for, out of its address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from fedicoop.errors import NotFound
from fedicoop.search import Kind, Narrowed, Question, asking
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.finding import somebody
from fedicoop.web.pages.groups.cards import seen

if TYPE_CHECKING:
    from fedicoop.actors import Actor
    from fedicoop.groups import Group
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

LONGEST = 2000
"""Addresses of others may be long; of words, only the beginning is read."""
FILTERS = ("q", "in", "by", "group", "when", "order")
TIMES = ("coming", "past")
_LONGEST_NAME = 300
_NOBODY = msg("Nobody is known here under this address.")
_NO_GROUP = msg("No group is known here under this name.")


@dataclass(frozen=True)
class Asked:
    """What was typed and chosen. Without a ``kind`` a little of everything is shown."""

    form: Form
    wanted: str
    question: Question
    kind: Kind | None
    narrowed: Narrowed

    def query(self, **changes: str) -> str:
        """Write the address of the same search with something changed; "" leaves it out."""
        said = {name: self.form.line(name, LONGEST) for name in FILTERS}
        kept = {name: value for name, value in {**said, **changes}.items() if value}
        return f"/search?{urlencode(kept)}"

    @property
    def is_narrowed(self) -> bool:
        """Tell whether less than everything with these words is shown."""
        return any(self.form.line(name) for name in ("by", "group", "when"))


async def asked(visit: Visit, work: Work, *, wanted: str) -> Asked:
    """Read the address; what is not understood is said in the form's faults, or left out."""
    said = {name: " ".join(visit.query(name, _LONGEST_NAME).split()) for name in FILTERS[1:]}
    said["in"] = said["in"] if said["in"] in set(Kind) else ""
    said["when"] = said["when"] if said["when"] in TIMES else ""
    said["order"] = "newest" if said["order"] == "newest" else ""
    form = Form.of({"q": wanted, **said})
    narrowed = Narrowed(
        author=await _author(visit, work, form),
        group=await _group(visit, work, form),
        when=said["when"],
        newest=bool(said["order"]),
        page=_page(visit.query("page", 10)),
    )
    kind = Kind(said["in"]) if said["in"] else Kind.EVENTS if said["when"] else None
    return Asked(form, wanted, asking.read(wanted), kind, narrowed)


def _page(said: str) -> int:
    return int(said) if said.isascii() and said.isdecimal() else 1


async def _author(visit: Visit, work: Work, form: Form) -> Actor | None:
    handle = form.line("by").removeprefix("@")
    if not handle:
        return None
    try:
        return await somebody(work, handle, visit.member.actor if visit.member else None)
    except NotFound:
        form.faults["by"] = _NOBODY
        return None


async def _group(visit: Visit, work: Work, form: Form) -> Group | None:
    handle = form.line("group").removeprefix("@")
    if not handle:
        return None
    try:
        return (await seen(visit, work, handle)).group
    except NotFound:
        form.faults["group"] = _NO_GROUP
        return None
