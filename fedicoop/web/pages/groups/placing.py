"""Where a group is: its town is looked up, so that nobody has to know degrees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fedicoop import gazetteer
from fedicoop.errors import Invalid
from fedicoop.web.i18n import msg

if TYPE_CHECKING:
    from fedicoop.gazetteer import Town
    from fedicoop.groups import Group
    from fedicoop.groups.service import GroupDraft

MOST_TOWNS = 12
_WHICH = msg("Several towns are called so: say which one.")


@dataclass(frozen=True)
class _Place:
    """What says where a group is; ``spot`` is what was typed as degrees."""

    town: str
    postcode: str
    spot: tuple[float | None, float | None]


def placed(draft: GroupDraft, chosen: str, group: Group | None) -> GroupDraft:
    """Give a group the position and the postcode of its town.

    Degrees that were typed win; a town that we do not know is taken as it is. Raises Invalid for a
    name that several towns have, unless ``chosen`` says which: ``choices`` gives them.
    """
    now = _Place(draft.town, draft.postcode, (draft.latitude, draft.longitude))
    if group is not None:
        before = _Place(group.town, group.postcode, (group.latitude, group.longitude))
        moved = (now.town, now.postcode) != (before.town, before.postcode)
        if moved and now.spot == before.spot:
            draft = replace(draft, latitude=None, longitude=None)
    if draft.latitude is not None or draft.longitude is not None or not draft.town:
        return draft
    town = _meant(draft, chosen)
    if town is None:
        if choices(draft.town, draft.postcode):
            raise Invalid({"town": _WHICH})
        return draft
    postcode = draft.postcode if draft.postcode and not chosen else town.postcode
    return replace(draft, postcode=postcode, latitude=town.latitude, longitude=town.longitude)


def _meant(draft: GroupDraft, chosen: str) -> Town | None:
    for town in choices(draft.town, ""):
        if chosen and str(town) == chosen:
            return town
    return gazetteer.the_town(draft.town, draft.postcode)


def choices(name: str, postcode: str) -> list[Town]:
    """Give the towns of a name, the largest first; none where only one is meant."""
    if not name or (postcode and gazetteer.the_town(name, postcode)):
        return []
    key = gazetteer.plain(name)
    found = [each for each in gazetteer.find(name, 50) if gazetteer.plain(each.name) == key]
    return found[:MOST_TOWNS] if len(found) > 1 else []
