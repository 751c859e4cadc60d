"""fedicoop federation follow, followers, approve …: servers that tell each other what happens."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fedicoop.actors import queries as actors
from fedicoop.cli.opening import as_json, folder, show, with_instance
from fedicoop.inbox.servers import find_server
from fedicoop.moderation import service as moderation
from fedicoop.network import queries, service

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from fedicoop.accounts import Member
    from fedicoop.instance import Instance
    from fedicoop.work import Work

    Deed = Callable[[Work, Member | None, str], Awaitable[object]]


@click.command()
@folder
@click.argument("server")
def follow(folder: Path, server: str) -> None:
    """Follow another server, by host name or handle, to hear what it announces.

    Example: fedicoop federation follow instances/national lille.example
    """

    async def deed(instance: Instance) -> str:
        uri = await find_server(instance, server)
        async with instance.writing() as work:
            other = await actors.by_uri(work, uri)
            if other is None:
                raise LookupError(f"{server} has no instance actor")
            await service.ask(work, None, other)
        return uri

    click.echo(f"asked {with_instance(folder, deed)}; the workers send it")


@click.command()
@folder
@click.argument("host")
def unfollow(folder: Path, host: str) -> None:
    """Hear no more of what another server announces; what came stays.

    Example: fedicoop federation unfollow instances/national lille.example
    """
    if not _decide(folder, host, service.stop):
        raise click.ClickException(f"{host} is not followed")
    click.echo(f"{host} is no longer followed")


@click.command()
@folder
@click.argument("host")
def approve(folder: Path, host: str) -> None:
    """Let a server that asked hear what this one announces.

    Example: fedicoop federation approve instances/lille mobilizon.example
    """
    _decide(folder, host, service.approve)
    click.echo(f"{host} hears what is announced here, from the events to come on")


@click.command()
@folder
@click.argument("host")
def refuse(folder: Path, host: str) -> None:
    """Tell a server no more of what is announced here, whether it waits or was let in.

    Example: fedicoop federation refuse instances/lille mobilizon.example
    """
    if not _decide(folder, host, service.refuse):
        raise click.ClickException(f"{host} does not follow this server")
    click.echo(f"{host} hears no more of this server")


@click.command()
@folder
@click.argument("host")
@click.option("--reason", default="", help="Kept for your colleagues.")
def trust(folder: Path, host: str, reason: str) -> None:
    """Take a cooperative into the circle: its members read what is for the network.

    Example: fedicoop federation trust instances/lille nantes.example
    """

    async def deed(work: Work, by: Member | None, name: str) -> None:
        await service.trust(work, by, name, reason)

    _decide(folder, host, deed)
    click.echo(f"{host} is in the circle")


@click.command()
@folder
@click.argument("host")
def distrust(folder: Path, host: str) -> None:
    """Take a cooperative out of the circle; public things still come and go.

    Example: fedicoop federation distrust instances/lille nantes.example
    """
    _decide(folder, host, moderation.forget_host)
    click.echo(f"{host} is not in the circle")


def _decide(folder: Path, host: str, change: Deed) -> object:
    async def deed(instance: Instance) -> object:
        async with instance.writing() as work:
            return await change(work, None, host)

    return with_instance(folder, deed)


@click.command()
@folder
@as_json
def followers(folder: Path, as_json: bool) -> None:  # noqa: FBT001 - click passes flags
    """List the servers that follow this one, that it follows, and those of the circle.

    Example: fedicoop federation followers instances/lille --json
    """

    async def deed(instance: Instance) -> list[dict[str, object]]:
        async with instance.reading() as work:
            found = await queries.neighbours(work)
        return [
            {
                "host": each.host,
                "follows us": each.they,
                "we follow": each.we,
                "circle": "yes" if each.trusted else "",
            }
            for each in found
        ]

    show(with_instance(folder, deed), as_json=as_json, empty="No server follows this one yet.")


COMMANDS = (follow, unfollow, approve, refuse, trust, distrust, followers)
