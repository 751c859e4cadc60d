"""What stories of coming to events are told with: joining from one's own server, and looking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fedicoop.events import queries, service
from fedicoop.events.service import Wish
from fedicoop.inbox import lookup
from tests.federation.telling import Member, found

if TYPE_CHECKING:
    from fedicoop.events import Event, State
    from fedicoop.instance import Instance
    from fedicoop.work import Work


async def event_at(work: Work, uri: str) -> Event:
    """Give an event that must be there."""
    event = await queries.by_uri(work, uri)
    assert event is not None, uri
    return event


async def copy_of(instance: Instance, uri: str) -> Event | None:
    """Give a server's copy of an event."""
    async with instance.reading() as work:
        return await queries.by_uri(work, uri)


async def joins(member: Member, uri: str, message: str = "") -> None:
    """Let somebody say, at her own server, that she would like to come."""
    await lookup.resolve(member.home, uri)
    async with member.home.writing() as work:
        me = await found(work, member.uri)
        await service.join(work, await event_at(work, uri), me, Wish(message=message))


async def leaves(member: Member, uri: str) -> None:
    """Let somebody say that she does not come after all."""
    async with member.home.writing() as work:
        await service.leave(work, await event_at(work, uri), await found(work, member.uri))


async def says(member: Member, uri: str, state: State) -> None:
    """Let somebody say "perhaps" or "no"."""
    async with member.home.writing() as work:
        me = await found(work, member.uri)
        await service.answer(work, await event_at(work, uri), me, state)


async def decides(member: Member, uri: str, visitor: str, *, yes: bool) -> None:
    """Let an organiser let somebody in, or turn her down."""
    async with member.home.writing() as work:
        event = await event_at(work, uri)
        row = await queries.participation(work, event, await found(work, visitor))
        assert row is not None
        decide = service.approve if yes else service.decline
        await decide(work, event, row, await found(work, member.uri))


async def state_of(instance: Instance, uri: str, visitor: str) -> str:
    """Say what a server knows of somebody's coming; "" for nothing."""
    async with instance.reading() as work:
        event = await event_at(work, uri)
        row = await queries.participation(work, event, await found(work, visitor))
        return row.state if row else ""
