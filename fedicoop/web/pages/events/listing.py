"""The next events in a few lines: on the page of a group, at home, at the front door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop.events import queries
from fedicoop.events.queries import Agenda
from fedicoop.web.pages.events import cards, hosting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fedicoop.events import Event
    from fedicoop.groups import Group
    from fedicoop.web.pages.events.cards import Card
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_SHORT = 5


@dataclass(frozen=True)
class Next:
    """The next events, whether there are more, and where the reader may announce another."""

    cards: tuple[Card, ...] = ()
    more: bool = False
    create: str = ""
    asked: tuple[Card, ...] = ()


NONE = Next()


async def of_group(visit: Visit, work: Work, group: Group) -> Next:
    """Give what a group has before it, and what it is asked to organise with others."""
    viewer = visit.member.actor if visit.member else None
    agenda = Agenda(host_ids=(group.actor_id,))
    found = await queries.upcoming(work, viewer, agenda, limit=_SHORT)
    creates = await hosting.may_create_in(visit, work, group)
    asked = await queries.asked_of(work, group.actor) if creates else []
    return Next(
        cards=tuple(cards.card(visit, each) for each in found.items),
        more=found.next is not None,
        create=f"/new/event?group={group.actor.username}" if creates else "",
        asked=tuple(cards.card(visit, each) for each in asked),
    )


async def answered(visit: Visit, work: Work, found: Sequence[Event]) -> tuple[Card, ...]:
    """Show events with what the reader answered, and a button to come where that is enough."""
    me = visit.member.actor if visit.member else None
    states = await queries.answers_to(work, [each.id for each in found], me)
    shown = cards.card_to_join if me is not None else cards.card
    return tuple(shown(visit, each, states.get(each.id, "")) for each in found)


async def of_cooperative(visit: Visit, work: Work) -> Next:
    """Give what comes next here that everybody may see, for the front door."""
    agenda = Agenda(servers=("",), cancelled=False)
    found = await queries.upcoming(work, None, agenda, limit=_SHORT, brief=True)
    shown = tuple(cards.card(visit, each) for each in found.items)
    return Next(cards=shown, more=found.next is not None)
