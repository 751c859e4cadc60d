"""The commands' one root: what a wrong use and a failure look like, and the groups below it."""

from __future__ import annotations

import sys
from typing import NoReturn

import click
from sqlalchemy.exc import SQLAlchemyError

from fedicoop.cli.events import event
from fedicoop.cli.federation import federation, queue
from fedicoop.cli.members import member
from fedicoop.cli.operate import backup, doctor, init, restore, serve, work
from fedicoop.cli.register import codes, export, forget, import_register, invite
from fedicoop.cli.search import search
from fedicoop.cli.upkeep import config, database, demo, mail, media, version
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
    event,
    federation,
    queue,
    doctor,
    backup,
    restore,
    database,
    config,
    media,
    search,
    mail,
    demo,
    version,
):
    fedicoop.add_command(command)
for command in (import_register, invite, codes, export, forget):
    member.add_command(command)


def main() -> None:
    """Run a command: exit code 2 for wrong use, 1 with one clear line for a failure."""
    try:
        code = fedicoop.main(prog_name="fedicoop", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "fedicoop"
        _fail(2, f"{error.format_message()} See {path} --help.")
    except click.ClickException as error:
        _fail(1, error.format_message())
    except click.Abort:
        _fail(1, "nothing was done")
    except (FedicoopError, ConfigError, LookupError, OSError, SQLAlchemyError) as error:
        _fail(1, str(error))
    sys.exit(code if isinstance(code, int) else 0)


def _fail(code: int, reason: str) -> NoReturn:
    """Say what is wrong, on one line, and leave."""
    print(f"fedicoop: {' '.join(reason.split())}", file=sys.stderr)
    sys.exit(code)
