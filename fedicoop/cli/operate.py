"""Running an instance: init, serve, work, doctor, backup, restore."""

from __future__ import annotations

import asyncio
import os
import tarfile
from typing import TYPE_CHECKING

import click
import uvicorn

from fedicoop import log
from fedicoop.accounts import service as accounts
from fedicoop.accounts.policy import Role
from fedicoop.app import open_instance, prepare, run_workers
from fedicoop.cli import backups, health
from fedicoop.cli.members import LINK_LIFE, sign_in_url
from fedicoop.cli.opening import as_json, folder, show, with_instance
from fedicoop.config import ConfigError, load

if TYPE_CHECKING:
    from pathlib import Path

    from fedicoop.instance import Instance

_TEMPLATE = """# The settings of this instance; docs/settings.md lists all of them.
host = "{host}"
name = "{name}"
languages = ["fr", "en"]
"""


@click.command()
@folder
@click.option("--host", required=True, help="The name in every address; it can never change.")
@click.option("--name", required=True, help="What the cooperative is called.")
@click.option("--admin", default="admin_", help="Name of the first administrator.")
@click.option("--email", default="", help="Her e-mail address; she can add it later.")
def init(folder: Path, host: str, name: str, admin: str, email: str) -> None:
    """Make an instance: folder, keys, database, and the first administrator's sign-in link.

    Example: fedicoop init instances/lille --host lille.example --name "Coopérative de Lille"
    """
    path = folder / "instance.toml"
    if path.exists():
        raise ConfigError(f"{path} is already there")
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(_TEMPLATE.format(host=host, name=name.replace('"', "'")), encoding="utf-8")
    try:
        load(folder, os.environ)
    except ConfigError:
        path.unlink()
        raise

    async def deed(instance: Instance) -> str:
        await prepare(instance)
        async with instance.writing() as work:
            member = await accounts.admit(
                work, admin, email=email or f"{admin}@{host}", roles=[Role.ADMIN]
            )
            token = await accounts.link_for(work, member, LINK_LIFE)
        return sign_in_url(instance, token)

    link = with_instance(folder, deed)
    click.echo(f"{name} is ready in {folder}.\n\n  fedicoop serve {folder}\n\nThen sign in as")
    click.echo(f"{admin} with this link, once, within two days:\n\n  {link}")


@click.command()
@folder
@click.option("--bind", default=None, help="Address to listen on.")
@click.option("--port", type=int, default=None, help="Port to listen on.")
@click.option("--processes", type=click.IntRange(1, 64), default=1, help="Web processes.")
@click.option("--no-workers", is_flag=True, help="Answer requests only; run fedicoop work beside.")
def serve(
    folder: Path,
    bind: str | None,
    port: int | None,
    processes: int,
    no_workers: bool,  # noqa: FBT001 - click passes flags by position
) -> None:
    """Run the web server and the workers.

    Example: fedicoop serve instances/lille --port 8080
    """
    log.set_up()
    config = load(folder, os.environ)
    if config.development.is_on:
        click.echo(f"DEVELOPMENT switches are on for {config.host}: not for real data", err=True)
    asyncio.run(_ready(folder))
    os.environ["FEDICOOP_INSTANCE"] = str(folder)
    os.environ["FEDICOOP_NO_WORKERS"] = "1" if no_workers else ""
    uvicorn.run(
        "fedicoop.app:from_environment",
        factory=True,
        host=bind or config.server.bind,
        port=port or config.server.port,
        workers=processes if processes > 1 else None,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=list(config.server.trusted_proxies),
        timeout_keep_alive=30,
        timeout_graceful_shutdown=10,
        h11_max_incomplete_event_size=32 * 1024,
    )


async def _ready(folder: Path) -> None:
    instance = open_instance(folder, os.environ)
    try:
        await prepare(instance)
    finally:
        await instance.close()


@click.command()
@folder
def work(folder: Path) -> None:
    """Run the workers only: processing, delivering, mail.

    Example: fedicoop work instances/lille
    """
    log.set_up()

    async def run() -> None:
        instance = open_instance(folder, os.environ)
        try:
            await prepare(instance)
            await run_workers(instance)
        finally:
            await instance.close()

    try:
        asyncio.run(run())
    except KeyboardInterrupt:
        click.echo("stopped")


@click.command()
@folder
@as_json
def doctor(folder: Path, as_json: bool) -> None:  # noqa: FBT001 - click passes flags
    """Look for what is wrong with an instance, and say what to do about it.

    Example: fedicoop doctor instances/lille
    """
    findings = with_instance(folder, health.examine)
    if as_json:
        show([vars(finding) for finding in findings], as_json=True, empty="")
    else:
        for finding in findings:
            click.echo(f"{finding.state:5} {finding.text}")
    if any(finding.state == "fails" for finding in findings):
        raise SystemExit(1)


@click.command()
@folder
@click.argument("file")
def backup(folder: Path, file: str) -> None:
    """Write everything of an instance into one file, while it runs.

    Example: fedicoop backup instances/lille lille.tar.gz
    """
    count = with_instance(folder, lambda instance: backups.write(instance, file))
    click.echo(f"{file}: {count} files; keep it as safe as the keys that are in it")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@folder
@click.option("--check", is_flag=True, help="Only see whether the backup is whole.")
def restore(file: str, folder: Path, check: bool) -> None:  # noqa: FBT001 - click passes flags
    """Put a backup into a folder that is empty or not there.

    Example: fedicoop restore lille.tar.gz instances/lille
    """
    try:
        count = backups.check(file) if check else backups.restore(file, folder)
    except (tarfile.TarError, EOFError) as error:
        raise ConfigError(f"{file} is not a whole backup: {error}") from error
    click.echo(f"{file}: {count} files, whole" if check else f"{folder}: {count} files restored")
