"""What a group's form holds, checked field by field."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fedicoop.errors import Invalid
from fedicoop.groups import policy
from fedicoop.groups.models import Holds, Kind, Openness, Sight

if TYPE_CHECKING:
    from datetime import date

    from fedicoop.groups.models import Group

AUTOMATIC = ("postcodes", "colleges", "roles")
_MOST_NAMED = 200


@dataclass(frozen=True)
class GroupDraft:
    """What a group is; ``description`` and ``mandate`` are Markdown.

    ``rights`` may leave out what stays as it comes; coordinates are those of the town.
    """

    name: str
    kind: str = Kind.THEMATIC
    openness: str = Openness.OPEN
    visibility: str = Sight.PUBLIC
    description: str = ""
    mandate: str = ""
    ends_on: date | None = None
    town: str = ""
    postcode: str = ""
    latitude: float | None = None
    longitude: float | None = None
    moderated: bool = False
    holds: str = Holds.NOBODY
    slow_minutes: int = 0
    parent: Group | None = None
    rights: dict[str, str] = field(default_factory=dict)
    automatic: dict[str, list[str]] = field(default_factory=dict)


def check(draft: GroupDraft) -> None:
    """Raise Invalid, field by field, for what a group cannot be."""
    faults = _words(draft) | _choices(draft) | _place(draft)
    if draft.parent is not None and not policy.may_be_parent(draft.parent):
        faults["parent"] = "A group below another one has no groups below it."
    if faults:
        raise Invalid(faults)


def _words(draft: GroupDraft) -> dict[str, str]:
    faults = {}
    if not draft.name.strip():
        faults["name"] = "Give the group a name."
    elif len(draft.name) > policy.LONGEST_NAME:
        faults["name"] = "At most 100 characters."
    for name in ("description", "mandate"):
        if len(getattr(draft, name)) > policy.LONGEST_TEXT:
            faults[name] = "This text is too long."
    return faults


def _choices(draft: GroupDraft) -> dict[str, str]:
    faults = {}
    known_of = {"kind": Kind, "openness": Openness, "visibility": Sight, "holds": Holds}
    for name, known in known_of.items():
        if getattr(draft, name) not in set(known):
            faults[name] = "Choose one from the list."
    if draft.slow_minutes not in policy.PAUSES:
        faults["slow"] = "Choose one from the list."
    for right, who in draft.rights.items():
        if right not in policy.RIGHTS or who not in policy.ALLOWED:
            faults["rights"] = "Choose one from the list."
    for name, values in draft.automatic.items():
        if name not in AUTOMATIC or len(values) > _MOST_NAMED:
            faults["automatic"] = "This cannot decide who belongs to the group."
    return faults


def _place(draft: GroupDraft) -> dict[str, str]:
    faults = {}
    if len(draft.town) > 200:
        faults["town"] = "At most 200 characters."
    if len(draft.postcode) > 20:
        faults["postcode"] = "At most 20 characters."
    if (draft.latitude is None) != (draft.longitude is None):
        faults["town"] = "Latitude and longitude belong together."
    if not (-90 <= (draft.latitude or 0) <= 90 and -180 <= (draft.longitude or 0) <= 180):
        faults["town"] = "There is no such place."
    return faults
