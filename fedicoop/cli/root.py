"""The commands' one root: what a wrong use and a failure look like, and the groups below it."""

from __future__ import annotations

import sys

import click

from fedicoop.cli.federation import federation, queue
from fedicoop.cli.members import member
from fedicoop.cli.operate import (
    backup,
    config,
    database,
    demo,
    doctor,
    init,
    mail,
    media,
    restore,
    serve,
    version,
    work,
)
from fedicoop.config import ConfigError
from fedicoop.errors import FedicoopError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def fedicoop() -> None:
    """One small server per cooperative, federated over ActivityPub.

    Example: fedicoop init instances/lille --host lille.example --name "Coop de Lille"
    """


for command in (
    init,
    serve,
    work,
    member,
    federation,
    queue,
    doctor,
    backup,
    restore,
    database,
    config,
    media,
    mail,
    demo,
    version,
):
    fedicoop.add_command(command)


def main() -> None:
    """Run a command: exit code 2 for wrong use, 1 with one clear line for a failure."""
    try:
        fedicoop(prog_name="fedicoop")
    except (FedicoopError, ConfigError, LookupError, OSError) as error:
        print(f"fedicoop: {error}", file=sys.stderr)
        sys.exit(1)
