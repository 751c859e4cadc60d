"""The libraries of the other cooperatives of the network, for members: their lists, their files."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.routing import Route

from fedicoop.errors import NotFound
from fedicoop.inbox import libraries
from fedicoop.library import kinds, queries
from fedicoop.network import cooperatives as network
from fedicoop.web.forms import Form
from fedicoop.web.pages.library import cards
from fedicoop.web.pages.library.cards import Card, Holding
from fedicoop.web.pages.library.downloading import attached
from fedicoop.web.visit import members, with_query

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response

    from fedicoop.library import PaperElsewhere
    from fedicoop.web.visit import Visit

PATH = "/network/documents"
_PAGE = 20


@members
async def show_all(visit: Visit) -> Response:
    """Show what the other cooperatives have for the network and for everybody."""
    words = " ".join(visit.query("q", 200).split())
    async with visit.reading() as work:
        near = await network.cooperatives(work)
        houses = {each.host: each.name for each in near if each.trusted and each.host}
        host = visit.query("cooperative", 255)
        host = host if host in houses else ""
        rows, more = await queries.listed_elsewhere(
            work, words, host, visit.query("before", 40), _PAGE
        )
    asked = {key: value for key, value in (("q", words), ("cooperative", host)) if value}
    return visit.page(
        "library/elsewhere.html",
        form=Form.of({"q": words, "cooperative": host}),
        cards=[_card(visit, row, houses) for row in rows],
        next=with_query(PATH, **asked, before=more) if more else "",
        filtered=bool(asked),
        houses=sorted(houses.items(), key=lambda each: each[1].casefold()),
    )


def _card(visit: Visit, row: PaperElsewhere, houses: Mapping[str, str]) -> Card:
    kind = kinds.BY_MIME.get(row.mime)
    path = f"{PATH}/{row.id}/file" if row.is_file else row.url
    return Card(
        path=path,
        title=row.title,
        summary=row.summary,
        day=cards.day(visit, row.changed_at.astimezone(UTC).date()),
        iso=row.changed_at.date().isoformat(),
        audience=row.audience,
        college="",
        holding=Holding(
            number=1,
            path=path,
            kind=(kind.name if kind else "file") if row.is_file else "link",
            extension=kind.extension.removeprefix(".").upper() if kind else "",
            bytes=0,
            pages=0,
            minutes=0,
            host=urlsplit(row.url).hostname or "",
            note="",
            at=visit.reader.moment(row.changed_at),
        ),
        coop=houses.get(row.host, row.host),
    )


@members
async def give_file(visit: Visit) -> Response:
    """Fetch a document for the member who asks, from its cooperative, which is asked each time."""
    async with visit.reading() as work:
        row = await queries.elsewhere(work, visit.param("ident")[:40])
    if row is None or not row.is_file:
        raise NotFound("no such document of the network")
    return attached(await libraries.open_file(visit.instance, row))


routes = [
    Route(PATH, show_all),
    Route(f"{PATH}/{{ident}}/file", give_file),
]
