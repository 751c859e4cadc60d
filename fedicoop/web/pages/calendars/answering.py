"""Answering from a letter, without signing in: a page opens, and only its button answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.routing import Route

from fedicoop.accounts import queries as accounts
from fedicoop.errors import Invalid, Refused
from fedicoop.events import JoinMode, State, documents, policy, queries
from fedicoop.events import service as events
from fedicoop.events.policy import Registration
from fedicoop.events.service import Wish
from fedicoop.web.forms import Form
from fedicoop.web.headers import PRIVATE
from fedicoop.web.i18n import msg
from fedicoop.web.pages.calendars.guessing import wrong
from fedicoop.web.visit import Visit, page

if TYPE_CHECKING:
    from starlette.responses import Response

    from fedicoop.actors import Actor
    from fedicoop.events import Event, Participation
    from fedicoop.work import Work

_LONGEST = 1000
YES, MAYBE, NO = "yes", "maybe", "no"
_SAID = {
    State.INVITED: msg("You are invited."),
    State.WITHDRAWN: msg("The organisers took your invitation back."),
    State.GOING: msg("You said that you come."),
    State.WAITING: msg("You are on the waiting list."),
    State.ASKED: msg("You asked to come; the organisers have not answered yet."),
    State.UNANSWERED: msg("You said that you would like to come; nobody has answered yet."),
    State.MAYBE: msg("You said that you may come."),
    State.DECLINED: msg("You said that you do not come."),
    State.CANCELLED: msg("You said that you do not come."),
    State.REJECTED: msg("The organisers did not accept your registration."),
}
_TAKES = {Registration.OPEN, Registration.APPROVAL, Registration.WAITING_LIST}


@dataclass(frozen=True)
class _Asked:
    """What a key is for: an event, and a member or a guest with what she said so far."""

    event: Event
    member: Actor | None
    row: Participation | None

    @property
    def is_in(self) -> bool:
        return self.row is not None and self.row.state in policy.ACTIVE


@page
async def show(visit: Visit) -> Response:
    """Show the event and what was said so far; opening the page changes nothing."""
    async with visit.reading() as work:
        asked = await _asked(visit, work)
    return _page(visit, asked)


async def _asked(visit: Visit, work: Work) -> _Asked:
    """Find out what a key is for; raises the same for every key that opens nothing."""
    key = await events.event_key(work, visit.param("token")[:100])
    event = await queries.by_id(work, key.event_id) if key else None
    if key is None or event is None or event.post.is_deleted:
        raise wrong(visit.request)
    if key.actor is None:
        return _Asked(event, None, key.participation)
    member = await accounts.by_actor(work, key.actor.id)
    out = member is None or member.disabled_at is not None or key.actor.is_gone
    if out or not await queries.can_see(work, event, key.actor):
        raise wrong(visit.request)
    return _Asked(event, key.actor, await queries.participation(work, event, key.actor))


def _is_invited(asked: _Asked) -> bool:
    """Tell whether an event for invited people is for her."""
    invited = asked.row is not None and asked.row.is_invited
    return invited and asked.event.join_mode == JoinMode.INVITE and not asked.event.is_over


def _page(visit: Visit, asked: _Asked, status: int = 200, fault: str = "") -> Response:
    event, row = asked.event, asked.row
    takes = policy.registration(event, visit.instance.clock()) in _TAKES or _is_invited(asked)
    answer = visit.page(
        "calendars/answer.html",
        status,
        title=event.post.name,
        when=documents.summary(event, visit.language.code),
        path=f"/events/{event.id}" if event.local else event.post.url or event.uri,
        state=visit.say(_SAID[State(row.state)]) if row else "",
        fault=fault,
        comes=asked.is_in,
        may_come=takes and (row is None or row.state != State.REJECTED),
        may_say=asked.member is not None,
        questions=tuple(event.questions) if asked.member is not None and not asked.is_in else (),
        form=visit.sent or _said_before(row),
        over=event.is_over,
        key=visit.param("token"),
        done=not fault and visit.request.method == "POST",
    )
    answer.headers.update(PRIVATE)
    return answer


@page
async def answer(visit: Visit) -> Response:
    """Take the answer whose button was pressed; what cannot be taken is said on the page."""
    form = await visit.form()
    fault = ""
    try:
        async with visit.writing() as work:
            await _take(work, await _asked(visit, work), form)
    except Invalid as error:
        fault = next(iter(error.fields.values()), error.safe)
    except Refused as error:
        fault = error.safe
    async with visit.reading() as work:
        asked = await _asked(visit, work)
    return _page(visit, asked, 422 if fault else 200, fault)


def _said_before(row: Participation | None) -> Form:
    """Give what was answered to the organisers' questions."""
    said = row.answers if row else []
    return Form.of({f"answer-{number}": str(each) for number, each in enumerate(said)})


async def _take(work: Work, asked: _Asked, form: Form) -> None:
    event, member, row = asked.event, asked.member, asked.row
    said = form.choice("answer", (YES, MAYBE, NO))
    if member is None and row is not None:
        if said == YES:
            await events.guest_comes(work, event, row)
        elif said == NO:
            await events.guest_leaves(work, event, row)
    elif member is not None:
        answers = [form.text(f"answer-{n}", _LONGEST) for n in range(len(event.questions))]
        wish = Wish(answers=tuple(answers))
        await _take_of_member(work, asked, member, said, wish)


async def _take_of_member(work: Work, asked: _Asked, member: Actor, said: str, wish: Wish) -> None:
    event = asked.event
    if said == YES:
        await events.join(work, event, member, wish)
    elif said == MAYBE:
        await events.answer(work, event, member, State.MAYBE)
    elif said == NO and asked.is_in:
        await events.leave(work, event, member)
    elif said == NO:
        await events.answer(work, event, member, State.DECLINED)


routes = [
    Route("/answer/{token}", show),
    Route("/answer/{token}", answer, methods=["POST"]),
]
