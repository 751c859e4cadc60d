"""A file between the look and the yes: kept for an hour, under a name made of what is in it."""

from __future__ import annotations

import hashlib
import os
import re
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from fedicoop.config import Config
    from fedicoop.work import Work

KEPT = timedelta(hours=1)
_KEY = re.compile(r"[0-9a-f]{64}")


def keep(config: Config, data: bytes, now: datetime) -> str:
    """Keep a file that only the server's own user may read; gives its key."""
    key = hashlib.sha256(data).hexdigest()
    folder = _folder(config)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = folder / f"{key}.part"
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
    os.utime(half, (now.timestamp(), now.timestamp()))
    half.replace(folder / key)
    return key


def kept(config: Config, key: str, now: datetime) -> bytes | None:
    """Give a file back; None when the hour is over, or for a key we never gave."""
    path = _folder(config) / key
    if not _KEY.fullmatch(key) or not path.is_file() or _is_old(path, now):
        return None
    return path.read_bytes()


async def forget_files(work: Work) -> None:
    """Delete the files whose hour is over: there are names and addresses in them."""
    forget(work.config, work.now())


def forget(config: Config, now: datetime) -> None:
    """Delete the files whose hour is over."""
    for path in _folder(config).glob("*"):
        if _is_old(path, now):
            with suppress(OSError):
                path.unlink()


def _is_old(path: Path, now: datetime) -> bool:
    return now.timestamp() - path.stat().st_mtime > KEPT.total_seconds()


def _folder(config: Config) -> Path:
    return config.folder / "data" / "register"
