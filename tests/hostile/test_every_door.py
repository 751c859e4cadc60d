"""Every address with a place in it, asked for by everybody: what is not for her is not there.

The table is doors.txt. A route that is added stands in it, or the first test fails.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import httpx2
import pytest
from starlette.routing import Route

from fedicoop.web.csrf import make_token
from fedicoop.web.federation import routes as protocol_routes
from fedicoop.web.routes import page_routes
from fedicoop.web.site import Site
from fedicoop.web.visit import session_cookie
from tests.hostile.conftest import rows
from tests.hostile.ground import VISITORS, WORD, Ground, lay

if TYPE_CHECKING:
    from fedicoop.instance import Instance
    from tests.network import Internet

TABLE = Path(__file__).parent / "doors.txt"
HOME = "https://coop.example"
LETTERS = {200: "y", 303: "r", 401: "u", 403: "f", 404: "-", 405: "m", 406: "a", 410: "g"}
LETTERS |= {400: "b", 422: "v", 429: "s"}
POSTERS = VISITORS[:4]
"""Who posts: those who may do nothing to what is secret. Others have tests of their own."""
OPEN_TO_ALL = {f"/tags/{{name}}/{deed}" for deed in ("follow", "unfollow", "mute", "unmute")}
"""What a member does to nothing of anybody's."""


class Door(NamedTuple):
    """A line of the table: ``said`` has a letter for each visitor, "r" where she is sent on."""

    method: str
    route: str
    address: str
    said: str


def doors() -> list[Door]:
    """Read the table."""
    lines = TABLE.read_text("utf-8").splitlines()
    return [Door(*line.split()) for line in lines if line and not line.startswith("#")]


def routes() -> set[tuple[str, str]]:
    """Give every route with a place in it, by each of its methods."""
    return {
        (method, each.path)
        for each in (*protocol_routes, *page_routes)
        if isinstance(each, Route) and "{" in each.path and not each.path.endswith("/inbox")
        for method in (each.methods or set()) - {"HEAD"}
    }


def test_every_route_stands_in_the_table() -> None:
    listed = {(each.method, each.route) for each in doors()}

    assert sorted(routes() - listed) == []
    assert sorted(listed - routes()) == []


def letter(answer: httpx2.Response) -> str:
    """Say in a letter how somebody was answered; "l" for being sent to sign in."""
    if answer.headers.get("location", "").startswith("/login"):
        return "l"
    return LETTERS.get(answer.status_code, "!")


async def asked(
    coop: Instance, internet: Internet, ground: Ground, who: str, chosen: list[Door]
) -> list[tuple[str, httpx2.Response]]:
    """Go through some doors as somebody, with a fresh token for every form."""
    session = ground.sessions.get(who, "")
    cookies = {session_cookie(Site(coop)): session} if session else {}
    token = make_token(coop.secret, "" if who in {"nobody", "suspended"} else session)
    transport = internet.servers[coop.urls.host]
    async with httpx2.AsyncClient(transport=transport, cookies=cookies, base_url=HOME) as client:
        found = []
        for door in chosen:
            data = {"csrf": token} if door.method == "POST" else None
            answer = await client.request(
                door.method,
                ground.address(door.address),
                headers={"Sec-Fetch-Site": "same-origin", "Accept": "text/html"},
                data=data,
            )
            found.append((letter(answer), answer))
        return found


@pytest.mark.parametrize("who", VISITORS)
async def test_nobody_reads_what_is_not_for_her(
    coop: Instance, internet: Internet, who: str
) -> None:
    ground, place = await lay(coop), VISITORS.index(who)
    chosen = [each for each in doors() if each.method == "GET"]

    answers = await asked(coop, internet, ground, who, chosen)

    for door, (found, answer) in zip(chosen, answers, strict=True):
        assert (door.address, found) == (door.address, door.said[place])
        if found != "y":
            assert WORD not in answer.text
        if who in {"nobody", "suspended", "eve", "elsewhere"}:
            others = set(re.findall(r"[a-z]+@mail\.example", answer.text)) - {f"{who}@mail.example"}
            assert others == set(), door.address


@pytest.mark.parametrize("who", POSTERS)
async def test_nobody_does_what_is_not_hers_to_do(
    coop: Instance, internet: Internet, who: str
) -> None:
    """Each button is pressed, and no row of any table is there or gone for it."""
    ground, place = await lay(coop), VISITORS.index(who)
    chosen = [each for each in doors() if each.method == "POST" and each.route not in OPEN_TO_ALL]
    before = await rows(coop)

    answers = await asked(coop, internet, ground, who, chosen)

    for door, (found, answer) in zip(chosen, answers, strict=True):
        assert (door.address, found) == (door.address, door.said[place])
        assert WORD not in answer.text
    assert await rows(coop) == before


async def test_the_table_is_written_anew_when_somebody_asks_for_it(
    coop: Instance, internet: Internet
) -> None:
    """FEDICOOP_WRITE_DOORS=1 fills the letters in; they are looked at before they are kept."""
    if not os.environ.get("FEDICOOP_WRITE_DOORS"):
        return
    ground, table = await lay(coop), doors()
    for method, people in (("GET", VISITORS), ("POST", POSTERS)):
        chosen = [each for each in table if each.method == method]
        found = [await asked(coop, internet, ground, who, chosen) for who in people]
        said = {
            door: "".join(answers[number][0] for answers in found)
            for number, door in enumerate(chosen)
        }
        table = [each._replace(said=said.get(each, each.said)) for each in table]
    head = [line for line in TABLE.read_text("utf-8").splitlines() if line.startswith("#")]
    lines = [*head, *(" ".join(each) for each in table)]
    TABLE.write_text("\n".join(lines) + "\n", "utf-8")
