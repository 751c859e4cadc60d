"""What commands share: the instance's folder, an opened instance, tables and JSON."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from rich.console import Console
from rich.table import Table

from fedicoop import log
from fedicoop.app import open_instance
from fedicoop.migrations import upgrade

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from fedicoop.instance import Instance

T = TypeVar("T")

folder = click.argument(
    "folder",
    metavar="DIR",
    envvar="FEDICOOP_INSTANCE",
    type=click.Path(file_okay=False, path_type=Path),
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")


def with_instance(folder: Path, deed: Callable[[Instance], Awaitable[T]]) -> T:
    """Open an instance, migrated to this version, do one thing with it, and close it."""

    async def run() -> T:
        instance = open_instance(folder, os.environ)
        try:
            await upgrade(instance.database)
            return await deed(instance)
        finally:
            await instance.close()

    log.set_up("warning")
    return asyncio.run(run())


def show(rows: Sequence[dict[str, Any]], *, as_json: bool, empty: str) -> None:
    """Print rows as a table, or as JSON; ``empty`` says what it means that there are none."""
    if as_json:
        click.echo(json.dumps(list(rows), ensure_ascii=False, indent=2, default=str))
        return
    if not rows:
        click.echo(empty)
        return
    table = Table(*rows[0], box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    Console(width=None if os.isatty(1) else 200).print(table)
