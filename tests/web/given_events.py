"""What tests of the pages of events start from: events, and who answered them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from fedicoop.actors import queries as actors
from fedicoop.events import Event, Participation, State, queries, service
from fedicoop.events.service import Wish
from fedicoop.groups import queries as groups
from fedicoop.notifications import Mail
from tests.events.given import a_draft

if TYPE_CHECKING:
    from fedicoop.accounts import Member
    from fedicoop.actors import Actor
    from fedicoop.instance import Instance
    from fedicoop.work import Work


async def _actor(work: Work, member: Member) -> Actor:
    found = await actors.by_id(work, member.actor_id)
    assert found is not None
    return found


async def _host(work: Work, name: str) -> Actor | None:
    group = await groups.by_username(work, name) if name else None
    return group.actor if group else None


async def given_event(coop: Instance, organiser: Member, *, group: str = "", **more: Any) -> Event:
    """Announce an event; what is not said is a meeting on 3 December in Lille."""
    async with coop.writing() as work:
        me, host = await _actor(work, organiser), await _host(work, group)
        event = await service.announce(work, me, a_draft(**more), host)
    return await event_now(coop, event.id)


async def event_now(coop: Instance, ident: str) -> Event:
    """Give an event as it is stored now."""
    async with coop.reading() as work:
        found = await queries.by_id(work, ident)
    assert found is not None
    return found


async def given_answer(
    coop: Instance, member: Member, event: Event, state: State = State.GOING, **wish: Any
) -> None:
    """Let somebody say that she comes, perhaps comes or does not."""
    async with coop.writing() as work:
        found = await queries.by_id(work, event.id)
        assert found is not None
        me = await _actor(work, member)
        if state == State.GOING:
            await service.join(work, found, me, Wish(**wish))
        else:
            await service.answer(work, found, me, state)


async def answer_of(coop: Instance, member: Member, event: Event) -> Participation | None:
    """Give what somebody answered."""
    async with coop.reading() as work:
        return await queries.participation(work, event, member.actor)


async def state_of(coop: Instance, member: Member, event: Event) -> str:
    """Give the state of somebody's answer; "" for none."""
    row = await answer_of(coop, member, event)
    return row.state if row else ""


async def newest_event(coop: Instance, organiser: Member) -> Event:
    """Give the event that a member announced last."""
    async with coop.reading() as work:
        found = await queries.upcoming(work, organiser.actor, limit=100)
    mine = [each for each in found.items if each.organiser_id == organiser.actor_id]
    return max(mine, key=lambda event: event.id)


async def given_decision(coop: Instance, by: Member, member: Member, event: Event) -> None:
    """Turn somebody down."""
    async with coop.writing() as work:
        found = await queries.by_id(work, event.id)
        assert found is not None
        row = await queries.participation(work, found, await _actor(work, member))
        assert row is not None
        await service.decline(work, found, row, await _actor(work, by))


async def letters_to(coop: Instance, address: str) -> list[Mail]:
    """Give the letters that wait for somebody, the oldest first."""
    async with coop.reading() as work:
        query = select(Mail).where(Mail.to == address).order_by(Mail.id)
        return list(await work.session.scalars(query))
