"""Coming to an event without any account: a letter with a link, which registers its reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.errors import FedicoopError, Invalid, Refused, TooMany
from fedicoop.events import service as events
from fedicoop.inbox.rate import Rate
from fedicoop.web.pages.elsewhere import asking
from fedicoop.web.pages.elsewhere.goals import goal_of
from fedicoop.web.pages.events import cards
from fedicoop.web.pages.events.showing import show
from fedicoop.web.pages.signing_in import source
from fedicoop.web.visit import page

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.web.forms import Form
    from fedicoop.web.visit import Visit

_PER_SECOND, _BURST = 1 / 60, 10


@page
async def register(visit: Visit) -> Response:
    """Write to somebody without an account who would like to come; she answers by the link."""
    form = await visit.form()
    try:
        _rate(visit)
        async with visit.writing() as work:
            event = await cards.seen(visit, work)
            name, email = form.line("name", 300), form.line("email", 300)
            await events.register_guest(work, event, name, email, visit.language.code)
            path = cards.path_of(event)
    except (Invalid, Refused, TooMany) as error:
        fault = error if isinstance(error, Invalid) else Invalid({"": error.safe})
        return _later(await _ask_again(visit, form.blame(fault), error.status), error)
    return visit.redirect(f"{path}#coming", say="guest_mailed")


async def _ask_again(visit: Visit, form: Form, status: int) -> Response:
    """Show every way to come again, with what is wrong with this one."""
    async with visit.reading() as work:
        goal = await goal_of(visit, work)
    if visit.member is not None or not goal.joins:
        return await show(visit, form, status)
    return asking.show(visit, goal, form, status)


def _later(response: Response, error: FedicoopError) -> Response:
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _rate(visit: Visit) -> None:
    """Let nobody make us write to other people's letter boxes all day."""
    state = visit.request.app.state
    if not hasattr(state, "inviting"):
        state.inviting = Rate(visit.instance.clock, _PER_SECOND, _BURST)
    if not state.inviting.allows(source(visit)):
        raise TooMany("too many letters to guests", retry_after=600)


routes = [Route("/events/{ident}/register", register, methods=["POST"])]
