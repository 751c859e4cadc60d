"""The next events that a member could go to: near home, else of her groups, else of all here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop import gazetteer
from fedicoop.accounts.policy import NEAR_KM
from fedicoop.events import queries
from fedicoop.events.queries import Agenda
from fedicoop.web.pages.events import listing
from fedicoop.web.visit import with_query

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fedicoop.groups import Membership
    from fedicoop.web.pages.events.cards import Card
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_SHORT = 5


@dataclass(frozen=True)
class Near:
    """Some events and why these: "near" a town, of her "groups", of the cooperative: "here".

    Else of "all". ``path`` is the agenda of the same; ``asks`` says that we do not know where she
    lives.
    """

    cards: tuple[Card, ...] = ()
    how: str = "here"
    town: str = ""
    km: int = NEAR_KM
    path: str = "/agenda"
    asks: bool = False


async def of_member(visit: Visit, work: Work, mine: Sequence[Membership]) -> Near:
    """Give the five events that come next, from the nearest circle in which there are any."""
    town = next(iter(gazetteer.find(visit.me.postcode, 1)), None) if visit.me.postcode else None
    km = visit.me.near_km
    near = Near(town=town.name if town and km else "", km=km, asks=town is None)
    for how, agenda in _circles(town.spot if town else None, km, mine):
        found = await queries.upcoming(work, visit.me.actor, agenda, limit=_SHORT, brief=True)
        if found.items:
            cards = await listing.answered(visit, work, found.items)
            return Near(cards, how, near.town, km, _path(visit, how), near.asks)
    return near


def _circles(
    spot: tuple[float, float] | None, km: int, mine: Sequence[Membership]
) -> Iterator[tuple[str, Agenda]]:
    if spot is not None and not km:
        yield "all", Agenda(cancelled=False)
    elif spot is not None:
        yield "near", Agenda(near=spot, km=km, cancelled=False)
    if mine:
        hosts = tuple(row.group.actor_id for row in mine)
        yield "groups", Agenda(host_ids=hosts, cancelled=False)
    yield "here", Agenda(servers=("",), cancelled=False)
    yield "all", Agenda(cancelled=False)


def _path(visit: Visit, how: str) -> str:
    if how != "near":
        return "/agenda"
    return with_query("/agenda", town=visit.me.postcode, km=str(visit.me.near_km))
