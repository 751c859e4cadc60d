"""Saying "I come", "perhaps" or "no": members on its page, guests by the link in a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.errors import Gone, Invalid, NotFound, Refused
from fedicoop.events import State, policy, queries
from fedicoop.events import service as events
from fedicoop.events.service import Wish
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.events import cards
from fedicoop.web.pages.events.showing import show
from fedicoop.web.pages.events.whole import answer_of, tools_of, whole
from fedicoop.web.visit import members, page

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.events import Event, Need, Participation
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

_LONGEST = 1000
_SAID = {
    State.GOING: "coming",
    State.ASKED: "asked_to_come",
    State.WAITING: "in_line",
    State.UNANSWERED: "sent_on",
    State.MAYBE: "perhaps",
    State.DECLINED: "not_coming",
}
_NUMBER = msg("Write how many people you bring as a number.")
_ROLE = msg("This role is no longer looked for.")
_WORDS = {"maybe": State.MAYBE, "no": State.DECLINED}


@members
async def answer(visit: Visit) -> Response:
    """Take what a member says of coming, or show the page again with what is wrong."""
    form = await visit.form()
    wanted = form.choice("do", ("going", "maybe", "no", "leave"), "going")
    try:
        async with visit.writing() as work:
            event = await cards.seen(visit, work)
            said = await _say(visit, work, event, form, wanted)
            path = cards.path_of(event)
    except (Invalid, Refused) as error:
        fault = error if isinstance(error, Invalid) else Invalid({"": error.safe})
        return await show(visit, form.blame(fault), error.status)
    return visit.redirect(f"{path}#coming", say=said)


async def _say(visit: Visit, work: Work, event: Event, form: Form, wanted: str) -> str:
    me = await visit.actor(work)
    if wanted == "leave":
        await events.leave(work, event, me)
        return "not_coming"
    if wanted in _WORDS:
        row = await events.answer(work, event, me, _WORDS[wanted])
        return _SAID.get(State(row.state), "saved")
    need = await _need(work, event, form.line("need", 40))
    row = await events.join(work, event, me, _wish(event, form, need))
    if need is None and row.need_id is not None:
        await events.take_need(work, event, row, None)
    return _SAID.get(State(row.state), "saved")


def _wish(event: Event, form: Form, need: Need | None) -> Wish:
    """Read what somebody says with her wish; raises Invalid for a number that is none."""
    guests = form.line("guests", 10) or "0"
    if not guests.isdecimal():
        raise Invalid({"guests": _NUMBER})
    answers = [form.text(f"answer-{number}", _LONGEST) for number in range(len(event.questions))]
    message = form.text("message", _LONGEST)
    return Wish(message=message, answers=tuple(answers), guests=int(guests), need=need)


async def _need(work: Work, event: Event, ident: str) -> Need | None:
    need = await queries.need(work, event, ident) if ident else None
    if ident and need is None:
        raise Invalid({"need": _ROLE})
    return need


@page
async def show_guest(visit: Visit) -> Response:
    """Ask a guest once more: programs that look into mail open links by themselves."""
    return await _guest_page(visit, Form.of({"token": visit.query("token", 200)}))


async def _guest_page(visit: Visit, form: Form, status: int = 200) -> Response:
    async with visit.reading() as work:
        event, row = await _guest(visit, work, form)
        found = await whole(visit, work, event)
        comes = row.confirmed_at is not None and row.state == State.GOING
        shown = policy.may_see_tools(event, takes_part=comes, manages=False)
        tools = tools_of(event)
    return visit.page(
        "events/guest.html",
        status,
        event=found,
        form=form,
        name=row.name,
        state=answer_of(row).state if row.confirmed_at else "",
        left=row.state == State.CANCELLED,
        tools=tools if shown else (),
    )


async def _guest(visit: Visit, work: Work, form: Form) -> tuple[Event, Participation]:
    """Give the guest whose link this is; NotFound for anybody else, Gone with the event."""
    event = await queries.by_id(work, visit.param("ident")[: cards.LONGEST_ID])
    if event is None:
        raise NotFound("no such event")
    if event.post.is_deleted:
        raise Gone(f"{event.uri} was deleted")
    return event, await events.guest(work, event, form.line("token", 200))


@page
async def answer_as_guest(visit: Visit) -> Response:
    """Confirm that a guest comes, or take back that she does."""
    form = await visit.form()
    token, leaves = form.line("token", 200), form.line("do") == "leave"
    try:
        async with visit.writing() as work:
            event, _ = await _guest(visit, work, form)
            if leaves:
                await events.leave_guest(work, event, token)
            else:
                await events.confirm_guest(work, event, token)
    except Refused as error:
        return await _guest_page(visit, form.blame(Invalid({"": error.safe})), error.status)
    return visit.redirect(f"/events/{event.id}/guest?token={token}", say="saved")


routes = [
    Route("/events/{ident}/answer", answer, methods=["POST"]),
    Route("/events/{ident}/guest", show_guest),
    Route("/events/{ident}/guest", answer_as_guest, methods=["POST"]),
]
