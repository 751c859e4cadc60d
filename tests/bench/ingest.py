"""How fast others' activities come in: taken (verified, on disk, 202) and then done."""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson

from fedicoop.activitypub import signatures
from fedicoop.app import open_instance
from tests.bench import ground, loading
from tests.bench.figures import Figure
from tests.bench.ground import Stranger
from tests.bench.processes import running

if TYPE_CHECKING:
    from pathlib import Path

    from fedicoop.activitypub.keys import Signer
    from tests.bench.floors import Floors
    from tests.bench.ground import Ground
    from tests.bench.processes import Running

_HOSTS = 100
_AUTHORS = 400
_HALF = 500
_PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
_WORDS = "Le marché de la coopérative ouvre samedi, avec des légumes et des vélos. " * 6
_CONTEXT = [
    "https://www.w3.org/ns/activitystreams",
    {"sensitive": "as:sensitive", "toot": "http://joinmastodon.org/ns#", "Hashtag": "as:Hashtag"},
]


class Authors:
    """People of many other servers, whom our member follows, and what they say."""

    def __init__(self, laid: Ground) -> None:
        """Make their keys; nobody knows them yet."""
        self.ground = laid
        self.pairs = ground.made_keys()
        self.people = [
            Stranger(f"http://s{number % _HOSTS}.localhost:9/users/a{number}")
            for number in range(_AUTHORS)
        ]
        self._signers = [
            ground.signer_of(each.uri, self.pairs, number)
            for number, each in enumerate(self.people)
        ]
        self._numbers = itertools.count()

    async def meet(self) -> None:
        """Let our member follow all of them."""
        instance = open_instance(self.ground.folder, {})
        try:
            await ground.acquaint(instance, self.people, self.pairs, they_follow=False)
        finally:
            await instance.close()

    def say(self, count: int) -> list[bytes]:
        """Write some signed Creates, as Mastodon sends them."""
        return [self._request(next(self._numbers)) for _ in range(count)]

    def _request(self, number: int) -> bytes:
        signer = self._signers[number % _AUTHORS]
        body = orjson.dumps(_create(signer, number))
        now = datetime.now(UTC)
        url = f"{self.ground.url}/inbox"
        kind = "application/activity+json"
        headers = signatures.sign("POST", url, body, signer, now, content_type=kind)
        return loading.post(self.ground.host, "/inbox", headers, body)


def _create(signer: Signer, number: int) -> dict[str, object]:
    author, uri = signer.actor_uri, f"{signer.actor_uri}/statuses/{number}"
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    audience = {"to": [_PUBLIC], "cc": [f"{author}/followers"]}
    note = {
        "id": uri,
        "type": "Note",
        "summary": None,
        "inReplyTo": None,
        "published": now,
        "url": uri,
        "attributedTo": author,
        **audience,
        "sensitive": False,
        "content": f"<p>{_WORDS} <a href='{author}/tags/velo' rel='tag'>#<span>velo</span></a></p>",
        "contentMap": {"fr": f"<p>{_WORDS}</p>"},
        "attachment": [],
        "tag": [{"type": "Hashtag", "href": f"{author}/tags/velo", "name": "#velo"}],
    }
    return {
        "@context": _CONTEXT,
        "id": f"{uri}/activity",
        "type": "Create",
        "actor": author,
        "published": now,
        **audience,
        "object": note,
    }


async def measure(folder: Path, floors: Floors, count: int) -> list[Figure]:
    """Measure the way in: taking alone, doing alone, both at once, and at half the wanted rate."""
    laid = await ground.lay(folder)
    authors = Authors(laid)
    await authors.meet()
    log = folder / "bench.log"
    serve = ("fedicoop", "serve", str(laid.folder), "--port", str(laid.port))
    with running(laid.port, "/readyz", *serve, "--no-workers", log=log) as server:
        await loading.flood(laid.port, authors.say(_AUTHORS))  # keys are loaded on first use
        found = [await _taking(authors, server, floors, count)]
    with running(laid.port, "/readyz", *serve, log=log) as server:
        found.append(await _doing(authors, server, floors))
        found.append(await _both(authors, server, floors, count))
        half = (await loading.stream(laid.port, authors.say(count), _HALF)).check(202)
        await _until_done(laid)
        memory = server.memory()
    _check_outcomes(laid)
    for share, mark in ((0.5, None), (0.99, 50)):
        what = f"p{share * 100:.0f} of taking at {_HALF}/s"
        found.append(Figure(what, half.quantile(share), "ms", mark=mark, less_is_better=True))
    return [*found, Figure("memory after all that", memory, "MB", mark=200, less_is_better=True)]


async def _taking(authors: Authors, server: Running, floors: Floors, count: int) -> Figure:
    requests, spent = authors.say(count), server.cpu()
    taken = (await loading.flood(server.port, requests)).check(202)
    return Figure(
        "taken: POST /inbox to 202",
        taken.rate,
        "/s",
        _checked(floors),
        "an empty route, a signature checked",
        cpu=(server.cpu() - spent) / count * 1e6,
    )


async def _doing(authors: Authors, server: Running, floors: Floors) -> Figure:
    waiting, spent = _waiting(authors.ground), server.cpu()
    seconds = await _until_done(authors.ground)
    return Figure(
        "done: from disk to a post",
        waiting / seconds,
        "/s",
        floors.rows,
        "rows in groups",
        1000,
        cpu=(server.cpu() - spent) / waiting * 1e6,
    )


async def _both(authors: Authors, server: Running, floors: Floors, count: int) -> Figure:
    requests, spent = authors.say(count), server.cpu()
    started = time.perf_counter()
    (await loading.flood(server.port, requests)).check(202)
    await _until_done(authors.ground)
    return Figure(
        "taken and done at once",
        count / (time.perf_counter() - started),
        "/s",
        1 / (1 / _checked(floors) + 1 / floors.rows),
        "an empty route, a signature checked, a row",
        1000,
        cpu=(server.cpu() - spent) / count * 1e6,
    )


def _checked(floors: Floors) -> float:
    return 1 / (1 / floors.verifies + 1 / floors.answers)


def _ask(laid: Ground, question: str) -> list[tuple[str, int]]:
    path = laid.folder / "data" / "fedicoop.sqlite3"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        return file.execute(question).fetchall()


def _waiting(laid: Ground) -> int:
    found = _ask(laid, "SELECT '', count(*) FROM arrivals WHERE outcome = 'waiting'")
    return found[0][1]


async def _until_done(laid: Ground) -> float:
    """Wait until nothing waits; give how long it took."""
    started = time.perf_counter()
    while _waiting(laid):  # noqa: ASYNC110 - another process does it
        await asyncio.sleep(0.02)
    return time.perf_counter() - started


def _check_outcomes(laid: Ground) -> None:
    """Raise ValueError unless every activity became a post: refusals are quick."""
    outcomes = dict(_ask(laid, "SELECT outcome, count(*) FROM arrivals GROUP BY outcome"))
    posts = _ask(laid, "SELECT '', count(*) FROM posts")[0][1]
    if outcomes.keys() != {"done"} or outcomes["done"] != posts:
        raise ValueError(f"{outcomes}, {posts} posts")
