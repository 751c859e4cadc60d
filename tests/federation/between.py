"""What stories between whole servers are told with: asking, letting in, announcing, looking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fedicoop.actors import queries as actors
from fedicoop.events import queries, service
from fedicoop.inbox.servers import find_server
from fedicoop.network import queries as network
from fedicoop.network import service as servers
from tests.events.given import a_draft
from tests.federation.telling import Member, found

if TYPE_CHECKING:
    from datetime import datetime

    from fedicoop.events import Event
    from fedicoop.instance import Instance
    from fedicoop.work import Work


async def asks(instance: Instance, host: str) -> None:
    """Let a server ask to follow another one, found by its name."""
    uri = await find_server(instance, host)
    async with instance.writing() as work:
        await servers.ask(work, None, await found(work, uri))


async def approves(instance: Instance, host: str) -> None:
    """Let a server that asked be told what is announced."""
    async with instance.writing() as work:
        await servers.approve(work, None, host)


async def trusts(instance: Instance, host: str) -> None:
    """Take a cooperative into the circle of this one."""
    async with instance.writing() as work:
        await servers.trust(work, None, host)


async def standing(instance: Instance) -> dict[str, tuple[str, str]]:
    """Say how a server stands with others: by host, (do we follow it, does it follow us)."""
    async with instance.reading() as work:
        return {each.host: (each.we, each.they) for each in await network.neighbours(work)}


async def announces(member: Member, title: str = "Fête du soleil", **more: Any) -> str:
    """Let a member announce an event; give its address."""
    async with member.home.writing() as work:
        draft = a_draft(title=title, **more)
        return (await service.announce(work, await found(work, member.uri), draft)).uri


async def _event(work: Work, uri: str) -> Event:
    event = await queries.by_uri(work, uri)
    assert event is not None, uri
    return event


async def moves(member: Member, uri: str, starts: datetime) -> None:
    """Let a member put an event off."""
    async with member.home.writing() as work:
        await service.move(work, await _event(work, uri), await found(work, member.uri), starts)


async def calls_off(member: Member, uri: str) -> None:
    """Let a member delete an event."""
    async with member.home.writing() as work:
        await service.delete(work, await _event(work, uri), await found(work, member.uri))


async def agenda(instance: Instance, viewer: str = "") -> list[tuple[str, str, str]]:
    """Give what stands in a server's agenda: (title, host, beginning on the wall)."""
    async with instance.reading() as work:
        reader = await actors.by_uri(work, viewer) if viewer else None
        shown = await queries.upcoming(work, reader, limit=100)
        return [
            (event.post.name, event.post.author.host, event.starts_wall) for event in shown.items
        ]
