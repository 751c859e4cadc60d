"""Files of the library on disk: data/documents/ab/cd/NAME, where no address of the site leads."""

from __future__ import annotations

import re
import secrets
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fedicoop.media.storage import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fedicoop.config import Config

_NAME = re.compile(r"[0-9a-f]{32}\.bin")


def new_name() -> str:
    """Give an unguessable name; nothing of the upload's own, and an ending that nothing runs."""
    return f"{secrets.token_hex(16)}.bin"


def folder(config: Config) -> Path:
    """Say where an instance keeps its documents."""
    return config.folder / "data" / "documents"


def path_of(config: Config, name: str) -> Path | None:
    """Say where a file is; None for a name we never gave, whatever dots and slashes it has."""
    if not _NAME.fullmatch(name):
        return None
    return folder(config) / name[:2] / name[2:4] / name


def write(config: Config, name: str, data: bytes) -> None:
    """Put a file on disk, all of it or nothing; raises Unavailable when the disk is full."""
    path = path_of(config, name)
    if path is None:
        raise ValueError(f"not a name of ours: {name!r}")
    write_whole(path, data)


def remove(config: Config, name: str) -> None:
    """Take a file off the disk; nothing happens when it is not there."""
    path = path_of(config, name)
    if path is not None:
        path.unlink(missing_ok=True)


def remove_halves(config: Config, moment: datetime) -> None:
    """Remove what was being written or looked at before a moment, and never came to its end."""
    for path in sorted(folder(config).rglob("*.part")):
        with suppress(FileNotFoundError):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < moment:
                path.unlink()


def older_than(config: Config, moment: datetime) -> Iterator[str]:
    """Give the names of the files on disk that were last written before a moment."""
    for path in sorted(folder(config).glob("*/*/*.bin")):
        with suppress(FileNotFoundError):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < moment:
                yield path.name
