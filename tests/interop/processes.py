"""Programs that run beside a test: started on loopback, listened to line by line, ended again."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

ROOT = Path(__file__).parent.parent.parent
Json = dict[str, Any]
Found = TypeVar("Found")
PATIENCE = 30.0
_PAUSE = 0.05
_SHOWN = 6000


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give this process's variables without any of our own but those given."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("FEDICOOP_")}
    return {**kept, "PYTHONPATH": str(ROOT), **(settings or {})}


def eventually(
    look: Callable[[], Found | None], what: str, *witnesses: Program, patience: float = PATIENCE
) -> Found:
    """Look again until something true comes; else fail with what the witnesses wrote."""
    until = time.monotonic() + patience
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > until:
            told = "\n\n".join(f"--- {each.name}\n{each.words()}" for each in witnesses)
            raise AssertionError(
                f"not within {patience:.0f} s: {what}; last seen: {found!r}\n{told}"
            )
        time.sleep(_PAUSE)


class Program:
    """A child process; ``lines`` is what it said on standard output, the rest is in a file."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        folder: Path,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """Start it, in a folder of its own."""
        folder.mkdir(parents=True, exist_ok=True)
        self.name = name
        self.lines: list[str] = []
        self._log = folder / f"{name}.log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - the tests' own commands
                [str(part) for part in command],
                cwd=folder,
                env=environment(settings),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
            )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.lines.append(line)

    def tell(self, line: str) -> None:
        """Write a line to its standard input."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    @property
    def ended(self) -> int | None:
        """Give its exit code; None while it runs."""
        return self._process.poll()

    def words(self) -> str:
        """Give the end of all it wrote, for whoever has to find out what went wrong."""
        log = self._log.read_text("utf-8", "replace")
        return f"{''.join(self.lines)[-_SHOWN:]}\n{log[-_SHOWN:]}"

    def stop(self) -> None:
        """End it, politely first."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._listener.join(5)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()


def run(command: Sequence[str | Path], settings: Mapping[str, str], given: str = "") -> str:
    """Run a short command to its end and give what it printed; its complaints fail the test."""
    ended = subprocess.run(  # noqa: S603 - the tests' own commands
        [str(part) for part in command],
        env=environment(settings),
        input=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE * 2,
    )
    assert ended.returncode == 0, f"{command}: {ended.stdout}\n{ended.stderr}"
    return ended.stdout
