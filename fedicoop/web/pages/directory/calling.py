"""Calling on members: whom, how many that is, what to write, and once more before it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop import text
from fedicoop.directory import policy, service
from fedicoop.directory.service import CallDraft
from fedicoop.errors import Invalid
from fedicoop.web.pages.directory.asking import DISTANCES
from fedicoop.web.pages.directory.whom import WORDS, whom
from fedicoop.web.pages.settings.preferences import me_in
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.directory.service import Reach
    from fedicoop.web.forms import Form
    from fedicoop.web.pages.directory.whom import Whom
    from fedicoop.web.visit import Visit


@members
async def show_call(visit: Visit) -> Response:
    """Ask whom to call on; then show how many that is, and what to write."""
    async with visit.reading() as work:
        found = await whom(visit, work, visit.request.query_params)
        reach = await service.reach(work, visit.me, found.wanted) if found.is_known else None
    return _page(visit, found, found.asked.form, reach)


def _page(
    visit: Visit,
    found: Whom,
    form: Form,
    reach: Reach | None,
    status: int = 200,
    *,
    sure: bool = False,
) -> Response:
    return visit.page(
        "directory/call.html",
        status,
        whom=found,
        filter=found.asked.form,
        form=form,
        reach=reach,
        sure=sure,
        distances=sorted({*DISTANCES, int(found.wanted.km)}),
        most=policy.MOST_CALLED,
        limits=(policy.LONGEST_SUBJECT, policy.LONGEST_CALL),
    )


@members
async def call(visit: Visit) -> Response:
    """Show a call as it will be read; send it when that was seen and is wanted."""
    form = await visit.form()
    async with visit.reading() as work:
        found = await whom(visit, work, {name: form.line(name, 200) for name in WORDS})
        if not found.is_known:
            return visit.redirect(f"/directory/call{found.query()}")
        reach = await service.reach(work, visit.me, found.wanted)
    said = _said(form, found)
    try:
        if form.flag("sure"):
            async with visit.writing() as work:
                row = await service.call(work, await me_in(visit, work), found.wanted, said)
            return visit.redirect(f"/calls/{row.id}", say="called")
        if not form.flag("again"):
            async with visit.reading() as work:
                await service.check(work, visit.me, found.wanted, said)
    except Invalid as error:
        return _page(visit, found, form.blame(error), reach, 422)
    return _page(visit, found, form, reach, sure=not form.flag("again"))


def _said(form: Form, found: Whom) -> CallDraft:
    subject = " ".join(text.clean(form.text("subject"), policy.LONGEST_SUBJECT + 1).split())
    return CallDraft(subject, text.clean(form.text("text"), policy.LONGEST_CALL + 1), found.said)


routes = [
    Route("/directory/call", show_call),
    Route("/directory/call", call, methods=["POST"]),
]
