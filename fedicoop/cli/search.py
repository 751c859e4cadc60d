"""Looking after the search's index."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click
from rich.progress import Progress

from fedicoop.cli.opening import folder, with_instance
from fedicoop.search import queries, service

if TYPE_CHECKING:
    from pathlib import Path

    from fedicoop.instance import Instance


@click.group()
def search() -> None:
    """Look after what the search finds.

    Example: fedicoop search rebuild instances/lille
    """


@search.command()
@folder
def rebuild(folder: Path) -> None:
    """Read everything into the search's index again; the site goes on meanwhile.

    Whoever searches finds what was read so far. Interrupted, it goes on by itself when the site
    runs.

    Example: fedicoop search rebuild instances/lille
    """
    click.echo(f"{with_instance(folder, _rebuild)} read into the index")


async def _rebuild(instance: Instance) -> int:
    async with instance.writing() as work:
        await service.begin_anew(work)
    async with instance.reading() as work:
        total = await queries.count_waiting(work)
    read = 0
    with Progress(disable=not sys.stderr.isatty()) as progress:
        bar = progress.add_task("read", total=total)
        while True:
            async with instance.writing() as work:
                done = await service.catch_up(work)
            if not done:
                return read
            read += done
            progress.advance(bar, done)
