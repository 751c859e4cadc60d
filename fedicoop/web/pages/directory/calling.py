"""Calling on members: moderators write to those whom a search finds, after seeing how many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop import text
from fedicoop.directory import policy, service
from fedicoop.directory.service import CallDraft
from fedicoop.errors import Invalid
from fedicoop.web.pages.directory.asking import FILTERS, asked
from fedicoop.web.pages.settings.preferences import me_in
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.directory.service import Reach
    from fedicoop.web.forms import Form
    from fedicoop.web.pages.directory.asking import Asked
    from fedicoop.web.visit import Visit


@members
async def show_call(visit: Visit) -> Response:
    """Show how many a call would reach, and what to write."""
    visit.must_moderate()
    async with visit.reading() as work:
        found = await asked(work, visit.request.query_params)
        if not found.wanted.is_narrowed or found.form.faults:
            return visit.redirect(f"/directory{found.query()}")
        reach = await service.reach(work, visit.me, found.wanted)
    return _page(visit, found, found.form, reach)


def _page(
    visit: Visit, found: Asked, form: Form, reach: Reach, status: int = 200, *, sure: bool = False
) -> Response:
    return visit.page(
        "directory/call.html",
        status,
        asked=found,
        form=form,
        reach=reach,
        sure=sure,
        most=policy.MOST_CALLED,
        limits=(policy.LONGEST_SUBJECT, policy.LONGEST_CALL),
    )


@members
async def call(visit: Visit) -> Response:
    """Show a call as it will be read; send it when that was seen and is wanted."""
    visit.must_moderate()
    form = await visit.form()
    async with visit.reading() as work:
        found = await asked(work, {name: form.line(name, 200) for name in FILTERS})
        if not found.wanted.is_narrowed or found.form.faults:
            return visit.redirect(f"/directory{found.query()}")
        reach = await service.reach(work, visit.me, found.wanted)
    said = _said(form, found)
    try:
        if form.flag("sure"):
            async with visit.writing() as work:
                me = await me_in(visit, work)
                await service.call(work, me, found.wanted, said)
            return visit.redirect(f"/directory{found.query()}", say="called")
        if not form.flag("again"):
            async with visit.reading() as work:
                await service.check(work, visit.me, found.wanted, said)
    except Invalid as error:
        return _page(visit, found, form.blame(error), reach, 422)
    return _page(visit, found, form, reach, sure=not form.flag("again"))


def _said(form: Form, found: Asked) -> CallDraft:
    subject = " ".join(text.clean(form.text("subject"), policy.LONGEST_SUBJECT + 1).split())
    return CallDraft(subject, text.clean(form.text("text"), policy.LONGEST_CALL + 1), found.said)


routes = [
    Route("/directory/call", show_call),
    Route("/directory/call", call, methods=["POST"]),
]
