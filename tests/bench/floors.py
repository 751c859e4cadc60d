"""What this machine can do at best, without us: signing, checking, committing, answering."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fedicoop.activitypub import keys
from fedicoop.activitypub.keys import PublicKey, Signer
from tests.bench import loading
from tests.bench.figures import Figure
from tests.bench.processes import free_port, running

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_BODY = b"x" * 2000
_GROUP = 50


@dataclass(frozen=True)
class Floors:
    """How often a second; ``answers`` is an empty route to which 2 kB are posted."""

    signs: float
    verifies: float
    commits: float
    rows: float
    answers: float
    gets: float

    def figures(self) -> list[Figure]:
        """Give them as the first lines of the table."""
        return [
            Figure("RSA signatures made", self.signs, "/s"),
            Figure("RSA signatures checked", self.verifies, "/s"),
            Figure("SQLite commits, one row each", self.commits, "/s"),
            Figure(f"SQLite rows, {_GROUP} a commit", self.rows, "/s"),
            Figure("empty Starlette route, POST of 2 kB", self.answers, "/s"),
            Figure("empty Starlette route, GET", self.gets, "/s"),
        ]


async def measure(folder: Path, seconds: float) -> Floors:
    """Measure every floor; each takes about ``seconds``."""
    private, public = keys.generate()
    signer = Signer("x", "x#k", keys.load_private(private))
    key = PublicKey("x#k", "x", keys.load_public(public))
    signature = signer.sign(_BODY)
    answers, gets = await _empty(folder, seconds)
    return Floors(
        signs=_often(lambda: signer.sign(_BODY), seconds),
        verifies=_often(lambda: key.holds(_BODY, signature), seconds),
        commits=_commits(folder, 1, seconds),
        rows=_commits(folder, _GROUP, seconds) * _GROUP,
        answers=answers,
        gets=gets,
    )


def _often(deed: Callable[[], object], seconds: float) -> float:
    count, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        deed()
        count += 1
    return count / (time.perf_counter() - started)


def _commits(folder: Path, size: int, seconds: float) -> float:
    with closing(sqlite3.connect(folder / f"floor-{size}.sqlite3", isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode = WAL")
        file.execute("PRAGMA synchronous = FULL")
        file.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, body BLOB)")

        def commit() -> None:
            file.execute("BEGIN IMMEDIATE")
            file.executemany("INSERT INTO rows (body) VALUES (?)", [(_BODY,)] * size)
            file.execute("COMMIT")

        return _often(commit, seconds)


async def _empty(folder: Path, seconds: float) -> tuple[float, float]:
    port = free_port()
    options = ("--port", str(port), "--no-access-log", "--log-level", "error")
    module = ("uvicorn", "tests.bench.empty:app", *options)
    post = loading.post("x", "/", {}, _BODY)
    get = loading.get("x", "/", "*/*")
    with running(port, "/", *module, log=folder / "empty.log"):
        count = int(4000 * seconds)
        answers = await loading.flood(port, [post] * count)
        gets = await loading.flood(port, [get] * count)
    return answers.check(202).rate, gets.check(200).rate
