"""Who comes to an event: requests, the list, the sheet of attendance, a word to all of them."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from fedicoop import text
from fedicoop.errors import Invalid, NotFound, Refused
from fedicoop.events import Participation, State, queries
from fedicoop.events import service as events
from fedicoop.web.forms import Form
from fedicoop.web.i18n import msg
from fedicoop.web.pages.events import cards
from fedicoop.web.pages.events.lasting import managed
from fedicoop.web.pages.events.whole import whole
from fedicoop.web.visit import members

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from fedicoop.actors import Actor
    from fedicoop.events import Event
    from fedicoop.web.views import Moment, Person
    from fedicoop.web.visit import Visit
    from fedicoop.work import Work

    Decision = Callable[[Work, Event, Participation, Actor], Awaitable[None]]

_SHOWN = (
    State.ASKED,
    State.INVITED,
    State.GOING,
    State.WAITING,
    State.MAYBE,
    State.DECLINED,
    State.REJECTED,
)
_ATTENDED = {"yes": True, "no": False}
_LONGEST = 100_000
_FORGOTTEN = msg("Guest whose name was forgotten")
HEAD = (
    msg("Name"),
    msg("Address"),
    msg("State"),
    msg("People brought"),
    msg("Role"),
    msg("Message"),
    msg("Was there"),
    msg("Answered on"),
)
STATES = {
    State.GOING: msg("Comes"),
    State.ASKED: msg("Asks to come"),
    State.INVITED: msg("Invited, no answer yet"),
    State.WAITING: msg("On the waiting list"),
    State.MAYBE: msg("Perhaps"),
    State.DECLINED: msg("Does not come"),
    State.REJECTED: msg("Declined"),
}
_YES, _NO = msg("yes"), msg("no")


@dataclass(frozen=True)
class Coming:
    """Somebody's answer to an event; ``person`` is None for a guest without an account."""

    id: str
    name: str
    address: str
    person: Person | None
    state: str
    guests: int
    role: str
    message: str
    answers: tuple[str, ...]
    attended: bool | None
    at: Moment


@members
async def show_participants(visit: Visit) -> Response:
    """Show who answered to those who look after the event."""
    return await _page(visit, Form())


async def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    async with visit.reading() as work:
        event = await managed(visit, work)
        people = await _people(visit, work, event)
        found = await whole(visit, work, event)
    lists = {str(state): [each for each in people if each.state == state] for state in _SHOWN}
    return visit.page(
        "events/participants.html",
        status,
        event=found,
        form=form,
        lists=lists,
        any=bool(people),
        limit=visit.instance.config.limits.note_characters,
    )


async def _people(visit: Visit, work: Work, event: Event) -> list[Coming]:
    roles = {each.id: each.role for each in event.needs}
    rows = await queries.participations(work, event, _SHOWN)
    return [coming(visit, row, roles.get(row.need_id or "", "")) for row in rows]


def coming(visit: Visit, row: Participation, role: str) -> Coming:
    """Show somebody's answer to those who look after the event."""
    person = visit.reader.person(row.actor) if row.actor is not None else None
    return Coming(
        id=row.id,
        name=person.name if person else row.name or row.email or visit.say(_FORGOTTEN),
        address=person.handle if person else row.email or "",
        person=person,
        state=row.state,
        guests=row.guests,
        role=role,
        message=row.message,
        answers=tuple(row.answers),
        attended=row.attended,
        at=visit.reader.moment(row.created_at),
    )


async def _decide(visit: Visit, decision: Decision, said: str) -> Response:
    async with visit.writing() as work:
        event = await managed(visit, work)
        ident = visit.param("row")[: cards.LONGEST_ID]
        row = await queries.participation_by_id(work, event, ident)
        if row is None:
            raise NotFound("no such answer to this event")
        await decision(work, event, row, await visit.actor(work))
    return visit.redirect(f"{cards.path_of(event)}/participants", say=said)


@members
async def approve(visit: Visit) -> Response:
    """Let somebody in who asked, or who waits."""
    try:
        return await _decide(visit, events.approve, "accepted")
    except Refused as error:
        return await _page(visit, Form().blame(Invalid({"": error.safe})), error.status)


@members
async def decline(visit: Visit) -> Response:
    """Turn somebody down, or take her seat back."""
    return await _decide(visit, events.decline, "rejected")


@members
async def note_attendance(visit: Visit) -> Response:
    """Note whether somebody was there."""
    attended = _ATTENDED.get((await visit.form()).line("attended", 10))

    async def note(work: Work, event: Event, row: Participation, me: Actor) -> None:
        await events.note_attendance(work, event, me, row, attended=attended)

    return await _decide(visit, note, "noted")


@members
async def write_to_all(visit: Visit) -> Response:
    """Say something to everybody who comes."""
    form = await visit.form()
    try:
        async with visit.writing() as work:
            event, me = await managed(visit, work), await visit.actor(work)
            await events.message_participants(work, event, me, form.text("source", _LONGEST))
    except Invalid as error:
        return await _page(visit, form.blame(error), 422)
    return visit.redirect(f"{cards.path_of(event)}/participants", say="message_sent")


@members
async def export(visit: Visit) -> Response:
    """Give the list as a file that a spreadsheet opens."""
    async with visit.reading() as work:
        event = await managed(visit, work)
        people = await _people(visit, work, event)
    file = io.StringIO()
    table = csv.writer(file, delimiter=";")
    questions = [str(each["text"]) for each in event.questions]
    table.writerow([text.cell(each) for each in (*map(visit.say, HEAD), *questions)])
    for each in people:
        table.writerow([text.cell(said) for said in _line(visit, each, len(questions))])
    headers = {
        "Content-Disposition": f'attachment; filename="participants-{event.id}.csv"',
        "Cache-Control": "private, no-store",
    }
    return Response("\ufeff" + file.getvalue(), 200, headers, "text/csv")


def _line(visit: Visit, each: Coming, questions: int) -> list[str]:
    there = "" if each.attended is None else visit.say(_YES if each.attended else _NO)
    answers = [*each.answers, *([""] * questions)][:questions]
    said = visit.say(STATES[State(each.state)])
    plain = [each.name, each.address, said, str(each.guests), each.role, each.message]
    return [*plain, there, each.at.full, *answers]


routes = [
    Route("/events/{ident}/participants", show_participants),
    Route("/events/{ident}/participants.csv", export),
    Route("/events/{ident}/participants/{row}/approve", approve, methods=["POST"]),
    Route("/events/{ident}/participants/{row}/decline", decline, methods=["POST"]),
    Route("/events/{ident}/participants/{row}/attendance", note_attendance, methods=["POST"]),
    Route("/events/{ident}/message", write_to_all, methods=["POST"]),
]
