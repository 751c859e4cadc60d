"""Drafts, of events and of articles alike: listed, opened in their form, changed, thrown away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from starlette.routing import Route

from fedicoop.errors import NotFound
from fedicoop.events import times
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from starlette.responses import Response

    from fedicoop.actors import Actor
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

Row = TypeVar("Row")
LIST = "/drafts"
_LONGEST_ID = 40


@dataclass(frozen=True)
class Drafted:
    """A draft in the list of drafts; ``fault`` says why it could not be published by itself."""

    path: str
    title: str
    publish: str
    fault: str


@dataclass(frozen=True)
class Sort(Generic[Row]):
    """A sort of drafts: where they stand, how one is found, shown in its form, changed, dropped."""

    path: str
    find: Callable[[Work, str, Actor], Awaitable[Row | None]]
    show: Callable[[Visit, Row], Awaitable[Response]]
    change: Callable[[Visit, Row], Awaitable[Response]]
    drop: Callable[[Work, Row], Awaitable[None]]

    async def own(self, visit: Visit, work: Work) -> Row:
        """Give the reader's draft of the address; NotFound for what is none of hers."""
        row = await self.find(work, visit.param("ident")[:_LONGEST_ID], visit.me.actor)
        if row is None:
            raise NotFound("no such draft of this member")
        return row

    def routes(self) -> list[Route]:
        """Give the addresses at which drafts of this sort are opened, changed and thrown away."""

        @members
        async def ask_to_redraft(visit: Visit) -> Response:
            async with visit.reading() as work:
                row = await self.own(visit, work)
            return await self.show(visit, row)

        @members
        async def redraft(visit: Visit) -> Response:
            async with visit.reading() as work:
                row = await self.own(visit, work)
            return await self.change(visit, row)

        @members
        async def drop(visit: Visit) -> Response:
            async with visit.writing() as work:
                await self.drop(work, await self.own(visit, work))
            return visit.redirect(LIST, say="dropped")

        path = f"{self.path}/{{ident}}"
        return [
            Route(path, ask_to_redraft),
            Route(path, redraft, methods=["POST"]),
            Route(f"{path}/drop", drop, methods=["POST"]),
        ]


def later_values(at: datetime | None, zone: str) -> dict[str, str | bool | list[str]]:
    """Give the fields of a form that say when something is published by itself; none for never."""
    if at is None:
        return {}
    wall = times.wall_at(at, zone)
    return {"publish_at": f"{wall:%Y-%m-%d}", "publish_hour": f"{wall:%H:%M}"}


def said_later(visit: Visit, at: datetime | None) -> str:
    """Say when something is published by itself; "" for never."""
    return visit.language.at(at, visit.zone) if at else ""
