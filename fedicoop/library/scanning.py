"""The cooperative's own look at each file before it is kept: a virus scanner, if it has one.

The command of [uploads] scan gets the file's path where it says {file}, never through a shell.
Exit 0 lets the file in, 1 keeps it out; anything else means that nobody looked, and keeps it out.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from subprocess import DEVNULL
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread

from fedicoop.errors import Invalid, Unavailable
from fedicoop.library import storage
from fedicoop.log import logger

if TYPE_CHECKING:
    from fedicoop.config import Config

FILE = "{file}"
_FOUND = "The virus scanner refuses this file."
_UNCHECKED = (
    "This file could not be checked for viruses, so it was not kept. Please tell who runs this "
    "site, or try again later."
)
log = logger(__name__)


async def scan(config: Config, data: bytes) -> None:
    """Let the command look at a file; nothing happens where there is none.

    Raises Invalid for a file that it refuses, Unavailable when it fails or takes too long.
    """
    if not config.uploads.scan:
        return
    path = await anyio.to_thread.run_sync(_put, config, data)
    try:
        code = await _run([part.replace(FILE, str(path)) for part in config.uploads.scan], config)
    finally:
        path.unlink(missing_ok=True)
    if code == 1:
        log.warning("the virus scanner refused a file", bytes=len(data))
        raise Invalid({"file": _FOUND})
    if code != 0:
        log.error("a file could not be checked", bytes=len(data), exit_code=code)
        raise Unavailable("the virus scanner failed", retry_after=600, safe=_UNCHECKED)


def _put(config: Config, data: bytes) -> Path:
    """Write a file where only this server, and who runs it, may read it."""
    folder = storage.folder(config)
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(suffix=".part", dir=folder)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    return Path(name)


async def _run(command: list[str], config: Config) -> int | None:
    """Run a command without our secrets around it; None when it did not end in time, or at all."""
    around = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    try:
        with anyio.fail_after(config.uploads.scan_seconds):
            done = await anyio.run_process(
                command, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, check=False, env=around
            )
    except (OSError, TimeoutError) as error:
        log.warning("the virus scanner did not run", reason=str(error) or "it took too long")
        return None
    return done.returncode
