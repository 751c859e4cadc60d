"""The search over twenty thousand posts of three hundred people: rare words, words of all."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from fedicoop.accounts import queries as accounts
from fedicoop.accounts import service as doors
from fedicoop.actors import Actor
from fedicoop.app import open_instance
from fedicoop.ids import new_id
from fedicoop.posts import Post
from fedicoop.search import worker
from tests.bench import ground
from tests.bench.agenda import turning
from tests.bench.figures import Figure
from tests.bench.ground import MEMBER, Stranger
from tests.bench.processes import running

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from fedicoop.instance import Instance

POSTS = 20_000
PEOPLE = 300
_RATE, _MARK, _MARK_OF_ALL = 500, 100, 300
_OF_ALL = "solidarit%C3%A9"
_SYLLABLES = "ba be bi bo ca ce co da de du fa fi ga la le li ma me mo na ni pa po ra re sa te tu"


async def measure(folder: Path, count: int) -> list[Figure]:
    """Measure how fast the index is filled, then one reader who searches."""
    laid = await ground.lay(folder)
    session, rate = await _fill(laid.folder)
    filled = Figure("posts read into the search's index", rate, "/s", mark=_RATE)
    asked = (
        ("a word of ten posts of 20,000, a member", "/search?q=oiseau", session, _MARK),
        ("a word of a thousand of them", "/search?q=chouette", session, _MARK),
        ("a word of all of them", f"/search?q={_OF_ALL}", session, _MARK_OF_ALL),
        ("the same for a visitor", f"/search?q={_OF_ALL}", "", _MARK_OF_ALL),
        ("the same, the newest", f"/search?q={_OF_ALL}&in=posts&order=newest", session, _MARK),
        ("a phrase", f"/search?q=%22la+{_OF_ALL}+demain%22", session, _MARK_OF_ALL),
        ("two letters and a star", "/search?q=ba*+-bebi*", session, _MARK_OF_ALL),
        ("what nobody wrote", "/search?q=xylophage", session, _MARK),
    )
    serve = ("fedicoop", "serve", str(laid.folder), "--port", str(laid.port))
    with running(laid.port, "/readyz", *serve, log=folder / "bench.log") as server:
        found = [
            replace(
                await turning(server, f"search: {what}", laid.host, path, cookie, count), mark=mark
            )
            for what, path, cookie, mark in asked
        ]
    return [filled, *found]


async def _fill(folder: Path) -> tuple[str, float]:
    """Write the posts and let the index read them; give the member's session and the rate."""
    instance = open_instance(folder, {})
    people = [Stranger(f"https://coop{n % 40}.example/users/u{n}") for n in range(PEOPLE)]
    try:
        await ground.acquaint(instance, people, ground.made_keys(), they_follow=False)
        async with instance.writing() as work:
            which = Actor.uri.in_([each.uri for each in people])
            await work.session.execute(update(Actor).where(which).values(indexable=True))
            authors = list(await work.session.scalars(select(Actor).where(which)))
            await work.session.execute(insert(Post), _posts(work.now(), authors))
        rate = await _read(instance)
        async with instance.writing() as work:
            member = await accounts.by_login(work, MEMBER)
            if member is None:
                raise LookupError(MEMBER)
            return await doors.open_session(work, member), rate
    finally:
        await instance.close()


async def _read(instance: Instance) -> float:
    started = time.perf_counter()
    count = await worker.run_once(instance.reading, instance.writing)
    return count / (time.perf_counter() - started)


def _posts(now: datetime, authors: list[Actor]) -> list[dict[str, Any]]:
    chance = random.Random(7)  # noqa: S311 - nobody guesses at a benchmark
    syllables = _SYLLABLES.split()
    lexicon = ["".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(8000)]
    return [_post(now, number, chance, authors, lexicon) for number in range(POSTS)]


def _post(
    now: datetime, number: int, chance: random.Random, authors: list[Actor], lexicon: list[str]
) -> dict[str, Any]:
    author, ident = chance.choice(authors), new_id(now)
    said = chance.choices(lexicon, k=60)
    said += ["la solidarité demain"] if number % 3 else ["demain la solidarité"]
    said += ["chouettes"] if number % 20 == 0 else []
    said += ["oiseaux"] if number % 2000 == 0 else []
    uri = f"https://{author.host}/notes/{number}"
    return {
        "id": ident,
        "uri": uri,
        "author_id": author.id,
        "content": f"<p>{' '.join(said)}</p>",
        "visibility": "public",
        "conversation": uri,
        "published_at": now,
    }
