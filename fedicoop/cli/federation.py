"""fedicoop federation … and queue …: other servers, and what still has to reach them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fedicoop.cli.opening import as_json, folder, show, with_instance
from fedicoop.cli.servers import COMMANDS
from fedicoop.errors import FedicoopError
from fedicoop.moderation import queries as rules
from fedicoop.moderation import service as moderation
from fedicoop.moderation.policy import normal_host
from fedicoop.outbox import collection as letters

if TYPE_CHECKING:
    from pathlib import Path

    from fedicoop.instance import Instance


@click.group()
def federation() -> None:
    """Follow, allow, block and check other servers.

    Example: fedicoop federation check instances/lille mastodon.example
    """


for command in COMMANDS:
    federation.add_command(command)


@federation.command()
@folder
@click.argument("host")
@click.option("--reason", default="", help="Kept for your colleagues.")
def allow(folder: Path, host: str, reason: str) -> None:
    """Let a server in: lifts a block, and lists it for allowlist mode.

    Example: fedicoop federation allow instances/lille nantes.example
    """
    _rule(folder, host, reason, blocked=False)
    click.echo(f"{host} is allowed")


@federation.command()
@folder
@click.argument("host")
@click.option("--reason", default="", help="Kept for your colleagues.")
def block(folder: Path, host: str, reason: str) -> None:
    """Take nothing from a server and its sub-domains, and send it nothing.

    Example: fedicoop federation block instances/lille spam.example --reason "spam"
    """
    _rule(folder, host, reason, blocked=True)
    click.echo(f"{host} is blocked")


def _rule(folder: Path, host: str, reason: str, *, blocked: bool) -> None:
    async def deed(instance: Instance) -> None:
        async with instance.writing() as work:
            change = moderation.block_host if blocked else moderation.allow_host
            await change(work, None, host, reason)

    with_instance(folder, deed)


@federation.command("list")
@folder
@as_json
def list_hosts(folder: Path, as_json: bool) -> None:  # noqa: FBT001 - click passes flags
    """List the rules about other servers, and the servers we deliver to.

    Example: fedicoop federation list instances/lille --json
    """

    async def deed(instance: Instance) -> list[dict[str, object]]:
        async with instance.reading() as work:
            ruled = await rules.host_rules(work)
            ruled.pop(normal_host(work.urls.host), None)
            met = {report.host: report for report in await letters.hosts(work)}
        return [
            {
                "host": host,
                "rule": ruled.get(host, ""),
                "waiting": met[host].waiting if host in met else 0,
                "last error": met[host].last_error if host in met else "",
            }
            for host in sorted({*ruled, *met})
        ]

    show(with_instance(folder, deed), as_json=as_json, empty="No other server is known yet.")


@federation.command()
@folder
@click.argument("host")
def check(folder: Path, host: str) -> None:
    """Say, step by step, whether this server can talk to another one.

    Example: fedicoop federation check instances/lille mastodon.example
    """
    good = with_instance(folder, lambda instance: _check(instance, host))
    if not good:
        raise SystemExit(1)


async def _check(instance: Instance, host: str) -> bool:
    try:
        await instance.refuse_host(host)
        click.echo(f"ok    our rules let {host} in")
        signer = await instance.signer()
        info = await instance.client.nodeinfo(host)
        click.echo(f"ok    it answers, and runs {info.software} {info.version}")
        uri = await instance.client.instance_actor(host)
        await instance.client.get_document(uri, signer=signer)
        click.echo(f"ok    it takes our signature, and is {uri}")
    except FedicoopError as error:
        click.echo(f"fails {error}")
        return False
    async with instance.reading() as work:
        report = next((one for one in await letters.hosts(work) if one.host == host), None)
    if report is not None and report.last_error:
        click.echo(f"note  the last delivery there failed: {report.last_error}")
    return True


@click.group()
def queue() -> None:
    """See, retry and drop what waits to be delivered.

    Example: fedicoop queue list instances/lille
    """


@queue.command("list")
@folder
@as_json
def list_queue(folder: Path, as_json: bool) -> None:  # noqa: FBT001 - click passes flags
    """List waiting and failed deliveries by server, the oldest first.

    Example: fedicoop queue list instances/lille --json
    """

    async def deed(instance: Instance) -> list[dict[str, object]]:
        async with instance.reading() as work:
            return [vars(report) for report in await letters.hosts(work)]

    show(with_instance(folder, deed), as_json=as_json, empty="Nothing waits, nothing failed.")


@queue.command()
@folder
@click.argument("host")
def retry(folder: Path, host: str) -> None:
    """Try everything that waits for a server again, now.

    Example: fedicoop queue retry instances/lille mastodon.example
    """

    async def deed(instance: Instance) -> int:
        async with instance.writing() as work:
            return await letters.retry(work, host=host)

    click.echo(f"{with_instance(folder, deed)} deliveries are due now")


@queue.command()
@folder
@click.argument("host")
def drop(folder: Path, host: str) -> None:
    """Give up everything that waits for a server.

    Example: fedicoop queue drop instances/lille gone.example
    """

    async def deed(instance: Instance) -> int:
        async with instance.writing() as work:
            return await letters.drop(work, host=host)

    click.echo(f"{with_instance(folder, deed)} deliveries are dropped")
