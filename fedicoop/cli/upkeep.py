"""Looking after an instance: its database, settings, files and mail; the demo; the version."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fedicoop import __version__
from fedicoop.accounts import queries
from fedicoop.accounts.policy import Role
from fedicoop.app import open_instance
from fedicoop.cli import health
from fedicoop.cli.opening import as_json, folder, show, with_instance
from fedicoop.config import ConfigError, load, settings_markdown
from fedicoop.demo import run as demo_run
from fedicoop.errors import NotFound
from fedicoop.media import service as stored
from fedicoop.migrations import upgrade
from fedicoop.notifications import Mail, bounces, mailer
from fedicoop.notifications import service as notifications
from fedicoop.notifications.mail import transport

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from fedicoop.work import Work


@click.group("db")
def database() -> None:
    """Look after the database.

    Example: fedicoop db upgrade instances/lille
    """


@database.command("upgrade")
@folder
def upgrade_database(folder: Path) -> None:
    """Bring the database to this version; serve does it too.

    Example: fedicoop db upgrade instances/lille
    """

    async def run() -> list[str]:
        instance = open_instance(folder, os.environ)
        try:
            return await upgrade(instance.database)
        finally:
            await instance.close()

    steps = asyncio.run(run())
    click.echo(f"{len(steps)} steps taken" if steps else "nothing to do")


@click.group()
def config() -> None:
    """See the settings in force.

    Example: fedicoop config show instances/lille
    """


@config.command("show")
@folder
@as_json
def show_config(folder: Path, as_json: bool) -> None:  # noqa: FBT001 - click passes flags
    """Show every setting, its value and where it comes from; secrets are not shown.

    Example: fedicoop config show instances/lille
    """
    settings = list(health.settings_in_force(load(folder, os.environ)))
    if as_json:
        show([vars(setting) for setting in settings], as_json=True, empty="")
    else:
        for setting in settings:
            click.echo(f"{setting.name} = {setting.value!r}  # {setting.source}")


@config.command("markdown")
def markdown() -> None:
    """Write the table of docs/settings.md.

    Example: fedicoop config markdown
    """
    click.echo(settings_markdown(), nl=False)


@click.group()
def media() -> None:
    """Look after stored files.

    Example: fedicoop media prune instances/lille
    """


@media.command()
@folder
def prune(folder: Path) -> None:
    """Delete uploads that no post uses.

    Example: fedicoop media prune instances/lille
    """

    async def deed(instance: Instance) -> int:
        async with instance.writing() as unit:
            await stored.prune(unit)
        deleted = 0
        while True:
            async with instance.writing() as unit:
                some = await stored.sweep(unit)
            if not some:
                return deleted
            deleted += some

    click.echo(f"{with_instance(folder, deed)} files deleted")


@click.group()
def mail() -> None:
    """See whether mail leaves, and what comes back.

    Example: fedicoop mail test instances/lille you@lille.example
    """


@mail.command()
@folder
@click.argument("address", required=False)
def test(folder: Path, address: str | None) -> None:
    """Send a message now: to an address, or to the first administrator.

    Example: fedicoop mail test instances/lille you@lille.example
    """

    async def deed(instance: Instance) -> str:
        async with instance.writing() as unit:
            to = address or await _first_administrator(unit)
            letter = await notifications.send_test(unit, to, instance.config.languages[0])
        await mailer.run_once(instance.writing, transport(instance.config))
        async with instance.reading() as unit:
            tried = await unit.session.get_one(Mail, letter.id)
        if tried.sent_at is None:
            raise ConfigError(f"the letter did not leave: {tried.error or 'others go first'}")
        return to

    to = with_instance(folder, deed)
    click.echo(f"sent to {to}; for file: transports look into the folder of mail.url")


@mail.command("bounces")
@folder
@click.argument("reports", type=click.Path(file_okay=False, path_type=Path))
def read_bounces(folder: Path, reports: Path) -> None:
    """Read letters that came back, from a folder of .eml files or a Maildir.

    Each file is read once and deleted when it was a report about a letter of ours; others stay.

    Example: fedicoop mail bounces instances/lille /var/mail/bounces
    """
    if not reports.is_dir():
        raise ConfigError(f"{reports} is no folder")

    async def deed(instance: Instance) -> int:
        believed = 0
        host = instance.config.host.partition(":")[0]
        for file in bounces.waiting(reports):
            found = bounces.read_file(file, host)
            if found is None:
                continue
            async with instance.writing() as unit:
                believed += await notifications.note_bounce(unit, found.mail_id, found.reason)
            file.unlink()
        return believed

    click.echo(f"{with_instance(folder, deed)} letters came back")


async def _first_administrator(work: Work) -> str:
    found = [each.email for each in await queries.with_role(work, Role.ADMIN) if each.email]
    if not found:
        raise NotFound("no administrator has an e-mail address; name one")
    return found[0]


@click.command()
@click.option("--cooperatives", type=click.IntRange(2, 12), default=3, help="How many to run.")
@click.option("--port", type=int, default=8100, help="National's port; the others follow.")
@click.option("--dir", "target", default="demo-data", help="Where the instances are kept.")
@click.option("--reset", is_flag=True, help="Start afresh.")
def demo(cooperatives: int, port: int, target: str, reset: bool) -> None:  # noqa: FBT001
    """Run several cooperatives that federate, with sample data, on this machine.

    Example: fedicoop demo --cooperatives 12
    """
    demo_run.run(cooperatives, port, target, reset=reset)


@click.command()
def version() -> None:
    """Say which version this is.

    Example: fedicoop version
    """
    click.echo(f"fedicoop {__version__}")
