"""Pictures on disk: data/media/ab/cd/NAME in the instance's folder, written whole or not at all."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fedicoop.errors import Unavailable
from fedicoop.media import policy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fedicoop.config import Config

_NAME = re.compile(r"[0-9a-f]{32}(?:-small)?\.webp")
_FULL = "The server has no room left for files. Its operator has to make some."


def new_names() -> tuple[str, str]:
    """Give unguessable names for a picture and its thumbnail; nothing of the upload's own name."""
    stem = secrets.token_hex(16)
    return f"{stem}.webp", f"{stem}-small.webp"


def folder(config: Config) -> Path:
    """Say where an instance keeps its pictures."""
    return config.folder / "data" / "media"


def path_of(config: Config, name: str) -> Path | None:
    """Say where a picture is; None for a name we never gave, whatever dots and slashes it has."""
    if not _NAME.fullmatch(name):
        return None
    return folder(config) / name[:2] / name[2:4] / name


def write(config: Config, name: str, data: bytes) -> None:
    """Put a file on disk: under its name there is all of it or nothing, also after a power cut.

    Raises Unavailable when the disk is nearly full.
    """
    path = path_of(config, name)
    if path is None:
        raise ValueError(f"not a name of ours: {name!r}")
    write_whole(path, data)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under a path, all of it or nothing; raises Unavailable on a full disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(path.parent).free < policy.SMALLEST_FREE + len(data):
        raise Unavailable("the disk is full", retry_after=3600, safe=_FULL)
    half = path.with_suffix(".part")
    try:
        with half.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise Unavailable(
            f"cannot write {path.name}: {error}", retry_after=3600, safe=_FULL
        ) from error


def remove(config: Config, name: str) -> None:
    """Take a file off the disk; nothing happens when it is not there."""
    path = path_of(config, name)
    if path is not None:
        path.unlink(missing_ok=True)


def older_than(config: Config, moment: datetime) -> Iterator[str]:
    """Give the names of the files on disk that were last written before a moment."""
    for path in sorted(folder(config).glob("*/*/*.webp")):
        with suppress(FileNotFoundError):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < moment:
                yield path.name
