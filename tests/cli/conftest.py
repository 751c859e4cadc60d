"""What the commands' tests start from: a command line, an instance, a server to talk to."""

from __future__ import annotations

import io
import json
import socket
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from fedicoop.app import create_app, open_instance, prepare
from fedicoop.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SETTINGS = """
host = "{name}.localhost:{port}"
name = "Coopérative {name}"
[server]
public_url = "http://{name}.localhost:{port}"
"""
DEVELOPMENT = """
[development]
insecure_http = true
allow_networks = ["127.0.0.0/8"]
"""


@dataclass(frozen=True)
class Done:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Read what was printed as JSON."""
        return json.loads(self.out)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Give a command line."""

    def type_in(*arguments: object, stdin: str = "") -> Done:
        monkeypatch.setattr(sys, "argv", ["fedicoop", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return Done(int(left.value.code or 0), said.out, said.err)

    return type_in


@pytest.fixture
def coop(run: Callable[..., Done], tmp_path: Path) -> Path:
    """Give the folder of a founded instance, coop.example, with its first administrator."""
    folder = tmp_path / "coop"
    options = ("--host", "coop.example", "--name", "Coopérative d'essai", "--admin", "ana")
    assert run("init", folder, *options, "--email", "ana@coop.example").code == 0
    return folder


@pytest.fixture
def tried(tmp_path: Path, run: Callable[..., Done]) -> Path:
    """Give the folder of an instance that may talk to others on this machine."""
    folder = tmp_path / "tried"
    name = ("--host", "tried.localhost", "--name", "Coopérative tried")
    assert run("init", folder, *name).code == 0
    with (folder / "instance.toml").open("a", encoding="utf-8") as file:
        file.write(DEVELOPMENT)
    return folder


def _write_settings(folder: Path, name: str, port: int) -> None:
    text = SETTINGS.format(name=name, port=port) + DEVELOPMENT
    (folder / "instance.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def neighbour(tmp_path: Path) -> Iterator[str]:
    """Run another whole instance on this machine; give its host with its port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        folder = tmp_path / "neighbour"
        folder.mkdir()
        _write_settings(folder, "neighbour", port)
        server = uvicorn.Server(uvicorn.Config(_app(folder), loop="asyncio", log_config=None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        until = time.monotonic() + 20
        while not server.started and time.monotonic() < until:
            time.sleep(0.02)
        yield f"neighbour.localhost:{port}"
        server.should_exit = True
        thread.join(20)


def _app(folder: Path) -> Any:
    """Make the application once its instance is founded."""
    instance = open_instance(folder, {})
    app = create_app(instance, workers=False)

    async def founded(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await prepare(instance)
        await app(scope, receive, send)

    return founded
