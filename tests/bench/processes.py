"""Processes of the benchmark: our server, the sinks, an empty application; started and weighed."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent
_PATIENCE = 60.0


def free_port() -> int:
    """Give a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """A process that answers on a port."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, seconds: float) -> None:
        """Keep the process, where it listens, and how long it took to answer."""
        self.process = process
        self.port = port
        self.seconds = seconds

    def memory(self) -> float:
        """Give the resident memory in MB."""
        return self._status("VmRSS")

    def most_memory(self) -> float:
        """Give the largest resident memory so far, in MB."""
        return self._status("VmHWM")

    def _status(self, name: str) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return int(status.partition(f"{name}:")[2].split()[0]) / 1024

    def cpu(self) -> float:
        """Give the seconds of processor time spent so far, by all threads."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8")
        spent = stat.rpartition(")")[2].split()[11:13]
        return sum(map(int, spent)) / os.sysconf("SC_CLK_TCK")

    def json(self, path: str) -> Any:
        """Read a JSON document from the process."""
        return json.loads(_get(self.port, path)[1])


@contextmanager
def running(port: int, ready: str, *module: str, log: Path) -> Iterator[Running]:
    """Run ``python -m MODULE …`` until the block ends; the block begins when it answers."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FEDICOOP_")}
    started = time.perf_counter()
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - our own modules
            [sys.executable, "-m", *module],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**kept, "PYTHONPATH": str(ROOT)},
            cwd=ROOT,
        )
    try:
        while not _is_up(port, ready):
            if process.poll() is not None or time.perf_counter() - started > _PATIENCE:
                raise RuntimeError(f"{' '.join(module)} did not start; see {log}")
            time.sleep(0.01)
        yield Running(process, port, time.perf_counter() - started)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _is_up(port: int, path: str) -> bool:
    try:
        return _get(port, path)[0] == 200
    except (OSError, http.client.HTTPException):
        return False


def _get(port: int, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
