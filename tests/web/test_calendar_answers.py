"""Answering from a letter: the page says what it is about, and only its button changes anything."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from fedicoop.accounts import queries as accounts
from fedicoop.accounts import service as members
from fedicoop.events import Participation, State, queries
from fedicoop.events import service as events
from fedicoop.events.service import QuestionDraft
from fedicoop.notifications import mail, mailer
from fedicoop.notifications.models import Mail
from fedicoop.posts import Visibility
from tests.events.given import a_draft
from tests.web.browser import given_account, words

if TYPE_CHECKING:
    from typing import Any

    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from tests.clocks import StoppedClock
    from tests.web.browser import Browser


async def invited(coop: Instance, ana: Member, **more: Any) -> tuple[str, str]:
    """Announce an event of Léa's and write a key for Ana; give the event's id and the page."""
    lea = await given_account(coop, "lea")
    async with coop.writing() as work:
        event = await events.announce(work, lea.actor, a_draft(**more))
        return event.id, f"/answer/{await events.answer_key(work, event, ana.actor)}"


async def state(coop: Instance, ident: str, member: Member) -> str:
    """Give what a member said."""
    async with coop.reading() as work:
        event = await queries.by_id(work, ident)
        assert event is not None
        row = await queries.participation(work, event, member.actor)
    return row.state if row else ""


async def test_opening_the_page_changes_nothing_and_its_button_answers(
    coop: Instance, ana: Member, visitor: Browser
) -> None:
    ident, path = await invited(coop, ana)

    page = await visitor.get(path)
    assert page.status_code == 200
    assert "Assemblée du groupe local" in words(page)
    assert page.headers["cache-control"] == "private, no-store"
    assert await state(coop, ident, ana) == ""

    answer = await visitor.send(path, {"answer": "yes"}, at=path)
    assert visitor.say("You said that you come.") in words(answer)
    assert await state(coop, ident, ana) == State.GOING


@pytest.mark.parametrize(
    ("said", "then"),
    [
        (["maybe"], State.MAYBE),
        (["no"], State.DECLINED),
        (["yes", "no"], State.CANCELLED),
        (["yes", "maybe"], State.MAYBE),
        (["no", "yes"], State.GOING),
        (["nonsense"], ""),
    ],
)
async def test_one_may_change_ones_mind(
    coop: Instance, ana: Member, visitor: Browser, said: list[str], then: str
) -> None:
    ident, path = await invited(coop, ana)

    for each in said:
        assert (await visitor.send(path, {"answer": each}, at=path)).status_code == 200

    assert await state(coop, ident, ana) == then


async def test_a_guest_comes_and_does_not(coop: Instance, ana: Member, visitor: Browser) -> None:
    async with coop.writing() as work:
        event = await events.announce(work, ana.actor, a_draft(guests_by_mail=True))
        await events.register_guest(work, event, "Inès", "ines@mail.example")
        (row,) = await rows(work, event.id)
        path = f"/answer/{await events.answer_key(work, event, None, row)}"

    for said, then in (("yes", State.GOING), ("maybe", State.GOING), ("no", State.CANCELLED)):
        answer = await visitor.send(path, {"answer": said}, at=path)
        assert answer.status_code == 200
        async with coop.reading() as work:
            (row,) = await rows(work, event.id)
        assert row.state == then


async def rows(work: Any, ident: str) -> Any:
    """Give every participation of an event, the unconfirmed too."""
    query = select(Participation).where(Participation.event_id == ident)
    return list(await work.session.scalars(query))


async def test_a_full_event_says_so_and_takes_nobody(
    coop: Instance, ana: Member, visitor: Browser
) -> None:
    ident, path = await invited(coop, ana, capacity=1)
    async with coop.writing() as work:
        event = await queries.by_id(work, ident)
        assert event is not None
        await events.join(work, event, event.organiser)

    assert visitor.say("At the moment nobody more can register.") in words(await visitor.get(path))
    answer = await visitor.send(path, {"answer": "yes"}, at=path)
    assert answer.status_code == 422
    assert visitor.say("There is no seat left.") in words(answer)


async def test_a_question_that_must_be_answered_leads_to_the_event(
    coop: Instance, ana: Member, visitor: Browser
) -> None:
    ident, path = await invited(coop, ana, questions=(QuestionDraft("Repas ?", required=True),))

    answer = await visitor.send(path, {"answer": "yes"}, at=path)

    assert answer.status_code == 422
    assert f'href="/events/{ident}"' in answer.text


async def test_a_key_of_nothing_answers_like_any_other(
    coop: Instance, ana: Member, visitor: Browser, clock: StoppedClock
) -> None:
    _ident, path = await invited(coop, ana)
    assert (await visitor.get("/answer/nothing")).status_code == 404

    clock.move(timedelta(days=30))

    assert (await visitor.get(path)).status_code == 404


async def test_a_key_opens_no_more_when_its_member_is_shut_out(
    coop: Instance, ana: Member, visitor: Browser
) -> None:
    _ident, path = await invited(coop, ana, visibility=Visibility.MEMBERS)
    assert (await visitor.get(path)).status_code == 200
    async with coop.writing() as work:
        member = await accounts.by_actor(work, ana.actor_id)
        assert member is not None
        await members.disable(work, member)

    assert (await visitor.get(path)).status_code == 404
    assert (await visitor.send(path, {"answer": "yes"})).status_code == 404


async def test_a_cancelled_event_asks_nothing(
    coop: Instance, ana: Member, visitor: Browser
) -> None:
    ident, path = await invited(coop, ana)
    async with coop.writing() as work:
        event = await queries.by_id(work, ident)
        assert event is not None
        await events.cancel(work, event, event.organiser)

    page = await visitor.get(path)

    assert visitor.say("This event does not take place.") in words(page)
    assert 'name="answer"' not in page.text


async def test_a_letter_that_left_keeps_neither_key_nor_calendar(
    coop: Instance, ana: Member
) -> None:
    lea = await given_account(coop, "lea")
    async with coop.writing() as work:
        event = await events.announce(work, lea.actor, a_draft())
        await events.join(work, event, ana.actor)

    assert await mailer.run_once(coop.writing, mail.transport(coop.config)) == 1

    async with coop.reading() as work:
        (row,) = list(await work.session.scalars(select(Mail)))
    assert (row.calendar, row.text) == ("", "")


async def test_what_the_organisers_ask_is_answered_on_the_page_of_the_letter(
    coop: Instance, ana: Member, visitor: Browser
) -> None:
    """So that nobody has to sign in for it; without the answer, what was typed stays."""
    asks = (QuestionDraft("Qu'apportez-vous ?", required=True), QuestionDraft("Un mot ?"))
    ident, path = await invited(coop, ana, questions=asks)
    assert 'name="answer-0"' in (await visitor.get(path)).text
    wrong = await visitor.send(path, {"answer": "yes", "answer-1": "Oui"}, at=path)
    assert wrong.status_code == 422
    assert 'value="Oui"' in wrong.text
    fields = {"answer": "yes", "answer-0": "Un gâteau"}
    assert (await visitor.send(path, fields, at=path)).status_code == 200
    assert await state(coop, ident, ana) == State.GOING
    page = await visitor.get(path)
    assert 'name="answer-0"' not in page.text
