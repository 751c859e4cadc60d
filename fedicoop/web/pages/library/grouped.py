"""The documents of a group: found by its handle, shown on its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop.errors import NotFound
from fedicoop.groups import queries as groups
from fedicoop.groups.policy import STRANGER
from fedicoop.library import policy, queries
from fedicoop.web.pages.finding import somebody
from fedicoop.web.pages.library import cards
from fedicoop.web.visit import with_query

if TYPE_CHECKING:
    from fedicoop.groups import Group
    from fedicoop.groups.policy import Standing
    from fedicoop.web.pages.library.cards import Card
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work


@dataclass(frozen=True)
class Owner:
    """A group that the reader may know of, and what she is to it."""

    group: Group
    standing: Standing

    @property
    def takes(self) -> bool:
        """Tell whether she may add documents."""
        return policy.may_add_to(self.group, self.standing)


async def owner(visit: Visit, work: Work, handle: str) -> Owner:
    """Give the group of ours with a handle; NotFound for none that this reader may know."""
    viewer = visit.member.actor if visit.member else None
    actor = await somebody(work, handle, viewer)
    group = await groups.by_actor(work, actor.id)
    if group is None or not group.is_local:
        raise NotFound(f"{handle[:100]!r} is no group of ours")
    standing = await groups.standing(work, group, viewer) if viewer else STRANGER
    return Owner(group, standing)


async def of_group(
    visit: Visit, work: Work, group: Group, standing: Standing
) -> tuple[list[Card], str]:
    """Give the newest documents of a group for its page, and where more are added, or ""."""
    if not group.is_local:
        return [], ""
    viewer = visit.member.actor if visit.member else None
    found = await queries.of_group(work, group, viewer)
    return [cards.card(visit, each) for each in found], adding(visit, Owner(group, standing))


def adding(visit: Visit, found: Owner) -> str:
    """Give the address of the form that adds to a group; "" when the reader may not."""
    if not found.takes:
        return ""
    return with_query("/new/document", group=visit.reader.person(found.group.actor).handle)
