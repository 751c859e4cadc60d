"""The agenda over twenty thousand events of three hundred groups: a page, a circle, a month."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from fedicoop import gazetteer
from fedicoop.accounts import queries as accounts
from fedicoop.accounts import service as doors
from fedicoop.actors import Actor
from fedicoop.app import open_instance
from fedicoop.events import Event, Place, times
from fedicoop.ids import new_id
from fedicoop.posts import Post
from tests.bench import ground, loading
from tests.bench.figures import Figure
from tests.bench.ground import MEMBER, Stranger
from tests.bench.processes import running

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bench.processes import Running

EVENTS = 20_000
HOSTS = 300
MARK = 50
CALENDAR, CALENDAR_MARK = "a calendar file of 1,000 events, from the shelf", 5
_SPAN = timedelta(days=365)
_ZONE = "Europe/Paris"
_WORDS = "<p>Venez nombreux, nous parlerons du toit, du vent et de la suite.</p>" * 10


async def measure(folder: Path, count: int) -> list[Figure]:
    """Measure one reader who turns pages: nobody else is served meanwhile."""
    laid = await ground.lay(folder)
    session = await _fill(laid.folder)
    asked = (
        ("the agenda's next thirty, of 20,000 events", "/agenda", ""),
        ("the same for a member", "/agenda", session),
        ("the agenda within 30 km of a town", "/agenda?town=Rouen&km=30", ""),
        ("the agenda within 100 km, for a member", "/agenda?town=Lyon&km=100", session),
        ("the agenda of a cooperative", "/agenda?server=coop7.example", ""),
        ("the agenda by words", "/agenda?q=toit+vent", ""),
        ("what has been, by word and town", "/agenda?q=toit&town=Lille&past=1", ""),
        ("the agenda's two hundred on the map", "/agenda?view=map", ""),
        ("a month of the agenda", "/agenda?view=month", ""),
        ("the agenda as a feed", "/agenda.atom", ""),
        (CALENDAR, "/agenda.ics", ""),
    )
    serve = ("fedicoop", "serve", str(laid.folder), "--port", str(laid.port))
    with running(laid.port, "/readyz", *serve, log=folder / "bench.log") as server:
        return [
            await turning(server, what, laid.host, path, cookie, count)
            for what, path, cookie in asked
        ]


async def turning(
    server: Running, what: str, host: str, path: str, cookie: str, count: int
) -> Figure:
    """Let one reader ask for a page again and again."""
    more = {"cookie": f"fedicoop={cookie}"} if cookie else {}
    request = loading.get(host, path, "text/html", **more)
    await loading.flood(server.port, [request] * 3, connections=1)
    spent = server.cpu()
    load = (await loading.flood(server.port, [request] * count, connections=1)).check(200)
    cpu = (server.cpu() - spent) / count * 1e6
    mark = MARK if "map" not in what and "month" not in what else None
    mark = CALENDAR_MARK if what == CALENDAR else mark
    return Figure(what, load.quantile(0.5), "ms", mark=mark, less_is_better=True, cpu=cpu)


async def _fill(folder: Path) -> str:
    """Write the events, half of them over, without the ways in; give the member's session."""
    instance = open_instance(folder, {})
    people = [Stranger(f"https://coop{n % 40}.example/groups/g{n}") for n in range(HOSTS)]
    try:
        await ground.acquaint(instance, people, ground.made_keys(), they_follow=False)
        async with instance.writing() as work:
            query = select(Actor).where(Actor.uri.in_([each.uri for each in people]))
            hosts = list(await work.session.scalars(query))
            places = _places()
            await work.session.execute(insert(Place), places)
            posts, events = _events(work.now(), hosts, [each["id"] for each in places])
            await work.session.execute(insert(Post), posts)
            await work.session.execute(insert(Event), events)
            member = await accounts.by_login(work, MEMBER)
            if member is None:
                raise LookupError(MEMBER)
            return await doors.open_session(work, member)
    finally:
        await instance.close()


def _places() -> list[dict[str, Any]]:
    """Give a place in each of a thousand towns, the larger ones several times as often."""
    towns = [gazetteer.find(f"{number:02d}", 12) for number in range(1, 95)]
    now = datetime.now(UTC)
    return [
        {
            "id": new_id(now),
            "fingerprint": f"{number}",
            "name": "Maison des associations",
            "town": town.name,
            "postcode": town.postcode,
            "latitude": town.latitude,
            "longitude": town.longitude,
        }
        for number, town in enumerate(each for some in towns for each in some)
    ]


def _events(
    now: datetime, hosts: list[Actor], places: list[str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    chance = random.Random(7)  # noqa: S311 - nobody guesses at a benchmark
    posts, events = [], []
    for number in range(EVENTS):
        host, ident = chance.choice(hosts), new_id(now)
        starts = (now + _SPAN * chance.uniform(-1, 1)).replace(second=0, microsecond=0)
        uri = f"https://{host.host}/events/{number}"
        posts.append(_post(now, host, ident, uri))
        place = chance.choice(places) if number % 10 else None
        events.append(_event(now, host, ident, uri) | _at(starts, place))
    return posts, events


def _post(now: datetime, host: Actor, ident: str, uri: str) -> dict[str, Any]:
    return {
        "id": ident,
        "uri": uri,
        "author_id": host.id,
        "type": "Event",
        "name": f"Réunion du groupe {uri.rpartition('/')[2]}",
        "content": _WORDS,
        "visibility": "public",
        "conversation": uri,
        "published_at": now,
    }


def _event(now: datetime, host: Actor, ident: str, uri: str) -> dict[str, Any]:
    owners = {"organiser_id": host.id, "host_id": host.id}
    dates = {"created_at": now, "changed_at": now}
    return {"id": ident, "uri": uri, "kind": "rencontre", **owners, **dates}


def _at(starts: datetime, place: str | None) -> dict[str, Any]:
    ends = starts + timedelta(hours=2)
    return {
        "starts_at": starts,
        "ends_at": ends,
        "timezone": _ZONE,
        "starts_wall": times.written(times.wall_at(starts, _ZONE)),
        "ends_wall": times.written(times.wall_at(ends, _ZONE)),
        "place_id": place,
        "online": place is None,
    }
