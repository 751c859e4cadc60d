"""Inviting single persons: members, people elsewhere, e-mail addresses; and what they may then."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from fedicoop.accounts import service as accounts
from fedicoop.actors import service as actors
from fedicoop.errors import Invalid, NotFound, Refused, TooMany
from fedicoop.events import queries, service
from fedicoop.events.models import JoinMode, Participation, State
from fedicoop.events.service import inviting
from fedicoop.notifications import Mail
from fedicoop.urls import Urls
from fedicoop.work import Work
from tests.events.given import given_event, hear, heard, kinds, says, sent, told
from tests.givens import given_member, given_stranger

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from fedicoop.actors import Actor
    from fedicoop.config import Config
    from fedicoop.db import Database
    from tests.clocks import StoppedClock


async def given_reader(work: Work, name: str) -> Actor:
    """Open an account with an address to write to."""
    found = (await accounts.admit(work, name, email=f"{name}@mail.example")).actor
    work.news.clear()
    return found


async def letters(work: Work) -> list[Mail]:
    """Give the letters that were written, oldest first."""
    return list(await work.session.scalars(select(Mail).order_by(Mail.id)))


async def test_who_is_invited_hears_of_it_and_nobody_else_comes(work: Work) -> None:
    ana, ben, eve = [await given_reader(work, name) for name in ("ana", "ben", "eve")]
    event = await given_event(work, ana, join_mode=JoinMode.INVITE)

    row = await service.invite(work, event, ana, ben)

    assert row.state == State.INVITED
    assert told(work) == [("event_invitation", ben.id)]
    (letter,) = await letters(work)
    assert (letter.to, letter.kind) == ("ben@mail.example", "event_invited")
    assert "/answer/" in letter.text
    assert "METHOD:REQUEST" in letter.calendar
    assert event.seats_taken == 0
    with pytest.raises(Refused, match="takes nobody"):
        await service.join(work, event, eve)
    assert (await service.join(work, event, ben)).state == State.GOING
    assert event.seats_taken == 1
    assert [each.id for each in await queries.invitations(work, event)] == [row.id]


async def test_who_said_no_or_left_may_still_come(work: Work) -> None:
    ana, ben = await given_member(work, "ana"), await given_member(work, "ben")
    event = await given_event(work, ana, join_mode=JoinMode.INVITE)
    await service.invite(work, event, ana, ben)
    await service.answer(work, event, ben, State.DECLINED)
    await service.join(work, event, ben)
    await service.leave(work, event, ben)

    assert (await service.join(work, event, ben)).state == State.GOING


async def test_twice_is_once_and_who_comes_is_left_alone(work: Work) -> None:
    ana, ben, eve = [await given_member(work, name) for name in ("ana", "ben", "eve")]
    event = await given_event(work, ana)
    await service.join(work, event, eve)
    work.news.clear()

    first = await service.invite(work, event, ana, ben)
    assert await service.invite(work, event, ana, ben) is first
    assert (await service.invite(work, event, ana, eve)).state == State.GOING
    assert told(work) == [("event_invitation", ben.id)]


async def test_somebody_elsewhere_gets_the_event_with_her_invitation(work: Work) -> None:
    ana, zoe = await given_member(work, "ana"), await given_stranger(work, "zoe")
    event = await given_event(work, ana, join_mode=JoinMode.INVITE)

    await service.invite(work, event, ana, zoe)

    assert kinds(work) == ["Invite"]
    said = sent(work)[0]
    assert (said["actor"], said["target"], said["to"]) == (ana.uri, zoe.uri, [zoe.uri])
    assert said["object"]["id"] == event.uri
    assert said["object"]["joinMode"] == "invite"
    join = says("Join", zoe, event.uri)
    await hear(work, join, zoe)
    assert kinds(work) == ["Invite", "Accept"]


async def test_a_letter_goes_to_an_address_and_its_link_answers(work: Work) -> None:
    ana = await given_member(work, "ana")
    event = await given_event(work, ana, join_mode=JoinMode.INVITE)

    row = await service.invite_address(work, event, ana, " Ines@Mail.example ")
    assert await service.invite_address(work, event, ana, "ines@mail.example") is row

    (letter,) = await letters(work)
    assert letter.to == "ines@mail.example"
    token = letter.text.partition("/answer/")[2].split()[0]
    key = await service.event_key(work, token)
    assert key is not None
    assert key.participation is not None
    await service.guest_comes(work, event, key.participation)
    assert (row.state, event.seats_taken) == (State.GOING, 1)
    await service.guest_leaves(work, event, row)
    await service.guest_comes(work, event, row)
    assert row.state == State.GOING


async def test_an_invitation_is_taken_back_until_it_is_answered(work: Work) -> None:
    ana, ben = await given_member(work, "ana"), await given_member(work, "ben")
    event = await given_event(work, ana, join_mode=JoinMode.INVITE)
    row = await service.invite(work, event, ana, ben)
    with pytest.raises(Refused):
        await service.withdraw(work, event, row, ben)
    await service.withdraw(work, event, row, ana)
    with pytest.raises(Refused):
        await service.join(work, event, ben)
    assert row.state == State.WITHDRAWN
    again = await service.invite(work, event, ana, ben)
    assert (again.id, again.state) == (row.id, State.INVITED)
    await service.join(work, event, ben)
    with pytest.raises(Refused, match="answered"):
        await service.withdraw(work, event, again, ana)


async def test_a_letter_whose_invitation_was_taken_back_opens_nothing(work: Work) -> None:
    ana = await given_member(work, "ana")
    event = await given_event(work, ana, join_mode=JoinMode.INVITE)
    row = await service.invite_address(work, event, ana, "ines@mail.example")
    await service.withdraw(work, event, row, ana)
    with pytest.raises(Refused):
        await service.guest_comes(work, event, row)
    assert await service.invite_address(work, event, ana, "ines@mail.example") is row
    assert len(await letters(work)) == 2
    await service.guest_comes(work, event, row)
    assert row.state == State.GOING


async def test_who_mutes_the_organiser_gets_no_letter(work: Work) -> None:
    ana, ben = await given_reader(work, "ana"), await given_reader(work, "ben")
    zoe = await given_stranger(work, "zoe")
    for each in (ana, zoe):
        await actors.mute(work, ben, each)
    event, other = await given_event(work, ana), await heard(work, zoe)
    assert (await service.invite(work, event, ana, ben)).state == State.INVITED
    await hear(work, says("Invite", zoe, other.uri, target=ben.uri, to=[ben.uri]), zoe)
    assert await letters(work) == []


async def test_invited_people_hear_of_another_date_but_get_no_message(work: Work) -> None:
    ana, ben = await given_member(work, "ana"), await given_member(work, "ben")
    event = await given_event(work, ana)
    await service.invite(work, event, ana, ben)
    work.news.clear()
    await service.message_participants(work, event, ana, "À demain")
    assert told(work) == []
    await service.cancel(work, event, ana, "Il pleut")
    assert told(work) == [("event_cancelled", ben.id)]
    with pytest.raises(Refused):
        await service.invite(work, event, ana, await given_member(work, "eve"))


async def test_who_may_not_invite_or_be_invited(work: Work) -> None:
    ana, ben, eve = [await given_member(work, name) for name in ("ana", "ben", "eve")]
    zoe = await given_stranger(work, "zoe")
    club = await given_stranger(work, "club", kind="Group")
    event = await given_event(work, ana)
    inside = await given_event(work, ana, visibility="members")
    with pytest.raises(Refused):
        await service.invite(work, event, ben, eve)
    with pytest.raises(Refused):
        await service.invite_address(work, event, ben, "ines@mail.example")
    with pytest.raises(Refused):
        await service.invite(work, inside, ana, zoe)
    with pytest.raises(Refused):
        await service.invite_address(work, inside, ana, "ines@mail.example")
    with pytest.raises(Refused):
        await service.invite(work, event, ana, club)
    await actors.block(work, eve, ana)
    with pytest.raises(Refused):
        await service.invite(work, event, ana, eve)
    for wrong in ("", "ines", "ines@mail.example\nBcc: all@mail.example"):
        with pytest.raises(Invalid):
            await service.invite_address(work, event, ana, wrong)
    assert await queries.invitations(work, event) == []
    assert await letters(work) == []


async def test_nobody_invites_without_end(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = await given_member(work, "ana")
    event = await given_event(work, ana)
    monkeypatch.setattr("fedicoop.events.service.inviting.MOST_AN_HOUR", 2)
    row = await service.invite_address(work, event, ana, "a@mail.example")
    await service.invite_address(work, event, ana, "b@mail.example")
    with pytest.raises(TooMany):
        await service.invite_address(work, event, ana, "c@mail.example")
    await service.withdraw(work, event, row, ana)
    with pytest.raises(TooMany):
        await service.invite_address(work, event, ana, "c@mail.example")
    with pytest.raises(TooMany):
        await service.invite_address(work, await given_event(work, ana), ana, "c@mail.example")
    monkeypatch.setattr("fedicoop.events.service.inviting.MOST_AN_HOUR", 9)
    monkeypatch.setattr("fedicoop.events.service.inviting.MOST_INVITED", 2)
    with pytest.raises(Refused, match="guests"):
        await service.invite_address(work, event, ana, "c@mail.example")


async def test_invitations_that_wait_keep_no_guest_from_registering(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = await given_member(work, "ana")
    event = await given_event(work, ana, guests_by_mail=True)
    monkeypatch.setattr("fedicoop.events.service.guests.MOST_UNCONFIRMED", 1)
    for name in ("a", "b"):
        await service.invite_address(work, event, ana, f"{name}@mail.example")
    await service.register_guest(work, event, "Inès", "ines@mail.example")
    with pytest.raises(TooMany):
        await service.register_guest(work, event, "Paul", "paul@mail.example")


async def test_as_many_at_once_as_one_by_one(
    database: Database, config: Config, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that count at the same moment see each other's invitations, on PostgreSQL too."""
    monkeypatch.setattr("fedicoop.events.service.inviting.MOST_AN_HOUR", 3)

    def opened(session: AsyncSession) -> Work:
        return Work(session, config, clock, Urls("https://coop.example"))

    async with database.writing() as session:
        ana = await given_member(opened(session), "ana")
        event = await given_event(opened(session), ana)

    async def invites(number: int) -> None:
        async with database.writing() as session:
            work = opened(session)
            found = await queries.by_id(work, event.id)
            assert found is not None
            await service.invite_address(work, found, found.organiser, f"{number}@mail.example")

    outcomes = await asyncio.gather(*(invites(each) for each in range(8)), return_exceptions=True)

    assert sum(outcome is None for outcome in outcomes) == 3
    assert sum(isinstance(outcome, TooMany) for outcome in outcomes) == 5


