"""Answering a call from its letter, without signing in: a page opens, and only a button answers.

The key opens that call for its one reader and nothing else: programs that look at every link in a
letter answer nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.directory import service
from fedicoop.errors import Invalid, Refused
from fedicoop.web.headers import PRIVATE
from fedicoop.web.pages.calendars.guessing import wrong
from fedicoop.web.pages.directory.calls import view
from fedicoop.web.visit import page

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.accounts import Member
    from fedicoop.directory import Called
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work


async def _held(visit: Visit, work: Work) -> tuple[Called, Member]:
    """Find out what a key is for; raises the same for every key that opens nothing."""
    found = await service.holder(work, visit.param("token")[:100])
    if found is None or found[0].call.by.is_gone:
        raise wrong(visit.request)
    return found


@page
async def show(visit: Visit) -> Response:
    """Show the call and what was said so far; opening the page changes nothing."""
    return await _page(visit, visit.query("say", 10))


async def _page(visit: Visit, wanted: str, status: int = 200, fault: str = "") -> Response:
    async with visit.reading() as work:
        row, _ = await _held(visit, work)
        shown = await view(visit, work, row.call, row)
    answer = visit.page(
        "directory/answer.html",
        status,
        call=shown,
        wanted=wanted,
        fault=fault,
        done=not fault and visit.request.method == "POST",
        key=visit.param("token"),
    )
    answer.headers.update(PRIVATE)
    return answer


@page
async def answer(visit: Visit) -> Response:
    """Take the answer whose button was pressed; what cannot be taken is said on the page."""
    said = (await visit.form()).line("answer", 10)
    try:
        async with visit.writing() as work:
            row, member = await _held(visit, work)
            await service.answer(work, row, member, said)
    except Invalid as error:
        return await _page(visit, "", 422, error.fields["answer"])
    except Refused as error:
        return await _page(visit, "", error.status, error.safe)
    return await _page(visit, said)


routes = [
    Route("/calls/answer/{token}", show),
    Route("/calls/answer/{token}", answer, methods=["POST"]),
]
