"""Looking at a newsletter, trying it, sending it now or at a time, and watching how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.routing import Route

from fedicoop.accounts import queries as accounts
from fedicoop.errors import Invalid
from fedicoop.newsletter import Newsletter, policy, service
from fedicoop.notifications import paper
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.events.reading import later_of
from fedicoop.web.pages.newsletter.desk import found, said_of
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from starlette.responses import Response

    from fedicoop.actors import Actor
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

    Deed = Callable[[Work, Newsletter, Actor], Awaitable[None]]

_FAR = msg("At most one year from now.")


@members
async def ask_to_send(visit: Visit) -> Response:
    """Show a newsletter as it will be, to how many it goes; and later, how far it has got."""
    visit.must_edit()
    return await _show(visit, Form())


async def _show(visit: Visit, form: Form, status: int = 200) -> Response:
    async with visit.reading() as work:
        row = await found(visit, work)
        issue = await service.issue_of(work, row)
        letter = service.letter_of(work, row, issue)
        people = await accounts.reachable_count(work)
    return visit.page(
        "newsletter/send.html",
        status,
        form=form,
        row=row,
        issue=issue,
        introduction=Markup(issue.introduction),  # noqa: S704 - sanitised
        words=paper.in_text(letter, paper.Foot(visit.site.name)),
        people=people,
        changeable=policy.may_change(row),
        stoppable=policy.may_stop(row),
        stopped=policy.may_go_on(row),
        when=said_of(visit, row),
        own=visit.me.email or "",
    )


@members
async def send(visit: Visit) -> Response:
    """Try a newsletter on oneself, send it now or at a time; or say what is wrong."""
    visit.must_edit()
    form = await visit.form()
    try:
        return await _do(visit, form)
    except Invalid as error:
        return await _show(visit, form.blame(error), 422)


async def _do(visit: Visit, form: Form) -> Response:
    wanted, later = form.line("do"), _moment(visit, form)
    async with visit.writing() as work:
        row, me = await found(visit, work), await visit.actor(work)
        if wanted == "try":
            await service.try_out(work, row, visit.me)
        elif later is not None:
            await service.schedule(work, row, me, later)
        elif wanted == "now":
            await service.start(work, row, me)
    said = {"try": "letter_tried", "later": "letter_put_by", "now": "letter_begun"}
    return visit.redirect(f"/newsletter/{row.id}/send", say=said.get(wanted, ""))


def _moment(visit: Visit, form: Form) -> datetime | None:
    """Give when it is to be sent, by the reader's clock; raises Invalid."""
    if form.line("do") != "later":
        return None
    return later_of(visit, form, "send", service.LONGEST_WAIT, _FAR)


@members
async def stop(visit: Visit) -> Response:
    """Send no more of a newsletter."""
    visit.must_edit()
    async with visit.writing() as work:
        row = await found(visit, work)
        await service.stop(work, row)
    return visit.redirect(f"/newsletter/{row.id}/send", say="letter_stopped")


@members
async def resume(visit: Visit) -> Response:
    """Let a newsletter go on that was stopped."""
    visit.must_edit()
    async with visit.writing() as work:
        row = await found(visit, work)
        await service.resume(work, row, await visit.actor(work))
    return visit.redirect(f"/newsletter/{row.id}/send", say="letter_goes_on")


routes = [
    Route("/newsletter/{ident}/send", ask_to_send),
    Route("/newsletter/{ident}/send", send, methods=["POST"]),
    Route("/newsletter/{ident}/stop", stop, methods=["POST"]),
    Route("/newsletter/{ident}/resume", resume, methods=["POST"]),
]
