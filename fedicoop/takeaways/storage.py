"""The files on disk: data/takeaways/ID.takeaway, readable by the server's own user alone."""

from __future__ import annotations

import os
import re
import shutil
from typing import IO, TYPE_CHECKING

from fedicoop.errors import Unavailable
from fedicoop.media import policy

if TYPE_CHECKING:
    from pathlib import Path

    from fedicoop.config import Config

SUFFIX = ".takeaway"
"""Backups leave it out: what is in it is in them already."""
_ID = re.compile(r"[0-9a-f-]{36}")


def folder(config: Config) -> Path:
    """Say where they are."""
    return config.folder / "data" / "takeaways"


def path_of(config: Config, ident: str) -> Path:
    """Say where the file of a row is."""
    if not _ID.fullmatch(ident):
        raise ValueError(f"not a row id: {ident!r}")
    return folder(config) / f"{ident}{SUFFIX}"


def begin(config: Config, ident: str, size: int) -> IO[bytes]:
    """Open a file for writing under another name; raises Unavailable when ``size`` has no room."""
    path = path_of(config, ident).with_suffix(".part")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if shutil.disk_usage(path.parent).free < policy.SMALLEST_FREE + size:
        raise Unavailable("the disk is full", retry_after=3600)
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b")


def finish(config: Config, ident: str) -> int:
    """Give a file its name once it is whole; gives its size."""
    path = path_of(config, ident)
    path.with_suffix(".part").replace(path)
    return path.stat().st_size


def idents(config: Config) -> set[str]:
    """Give the row ids to which files on disk belong, half written ones too."""
    return {path.stem for path in folder(config).glob("*.*")}


def remove(config: Config, ident: str) -> None:
    """Take the file of a row off the disk, half written or whole."""
    path = path_of(config, ident)
    for each in (path, path.with_suffix(".part")):
        each.unlink(missing_ok=True)
