"""What a demo says when it cannot run: one line, and no server left behind."""

from __future__ import annotations

import asyncio
import socket
import sys
from typing import TYPE_CHECKING

import pytest

from fedicoop.config import ConfigError
from fedicoop.demo import folders, run, servers
from fedicoop.demo.network import read

if TYPE_CHECKING:
    from pathlib import Path


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    """Before any folder is made."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=f"port {port} cannot be used for national"):
            run.run(2, port, str(tmp_path / "demo"), reset=False)
    assert not (tmp_path / "demo").exists()


@pytest.mark.parametrize("port", [0, -1, 65530, 70000])
def test_there_must_be_ports_for_all(tmp_path: Path, port: int) -> None:
    """The last cooperative needs one, too."""
    with pytest.raises(ConfigError, match="there are no 12 ports"):
        run.run(12, port, str(tmp_path / "demo"), reset=False)


async def test_a_server_that_does_not_start_ends_the_demo(tmp_path: Path) -> None:
    """The line names the log that says why."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    network = read(2, port)
    folders.prepare(str(tmp_path), network, reset=False).note_seeded()
    ground = folders.prepare(str(tmp_path), network, reset=False)
    (tmp_path / "normandie" / "instance.toml").write_text("host = 3", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"normandie stopped \(1\); .*normandie\.log says why"):
        await run.live(ground)
    assert "instance.toml" in (tmp_path / "normandie.log").read_text("utf-8")
    assert not (tmp_path / "demo.json").exists()


async def test_a_server_that_never_answers_ends_the_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a while."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    monkeypatch.setattr(servers, "_PATIENCE", 0.0)
    folders.prepare(str(tmp_path), read(2, port), reset=False).note_seeded()
    ground = folders.prepare(str(tmp_path), read(2, port), reset=False)
    with pytest.raises(ConfigError, match="did not answer in time"):
        await run.live(ground)


async def test_a_deaf_server_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked first."""
    monkeypatch.setattr(servers, "_STOPPING", 0.1)
    ground = folders.prepare(str(tmp_path), read(2, 8100), reset=False)
    running = servers.Servers(ground)
    program = "import signal, time; signal.signal(15, signal.SIG_IGN); print(flush=True)"
    deaf = await asyncio.create_subprocess_exec(
        sys.executable, "-c", f"{program}; time.sleep(60)", stdout=asyncio.subprocess.PIPE
    )
    assert deaf.stdout is not None
    await deaf.stdout.readline()
    running._running["national"] = deaf
    await running.stop()
    assert deaf.returncode == -9