async def test_the_organiser_elsewhere_opens_her_event_to_whom_she_invites(work: Work) -> None:
    """Nobody else can, nor have letters written; and nobody is bothered by whom she blocks."""
    lea, eve = await given_stranger(work, "lea"), await given_stranger(work, "eve", "evil.example")
    ana, ben = await given_reader(work, "ana"), await given_reader(work, "ben")
    event = await heard(work, lea, joinMode="invite")
    with pytest.raises(Refused, match="does not invite"):
        await hear(work, says("Invite", eve, event.uri, target=ana.uri, to=[ana.uri]), eve)
    assert (told(work), await letters(work)) == ([], [])
    with pytest.raises(Refused):
        await service.join(work, event, ana)
    await actors.block(work, ben, lea)
    work.news.clear()
    both = [ana.uri, ben.uri]
    await hear(work, says("Invite", lea, event.uri, target=ana.uri, to=both), lea)

    assert told(work) == [("event_invitation", ana.id)]
    row = await service.join(work, event, ana)
    assert row.state == State.UNANSWERED
    with pytest.raises(NotFound):
        await service.join(work, event, ben)
    rows = await work.session.scalars(select(Participation.actor_id))
    assert list(rows) == [ana.id]


async def test_an_organiser_elsewhere_writes_to_nobody_twice_nor_to_everybody(
    work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else one server could send a member letters until she gets no others that month."""
    lea, ana = await given_stranger(work, "lea"), await given_reader(work, "ana")
    event = await heard(work, lea)
    for number in range(3):
        said = says("Invite", lea, event.uri, target=ana.uri, to=[ana.uri])
        await hear(work, said | {"id": f"{lea.uri}#{number}"}, lea)
    assert told(work) == [("event_invitation", ana.id)]
    assert len(await letters(work)) == 1

    monkeypatch.setattr(inviting, "MOST_AN_HOUR", 3)
    crowd = [(await given_reader(work, f"member{number}")).uri for number in range(5)]
    other = await heard(work, lea, id=f"{event.uri}-2")
    await hear(work, says("Invite", lea, other.uri, target=ana.uri, to=crowd), lea)

    assert len(told(work)) == 2
    assert len(await letters(work)) == 3
