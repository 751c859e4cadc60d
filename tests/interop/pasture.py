"""fediverse-pasture's six actors as a process, and bovine as the client program of one of them."""

from __future__ import annotations

import os
import tomllib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import orjson

from tests.interop.processes import Json, Program, eventually, free_port, run

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
PYTHON = os.environ.get("FEDICOOP_INTEROP_PYTHON", "")
"""The Python that has them: their locks and ours do not go together."""


class Pasture:
    """The six of them: alice, bob, claire, dean, emily and frank, and their server's own actor."""

    def __init__(self, folder: Path) -> None:
        """Start their server; it makes their keys first."""
        assert PYTHON, "FEDICOOP_INTEROP_PYTHON is not set; ./run interop sets it"
        port = free_port()
        self.domain = f"pasture.localhost:{port}"
        self.folder = folder
        command = [
            PYTHON,
            str(HERE / "in_the_pasture.py"),
            "serve",
            self.domain,
            str(port),
        ]
        self.program = Program("pasture", command, folder)
        self.http = httpx2.Client(
            base_url=f"http://127.0.0.1:{port}",
            headers={"host": self.domain, "accept": "application/json"},
            trust_env=False,
            timeout=120,
        )
        eventually(self._lives, "the pasture answers", self.program)

    def _lives(self) -> bool:
        assert self.program.ended is None, self.program.words()
        try:
            return self.http.get("/alice").status_code == 200
        except httpx2.TransportError:
            return False

    def stop(self) -> None:
        """End it."""
        self.http.close()
        self.program.stop()

    def tries(self, actor_uri: str) -> Json:
        """Have all six fetch an actor and post to its inbox; give what worked for whom."""
        answer = self.http.get("/", params={"actor_uri": actor_uri})
        assert answer.status_code == 200, f"{answer.text}\n{self.program.words()}"
        found: Json = answer.json()
        return found

    def uri(self, name: str) -> str:
        """Give one of their addresses."""
        return f"http://{self.domain}/{name}"

    def bovine(self, name: str, method: str, url: str, body: Json | None = None) -> Json:
        """Ask or post as one of them through bovine: status, content type and text."""
        keys = tomllib.loads((self.folder / "data.toml").read_text("utf-8"))
        found = next(each for each in keys["possible_actors"] if each["actor_name"] == name)
        given = {
            "actor": self.uri(name),
            "key": f"{self.uri(name)}#{found['key_pairs'][0]['name']}",
            "secret": found["key_pairs"][0]["private"],
            "method": method,
            "url": url,
            "body": orjson.dumps(body).decode() if body else "",
        }
        said = run([PYTHON, HERE / "in_the_pasture.py", "ask"], {}, orjson.dumps(given).decode())
        answer: Json = orjson.loads(said)
        return answer


@contextmanager
def running(folder: Path) -> Iterator[Pasture]:
    """Have the pasture for a while."""
    pasture = Pasture(folder)
    try:
        yield pasture
    finally:
        pasture.stop()
